"""A directive's way: entered, its duties cut out, checked by a second person, published to the bodies that lead them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.text import fold, nfc
from dieuhanh.directives.actions.drafting import (
    bodies_for,
    check_tasks,
    coordinations_of,
    fill,
    raise_faults,
    rows_of,
    said,
    search_of,
)
from dieuhanh.directives.actions.moves import move_row, reason_given
from dieuhanh.directives.actions.publishing import publish_tasks
from dieuhanh.directives.models import Coordination, Directive, Move, Task
from dieuhanh.directives.queries.access import access_directive, access_task
from dieuhanh.directives.rules.drafts import NewDirective, NewTask, directive_faults, secret_marking
from dieuhanh.directives.rules.escalation import level_of
from dieuhanh.directives.rules.offering import Standing, offer
from dieuhanh.directives.rules.states import DirectiveStage, Stage
from dieuhanh.directives.rules.workflow import DIRECTIVE_ACTIONS, ENTER, Arrow, Side
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.held import held, key_of
from dieuhanh.organisations.authority import check, may, raise_unless
from dieuhanh.organisations.queries import by_codes

_PAST = {"check": "checked", "uncheck": "unchecked", "publish": "published"}


@transaction.atomic
def enter(new: NewDirective, *, by: Actor, at: datetime | None = None) -> Directive:
    """Enter a document; its text and file are kept. Needs `directives.enter` over the assigner.

    Raises Refused, Invalid (faults; a classification marking: nothing of it is kept), Conflict (entered already).
    """
    directive = make_directive(new, by=by, moment=moment_of(by, at))
    try:
        with transaction.atomic():
            directive.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("%(symbol)s of %(day)s was entered already.")
            % {"symbol": directive.symbol, "day": day_words(directive.signed_on)},
            code="directive-known",
        ) from error
    note_directive(directive, "enter", "", by=by, moment=directive.entered_at, past="entered")
    return directive


def make_directive(new: NewDirective, *, by: Actor, moment: datetime, power: str = ENTER) -> Directive:
    """The row of a document once right and rules allow it, not yet stored. Four statements."""
    text = nfc(new.text).replace("\r\n", "\n").replace("\r", "\n")
    symbol = " ".join(nfc(new.symbol).split())
    marking = secret_marking(text, new.title, new.symbol, new.source)
    if marking:
        message = _(
            "The document bears the marking “%(marking)s”. Secret documents do not belong in this system; no copy was kept."
        ) % {"marking": marking}
        raise Invalid(message, faults=[Fault(message, field="text")], code="secret-document")
    faults = [said(one) for one in directive_faults(new)]
    bodies = by_codes({one for one in (new.assigner, new.issuer) if one}, new.signed_on)
    for place, code in (("assigner", new.assigner), ("issuer", new.issuer)):
        if (code or place == "assigner") and code not in bodies:
            faults.append(
                Fault(
                    _("No body bore the code %(code)s on %(day)s.")
                    % {"code": code or "–", "day": day_words(new.signed_on)},
                    field=place,
                    value=code,
                )
            )
    raise_faults(faults)
    check(by, power, bodies[new.assigner].id)
    return Directive(
        symbol=symbol,
        code_stem=_stem(symbol, new),
        kind=new.kind,
        title=nfc(new.title).strip(),
        issuer_id=bodies[new.issuer].id if new.issuer else None,
        signer=nfc(new.signer).strip()[:200],
        signed_on=new.signed_on,
        signed_precision=new.signed_precision,
        received_on=new.received_on,
        text=text,
        file_name=nfc(new.file_name)[:200],
        file_media_type=new.file_media_type[:100],
        file_sha256=sha256(new.file).hexdigest() if new.file else "",
        file_content=new.file or None,
        assigner_id=bodies[new.assigner].id,
        level=level_of(new.assigner),
        source=nfc(new.source),
        evidence_mark=new.evidence_mark,
        entered_by=by.person_id,
        entered_at=moment,
        search=fold(f"{symbol} {new.title} {new.signer}"),
        simulated=by.simulated,
    )


def _stem(symbol: str, new: NewDirective) -> str:
    """What its tasks' codes begin with: the symbol, and the date too where another document bears the same one."""
    taken = Directive.objects.filter(symbol=symbol).exclude(signed_on=new.signed_on).exists()
    return f"{symbol} ({new.signed_on:%d/%m/%Y})" if taken else symbol


@transaction.atomic
def cut(directive_id: UUID, tasks: Sequence[NewTask], *, by: Actor, at: datetime | None = None) -> list[Task]:
    """Cut duties out of a directive that is being entered: all of them or, with every fault told, none."""
    directive = _open_draft(directive_id, by)
    bodies = bodies_for(tasks, directive.signed_on)
    raise_faults(check_tasks(tasks, directive, bodies))
    moment = moment_of(by, at)
    rows = rows_of(tasks, directive, bodies, by=by, moment=moment, simulated=by.simulated)
    directive.entered_by = by.person_id
    directive.save(update_fields=["next_number", "entered_by"])
    Task.objects.bulk_create(rows.tasks)
    Coordination.objects.bulk_create(rows.coordinations)
    note_directive(
        directive,
        "cut",
        directive.state,
        by=by,
        moment=moment,
        past="tasks_cut",
        codes=[one.code for one in rows.tasks],
        rows=[*rows.tasks, *rows.coordinations],
    )
    return rows.tasks


@transaction.atomic
def change_draft(task_id: UUID, new: NewTask, *, by: Actor, at: datetime | None = None) -> Task:
    """Change a task that is not published yet; its code stays."""
    task = access_task(by, task_id)
    if task.state != Stage.DRAFT.value:
        raise Conflict(_("Only a task that is not published yet can be changed."))
    directive = _open_draft(task.directive_id, by)
    bodies = bodies_for([new], directive.signed_on)
    raise_faults(check_tasks([new], directive, bodies))
    moment = moment_of(by, at)
    fill(task, new, directive, bodies, moment=moment)
    task.search = search_of(task)
    task.save()
    gone = _drop_coordinations(task)
    made = Coordination.objects.bulk_create(coordinations_of(task, new, bodies))
    directive.entered_by = by.person_id
    directive.save(update_fields=["entered_by"])
    note_directive(
        directive,
        "change_draft",
        directive.state,
        by=by,
        moment=moment,
        past="task_changed",
        codes=[task.code],
        rows=[task, *made],
        gone=gone,
    )
    return task


@transaction.atomic
def drop_draft(task_id: UUID, *, by: Actor, at: datetime | None = None) -> None:
    """Drop a task that is not published yet; its code is never used again."""
    task = access_task(by, task_id)
    if task.state != Stage.DRAFT.value:
        raise Conflict(_("Only a task that is not published yet can be dropped."))
    directive = _open_draft(task.directive_id, by)
    gone = [*_drop_coordinations(task), key_of(task)]
    task.delete()
    note_directive(
        directive,
        "drop_draft",
        directive.state,
        by=by,
        moment=moment_of(by, at),
        past="task_dropped",
        codes=[task.code],
        gone=gone,
    )


def _drop_coordinations(task: Task) -> list[str]:
    """Remove who co-ordinates a draft; gives their names for the entry. Two statements."""
    rows = list(Coordination.objects.filter(task=task))
    Coordination.objects.filter(task=task).delete()
    return [key_of(one) for one in rows]


def _open_draft(directive_id: UUID, by: Actor) -> Directive:
    directive = access_directive(by, directive_id, lock=True)
    check(by, ENTER, directive.assigner_id)
    if directive.state != DirectiveStage.DRAFT.value:
        raise Conflict(
            _("The directive was checked or published already; send it back first to change its tasks."),
            code="directive-closed",
        )
    return directive


def directive_standing(by: Actor, directive: Directive, arrow: Arrow) -> Standing:
    """What `by` is to a directive. One statement."""
    mine = bool(may(by, arrow.power, directive.assigner_id)) or by.is_system
    return Standing(
        sides=frozenset({Side.ASSIGNER}) if mine or arrow.power not in by.powers else frozenset(),
        powers=by.powers,
        entered_by_me=directive.entered_by is not None and directive.entered_by == by.person_id,
        everything=by.is_system,
    )


def _take(directive_id: UUID, action: str, by: Actor) -> Directive:
    directive = access_directive(by, directive_id, lock=True)
    arrow = DIRECTIVE_ACTIONS[action]
    raise_unless(offer(arrow, DirectiveStage(directive.state), directive_standing(by, directive, arrow)))
    return directive


@transaction.atomic
def check_directive(directive_id: UUID, *, by: Actor, at: datetime | None = None) -> Directive:
    """A second person confirms lead and deadline of every task; raises Conflict when there is no task to confirm."""
    directive = _take(directive_id, "check", by)
    if not Task.objects.filter(directive=directive).exists():
        raise Conflict(_("No task has been cut out of this directive yet."))
    moment = moment_of(by, at)
    directive.state, directive.checked_by, directive.checked_at = (
        DirectiveStage.CHECKED.value,
        by.person_id,
        moment,
    )
    directive.save(update_fields=["state", "checked_by", "checked_at"])
    note_directive(directive, "check", "draft", by=by, moment=moment)
    return directive


@transaction.atomic
def uncheck(directive_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Directive:
    """Send a checked directive back to who entered it, with the reason."""
    directive = _take(directive_id, "uncheck", by)
    why = reason_given(reason)
    directive.state, directive.checked_by, directive.checked_at = DirectiveStage.DRAFT.value, None, None
    directive.save(update_fields=["state", "checked_by", "checked_at"])
    note_directive(directive, "uncheck", "checked", by=by, moment=moment_of(by, at), reason=why)
    return directive


@transaction.atomic
def publish(directive_id: UUID, *, by: Actor, at: datetime | None = None) -> Directive:
    """Give every task to its lead; a duty of many bodies becomes one task for each body of the directive's date."""
    directive = _take(directive_id, "publish", by)
    moment = moment_of(by, at)
    directive.state, directive.published_at = DirectiveStage.PUBLISHED.value, moment
    directive.save(update_fields=["state", "published_at"])
    tasks = list(Task.objects.select_for_update().filter(directive=directive, state=Stage.DRAFT.value))
    drafts = [key_of(one) for one in (*tasks, *Coordination.objects.filter(task__in=tasks))]
    made = publish_tasks(tasks, directive, by=by, moment=moment)
    note_directive(
        directive,
        "publish",
        "checked",
        by=by,
        moment=moment,
        codes=[one.code for one in tasks],
        count=len(made),
        gone=drafts,  # each is a subject of its own from now on
    )
    return directive


def note_directive(
    directive: Directive,
    action: str,
    before: str,
    *,
    by: Actor,
    moment: datetime,
    past: str = "",
    reason: str = "",
    codes: Sequence[str] = (),
    count: int = 0,
    rows: Sequence[Model] = (),
    gone: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> None:
    """The history and the ledger entry of a directive's move. Two statements."""
    details = {
        **(more or {}),
        **({"tasks": list(codes)[:500]} if codes else {}),
        **({"published": count} if count else {}),
    }
    line = move_row(
        action,
        before,
        directive.state,
        by=by,
        moment=moment,
        directive=directive,
        reason=reason,
        details=details,
    )
    line.entry_id = append(
        f"directives.directive.{past or _PAST[action]}",
        by=by,
        subject_type="directives.directive",
        subject_id=directive.id,
        organisation_id=directive.assigner_id,
        body={
            "symbol": directive.symbol,
            "signed_on": directive.signed_on.isoformat(),
            "from": before,
            "to": directive.state,
            "text_sha256": sha256(directive.text.encode()).hexdigest(),
            "file_sha256": directive.file_sha256,
            **({"reason": reason} if reason else {}),
            **details,
            **held(directive, [line, *rows], gone),
        },
    )
    Move.objects.bulk_create([line])


__all__ = [
    "change_draft", "check_directive", "cut", "directive_standing", "drop_draft", "enter",
    "make_directive", "note_directive", "publish", "uncheck",
]  # fmt: skip
