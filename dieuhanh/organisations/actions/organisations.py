"""Life events of bodies: each with its legal document and the day from which it takes effect, past or future.

An event must come after the body's last recorded change: what follows it would otherwise have to be told anew.
Who may: `organisations.manage` over the body above (nobody changes his own office's life).
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.actions.life import (
    NewBody,
    Part,
    Plan,
    check_no_cycle,
    check_over,
    children_from,
    end_appointments,
    hand_over_children,
    life_of,
    lock_last,
)
from dieuhanh.organisations.models import OrganisationVersion, Succession
from dieuhanh.organisations.rules import lives
from dieuhanh.organisations.rules.wrong import Wrong
from dieuhanh.organisations.wording import check_none, refuse


@transaction.atomic
def create(
    *,
    by: Actor,
    code: str,
    kind: str,
    name_vi: str,
    name_en: str,
    parent_id: UUID | None,
    on: date,
    legal_document: str,
    official_code: str = "",
    subkind: str = "",
    region: str = "",
    key: str = "",
) -> UUID:
    """Create a body under another one from a day on; its id."""
    new = NewBody(code, kind, name_vi, name_en, parent_id, official_code, subkind, region, key)
    parents = lock_last([parent_id] if parent_id else [])
    parent = parents.get(parent_id) if parent_id else None
    check_over(by, [], [parent_id], on)
    _check_new(new, parent, on, legal_document)
    plan = Plan(on, nfc(legal_document))
    made = plan.begin(new, parent_id=parent_id, simulated=by.simulated)
    plan.write()
    _told("created", by, made, plan, {**_facts(plan.started[0])})
    return made


@transaction.atomic
def rename(
    organisation_id: UUID,
    *,
    by: Actor,
    on: date,
    legal_document: str,
    name_vi: str,
    name_en: str,
    code: str | None = None,
) -> UUID:
    """Give a body new names (and a new code, if one is given) from a day on; its id."""
    last = _access(organisation_id, by, on)
    changes = {"name_vi": nfc(name_vi), "name_en": nfc(name_en), "code": nfc(code) if code else last.code}
    check_none(
        lives.check_name(changes["name_vi"], "name_vi"),
        lives.check_name(changes["name_en"], "name_en"),
        lives.check_code(changes["code"]),
    )
    return _change("renamed", last, by, on, legal_document, changes)


@transaction.atomic
def move(organisation_id: UUID, *, by: Actor, on: date, legal_document: str, parent_id: UUID) -> UUID:
    """Put a body under another one from a day on; its id. Who moves it must reach both."""
    bodies = lock_last([organisation_id, parent_id])
    last, parent = bodies[organisation_id], bodies[parent_id]
    check_over(by, [last], [last.parent_id, parent_id], on)
    check_none(
        lives.check_parent(last.kind, parent.kind),
        lives.check_parent_life(life_of(parent), on, last.valid_to),
    )
    check_no_cycle([organisation_id], [parent_id], on)
    return _change("moved", last, by, on, legal_document, {"parent_id": parent_id})


@transaction.atomic
def change_kind(
    organisation_id: UUID, *, by: Actor, on: date, legal_document: str, kind: str, subkind: str = ""
) -> UUID:
    """Make a body another kind of body from a day on (a province becomes a city: `subkind`); its id."""
    last = _access(organisation_id, by, on)
    if kind not in OrganisationVersion.Kind.values:
        refuse(Wrong("parent_kind", {"kind": kind, "parent_kind": "…"}, "kind"))
    bodies = lock_last([last.parent_id]) if last.parent_id else {}
    parent = bodies.get(last.parent_id) if last.parent_id else None
    check_none(lives.check_parent(kind, parent.kind if parent else None))
    for child in children_from([organisation_id], on):
        check_none(lives.check_parent(child.kind, kind))
    return _change("kind_changed", last, by, on, legal_document, {"kind": kind, "subkind": nfc(subkind)})


@transaction.atomic
def merge(
    organisation_ids: Collection[UUID],
    *,
    by: Actor,
    on: date,
    legal_document: str,
    into_id: UUID | None = None,
    new: NewBody | None = None,
) -> UUID:
    """Merge bodies into an existing one or into a new one from a day on; the successor's id.

    The merged bodies end; what stands under them goes on under the successor; appointments in them end.
    """
    merged = sorted(set(organisation_ids))
    if (into_id is None) == (new is None):
        refuse(Wrong("merge_target", {}, "into"))
    if not merged or into_id in merged:
        refuse(Wrong("merge_none", {}, "organisations"))
    named = [one for one in (into_id, new.parent_id if new else None) if one]
    bodies = lock_last([*merged, *named])
    ending = [bodies[one] for one in merged]
    plan = Plan(on, nfc(legal_document))
    parent_id = new and (new.parent_id or ending[0].parent_id)
    if parent_id and parent_id not in bodies:
        bodies |= lock_last([parent_id])
    target_kind = bodies[into_id].kind if into_id else new.kind if new else ""
    touched = [*ending, *([bodies[into_id]] if into_id else [])]
    check_over(by, touched, [*(row.parent_id for row in touched), *([parent_id] if new else [])], on)  # type: ignore[list-item]
    check_none(
        lives.check_document(plan.legal_document),
        lives.check_merge({row.kind for row in ending}, target_kind),
        *(lives.check_change(life_of(row), on) for row in ending),
        lives.check_parent_life(life_of(bodies[into_id]), on, None) if into_id else None,
    )
    if new:
        _check_new(new, bodies[parent_id] if parent_id else None, on, legal_document)
    check_no_cycle(merged, [one for one in (into_id, parent_id) if one], on)
    for row in ending:
        plan.end(row)
    successor = into_id or plan.begin(new, parent_id=parent_id, simulated=by.simulated)  # type: ignore[arg-type]  # one of the two is given
    for row in ending:
        plan.follow(row.organisation_id, successor, Succession.Kind.MERGED)
    children = children_from(merged, on)
    moved = hand_over_children(plan, children, {row.organisation_id: successor for row in children})
    plan.write()
    ended = end_appointments(merged, on)
    _told(
        "merged",
        by,
        successor,
        plan,
        {"merged": _codes(ending), "children": moved, "appointments_ended": ended},
    )
    return successor


@transaction.atomic
def split(
    organisation_id: UUID,
    *,
    by: Actor,
    on: date,
    legal_document: str,
    new: Sequence[NewBody],
    children: dict[UUID, str] | None = None,
) -> list[UUID]:
    """Split new bodies off one that goes on; their ids in the order given. `children`: child → code of the new body it goes to."""
    last = _access(organisation_id, by, on)
    check_none(
        lives.check_document(nfc(legal_document)),
        Wrong("parts_too_few", {}, "new") if not new else None,
        lives.check_change(life_of(last), on),
    )
    parent_ids = {one.parent_id or last.parent_id for one in new} - {None}
    parents = lock_last(one for one in parent_ids if one)
    check_over(by, [], parent_ids, on)
    check_no_cycle([organisation_id], parents, on)
    plan = Plan(on, nfc(legal_document))
    made: dict[str, UUID] = {}
    for one in new:
        parent_id = one.parent_id or last.parent_id
        _check_new(one, parents[parent_id] if parent_id else None, on, legal_document)
        made[nfc(one.code)] = plan.begin(one, parent_id=parent_id, simulated=by.simulated)
        plan.follow(organisation_id, made[nfc(one.code)], Succession.Kind.SPLIT, is_default=False)
    going = {child: made[nfc(code)] for child, code in (children or {}).items()}
    moved = _hand_over_some(plan, organisation_id, going)
    plan.write()
    _told("split", by, organisation_id, plan, {"code": last.code, "new": sorted(made), "children": moved})
    return list(made.values())


@transaction.atomic
def divide(
    organisation_id: UUID, *, by: Actor, on: date, legal_document: str, parts: Sequence[Part]
) -> list[UUID]:
    """Divide a body among two or more successors, new or existing; it ends. The successors' ids in the order given.

    Exactly one part is the default: it takes over what names no other, and the children that go to no named part.
    """
    named = [one.organisation_id for one in parts if one.organisation_id]
    bodies = lock_last(
        [organisation_id, *named, *(one.new.parent_id for one in parts if one.new and one.new.parent_id)]
    )
    last = bodies[organisation_id]
    if last.parent_id and last.parent_id not in bodies:
        bodies |= lock_last([last.parent_id])
    parents = {one.new.parent_id or last.parent_id for one in parts if one.new}
    existing = [bodies[one] for one in named]
    check_over(by, [last, *existing], {last.parent_id, *parents, *(row.parent_id for row in existing)}, on)
    codes = [nfc(one.new.code) if one.new else str(one.organisation_id) for one in parts]
    check_none(
        lives.check_document(nfc(legal_document)),
        lives.check_parts(len(parts), len(set(codes)), sum(one.is_default for one in parts)),
        lives.check_change(life_of(last), on),
        lives.check_merge([last.kind], existing[0].kind) if existing else None,
        *(lives.check_parent_life(life_of(row), on, None) for row in existing),
    )
    check_no_cycle([organisation_id], [*named, *(one for one in parents if one)], on)
    plan = Plan(on, nfc(legal_document))
    plan.end(last)
    made: list[UUID] = []
    going: dict[UUID, UUID] = {}
    default = organisation_id
    for part in parts:
        successor = part.organisation_id or _begin_part(plan, part, last, bodies, by)
        plan.follow(organisation_id, successor, Succession.Kind.DIVIDED, is_default=part.is_default)
        made.append(successor)
        going.update(dict.fromkeys(part.children, successor))
        default = successor if part.is_default else default
    moved = _hand_over_some(plan, organisation_id, going, default)
    plan.write()
    ended = end_appointments([organisation_id], on)
    _told(
        "divided",
        by,
        organisation_id,
        plan,
        {"code": last.code, "into": made, "children": moved, "appointments_ended": ended},
    )
    return made


@transaction.atomic
def abolish(organisation_id: UUID, *, by: Actor, on: date, legal_document: str) -> UUID:
    """End a body without successor; its id. Nothing may stand under it any more; appointments in it end."""
    last = _access(organisation_id, by, on)
    left = {row.organisation_id for row in children_from([organisation_id], on)}
    check_none(
        lives.check_document(nfc(legal_document)),
        lives.check_change(life_of(last), on),
        Wrong("children_left", {"count": len(left), "code": last.code}) if left else None,
    )
    plan = Plan(on, nfc(legal_document))
    plan.end(last)
    plan.write()
    ended = end_appointments([organisation_id], on)
    _told("abolished", by, organisation_id, plan, {"code": last.code, "appointments_ended": ended})
    return organisation_id


def _access(organisation_id: UUID, by: Actor, on: date) -> OrganisationVersion:
    last = lock_last([organisation_id])[organisation_id]
    check_over(by, [last], [last.parent_id], on)
    return last


def _check_new(new: NewBody, parent: OrganisationVersion | None, on: date, legal_document: str) -> None:
    known = new.kind in OrganisationVersion.Kind.values
    check_none(
        lives.check_document(nfc(legal_document)),
        lives.check_code(nfc(new.code)),
        lives.check_name(nfc(new.name_vi), "name_vi"),
        lives.check_name(nfc(new.name_en), "name_en"),
        None if known else Wrong("parent_kind", {"kind": new.kind, "parent_kind": "…"}, "kind"),
        lives.check_parent(new.kind, parent.kind if parent else None) if known else None,
        lives.check_parent_life(life_of(parent), on, None) if parent else None,
    )


def _begin_part(
    plan: Plan, part: Part, last: OrganisationVersion, bodies: dict[UUID, OrganisationVersion], by: Actor
) -> UUID:
    if part.new is None:
        refuse(Wrong("merge_target", {}, "into"))
    parent_id = part.new.parent_id or last.parent_id
    _check_new(part.new, bodies[parent_id] if parent_id else None, plan.on, plan.legal_document)
    return plan.begin(part.new, parent_id=parent_id, simulated=by.simulated)


def _hand_over_some(
    plan: Plan, organisation_id: UUID, going: dict[UUID, UUID], default: UUID | None = None
) -> list[UUID]:
    """Children named in `going` go there; the others to `default`, or stay when there is none."""
    rows = children_from([organisation_id], plan.on)
    if going.keys() - {row.organisation_id for row in rows}:
        refuse(Wrong("child_not_below", {}, "children"))
    target = {row.organisation_id: going.get(row.organisation_id, default) for row in rows}
    leaving = {child: parent for child, parent in target.items() if parent}
    return hand_over_children(plan, [row for row in rows if row.organisation_id in leaving], leaving)


def _change(
    what: str, last: OrganisationVersion, by: Actor, on: date, legal_document: str, changes: dict[str, Any]
) -> UUID:
    document = nfc(legal_document)
    same = all(getattr(last, name) == value for name, value in changes.items())
    check_none(
        lives.check_document(document),
        lives.check_change(life_of(last), on),
        Wrong("nothing_changes") if same else None,
    )
    plan = Plan(on, document)
    plan.change(last, **changes)
    plan.write()
    before = {name: getattr(last, name) for name in changes}
    _told(what, by, last.organisation_id, plan, {"code": last.code, "before": before, "after": changes})
    return last.organisation_id


def _facts(row: OrganisationVersion) -> dict[str, Any]:
    names = ("code", "official_code", "kind", "subkind", "name_vi", "name_en", "parent_id", "region")
    return {name: getattr(row, name) for name in names}


def _codes(rows: Sequence[OrganisationVersion]) -> list[str]:
    return sorted(row.code for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _told(what: str, by: Actor, organisation_id: UUID, plan: Plan, body: dict[str, Any]) -> None:
    append(
        f"organisations.organisation.{what}",
        by=by,
        subject_type="organisation",
        subject_id=organisation_id,
        organisation_id=organisation_id,
        body=_plain({"on": plan.on, "legal_document": plan.legal_document, **body}),
    )
