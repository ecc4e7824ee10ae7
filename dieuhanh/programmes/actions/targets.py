"""Setting a target figure and revising it: every wording and rule stays as a version with its document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import bodies
from dieuhanh.organisations.rules.lives import PARENTS
from dieuhanh.programmes.actions.programmes import check_code, check_mark
from dieuhanh.programmes.actions.telling import fitting, needed, raise_faults, taken, tell, wrong
from dieuhanh.programmes.models import Objective, Programme, Target, TargetVersion
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.rules.steps import MANAGE
from dieuhanh.programmes.rules.verdicts import Rule, Scope, check_rule
from dieuhanh.reporting.queries.coded import indicator_ids

KINDS = tuple(kind for kind in PARENTS if kind != "government")
MOST_OF_SUM = 10


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What a target says: words, rule, who is obliged (`kinds`, `codes`), by when, from what baseline."""

    words_vi: str
    rule: Rule
    words_en: str = ""
    unit: str = "%"
    kinds: Sequence[str] = ()
    codes: Sequence[str] = ()
    due_on: date | None = None
    baseline: Decimal | None = None
    baseline_words: str = ""
    figure_of: Sequence[str] = ()
    figure_over: Sequence[str] = ()
    figure_decides: bool = True
    """Whether the figure of the records is the target's own, or only near it and shown beside."""
    valid_from: date | None = None
    document: str = ""
    source: str = ""
    evidence_mark: str = ""
    note_vi: str = ""
    note_en: str = ""


@transaction.atomic
def set_target(
    code: str, objective: str, target: str, new: NewTarget, *, by: Actor, order: int = 0
) -> TargetVersion:
    """A new target under an objective, in force from its `valid_from` (the programme's date by default).

    Nine statements at most. Raises Invalid with every fault of the rule, Conflict where the code is taken.
    """
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    under = Objective.objects.filter(programme=programme, code=objective).first()
    if under is None:
        raise wrong(_("This programme has no objective with this code."), "objective", objective)
    row = Target(
        programme=programme, objective=under, code=check_code(target), order=order, simulated=by.simulated
    )
    if programme.targets.filter(code=row.code).exists():
        raise taken(_("Another target of this programme has this code."))
    version = _version(row, programme, 1, new, by)
    row.save(force_insert=True)
    version.save(force_insert=True)
    body = {"programme": programme.code, "target": row.code, "version": 1}
    tell("set", [row, version], by=by, organisation_id=programme.assigner_id, body=body)
    return version


@transaction.atomic
def revise_target(code: str, target: str, new: NewTarget, *, by: Actor) -> TargetVersion:
    """A new version of a target, which names the document that changes it. Eight statements at most."""
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    row = target_of(programme, target)
    needed(new.document, "document", 200)
    last = row.versions.aggregate(last=Max("version"), since=Max("valid_from"))
    version = _version(row, programme, (last["last"] or 0) + 1, new, by)
    if last["since"] is not None and version.valid_from < last["since"]:
        raise wrong(
            _("A version must not begin before the one that it follows."),
            "valid_from",
            version.valid_from.isoformat(),
        )
    version.save(force_insert=True)
    body = {
        "programme": programme.code,
        "target": row.code,
        "version": version.version,
        "document": version.document,
    }
    tell("revised", [version], by=by, organisation_id=programme.assigner_id, body=body)
    return version


def target_of(programme: Programme, code: str, *, lock: bool = False) -> Target:
    """The target of this code, locked so that claims of it come one after another. Raises `Invalid`."""
    rows = Target.objects.filter(programme=programme, code=code.replace("\0", "")[:40])
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise wrong(_("This programme has no target with this code."), "target", code)
    return row


def _version(row: Target, programme: Programme, number: int, new: NewTarget, by: Actor) -> TargetVersion:
    raise_faults(check_rule(new.rule))
    valid_from = new.valid_from or programme.signed_on
    return TargetVersion(
        target=row,
        version=number,
        words_vi=needed(new.words_vi, "words_vi"),
        words_en=fitting(new.words_en, "words_en"),
        unit=fitting(new.unit, "unit", 40),
        rule=new.rule.to_dict(),
        audience=audience_of(new.kinds, new.codes, valid_from, of_nation=new.rule.scope is Scope.NATION),
        due_on=new.due_on,
        baseline=new.baseline,
        baseline_words=fitting(new.baseline_words, "baseline_words", 300),
        figure=_figure(new),
        valid_from=valid_from,
        document=fitting(new.document, "document", 200) or programme.symbol,
        source=fitting(new.source, "source"),
        evidence_mark=check_mark(new.evidence_mark),
        note_vi=fitting(new.note_vi, "note_vi"),
        note_en=fitting(new.note_en, "note_en"),
        by_name=by.name,
        entered_at=clock.now(),
        simulated=by.simulated,
    )


def audience_of(
    kinds: Sequence[str], codes: Sequence[str], on: date, *, of_nation: bool
) -> dict[str, list[str]]:
    """Who is obliged, as stored. Raises `Invalid` for a kind that is none, a code nobody bore that day, nobody at all."""
    unknown = [one for one in kinds if one not in KINDS]
    if unknown:
        raise wrong(_("There is no such kind of body."), "kinds", unknown[0])
    if codes:
        absent = sorted(set(codes) - bodies.by_codes(codes, on).keys())
        if absent:
            raise wrong(
                _("No body bore the code %(code)s on that day.") % {"code": absent[0][:40]},
                "codes",
                absent[0],
            )
    if not kinds and not codes and not of_nation:
        raise wrong(_("Say which bodies are obliged."), "kinds")
    return {"kinds": list(kinds), "codes": list(codes)}


def _figure(new: NewTarget) -> dict[str, Any] | None:
    wanted = [*new.figure_of, *new.figure_over]
    if not wanted:
        return None
    if not new.figure_of or len(wanted) > MOST_OF_SUM:
        raise wrong(_("Name the indicators whose sum is the figure, at most ten."), "figure_of")
    known = indicator_ids(wanted)
    absent = sorted(set(wanted) - known.keys())
    if absent:
        raise wrong(
            _("There is no indicator with the code %(code)s.") % {"code": absent[0][:40]},
            "figure_of",
            absent[0],
        )
    return {
        "of": list(new.figure_of),
        "over": list(new.figure_over),
        "decides": new.figure_decides,
        "ids": {code: str(known[code]) for code in sorted(known)},
    }
