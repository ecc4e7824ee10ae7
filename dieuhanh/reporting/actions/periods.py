"""Opening a period: every respondent's assignment at once, with its deadline through all levels and its clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing
from dieuhanh.config.identity import uuid7
from dieuhanh.config.language import lang
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import (
    Chain,
    Due,
    NotAPeriod,
    OutsideCalendar,
    Period,
    WorkingCalendar,
    chain_due,
    due_soon_at,
    parse,
    reminders,
)
from dieuhanh.ledger.actions import Draft, append, append_bulk
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import Body, of_kinds, respondents
from dieuhanh.reporting.models import Assignment, FormVersion, OpenedPeriod, RegimeVersion, Submission
from dieuhanh.reporting.rules import clock as clock_rules
from dieuhanh.reporting.rules.regimes import AD_HOC, GROUPS, KINDS_OF, PERIODIC, THEMATIC, chains_from_json

POWER = "periods.open"
SOON_DAYS = 3
"""Working days before the deadline at which it counts as due soon."""


@dataclass(frozen=True)
class Owed:
    """One body that will owe a report: to whom, by when, at which level."""

    body: Body
    receiver_id: UUID
    level: str
    due: Due


@transaction.atomic
def open_period(
    regime: str,
    period: str,
    *,
    by: Actor,
    actual_cutoff: date | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
) -> OpenedPeriod:
    """Open a period of a regime: one assignment for each respondent, at every level of its chain.

    Args:
        regime: its code; `period`: `2020-07`, `2020-Q3`, …
        actual_cutoff: where the data cannot be closed inside the window.
        due_on: the deadline that the issuing body asks for (thematic and ad-hoc reports, Art. 8.5c).
        at: the moment, for a simulated actor only.

    Raises:
        Refused: without `periods.open` over the receiver. Missing: no such regime in force.
        Invalid: no such period, or not one of the regime's. Conflict: it was opened already.
    """
    moment = at if at is not None and by.simulated else clock.now()
    what = _period(period)
    version = _version(regime, what)
    check(by, POWER, version.receiver_id)
    _check_period(version, what, due_on)
    window = what.window(version.convention)
    opening, made = OpenedPeriod.objects.get_or_create(
        regime_id=version.regime_id,
        period=what.code,
        defaults={
            "regime_version": version,
            "last_day": what.last_day,
            "convention": version.convention,
            "data_from": window.data_from,
            "data_to": window.data_to,
            "actual_cutoff": actual_cutoff,
            "opened_at": moment,
            "simulated": by.simulated,
        },
    )
    if not made:
        raise Conflict(
            _("The period %(period)s of regime %(regime)s is open already.")
            % {"period": what.code, "regime": regime}
        )
    calendar = working_calendar()
    owed = list(_owed(version, what, calendar, due_on, actual_cutoff))
    if not owed:
        raise Invalid(
            _("Nobody has to report under this regime in this period."),
            faults=[Fault(_("Nobody has to report."), field="period", value=period)],
        )
    assignments = _assign(owed, opening, version, calendar, moment, by)
    _announce(opening, assignments, version, regime, by)
    return opening


def _period(code: str) -> Period:
    try:
        return parse(code)
    except NotAPeriod as error:
        message = error.text.of(lang())
        raise Invalid(message, faults=[Fault(message, field="period", value=code[:40])]) from error


def _version(regime: str, period: Period) -> RegimeVersion:
    """The regime as it holds on the period's last day."""
    found = (
        RegimeVersion.objects.select_related("regime")
        .filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=period.last_day),
            regime__code=regime,
            valid_from__lte=period.last_day,
        )
        .order_by("-number")
        .first()
    )
    if found is None:
        raise Missing(
            _("No regime %(regime)s is in force in %(period)s.") % {"regime": regime, "period": period.code}
        )
    return found


def _check_period(version: RegimeVersion, period: Period, due_on: date | None) -> None:
    if version.kind == PERIODIC and period.kind.value not in version.frequency:
        message = _("This regime asks for periods of kind: %(kinds)s.") % {
            "kinds": ", ".join(version.frequency)
        }
        raise Invalid(message, faults=[Fault(message, field="period", value=period.code)])
    if version.kind in (THEMATIC, AD_HOC) and due_on is None and not version.chains:
        message = _("A thematic or ad-hoc report needs the deadline that the issuing body asks for.")
        raise Invalid(message, faults=[Fault(message, field="due_on")])


def _owed(
    version: RegimeVersion,
    period: Period,
    calendar: WorkingCalendar,
    due_on: date | None,
    cutoff: date | None,
) -> Iterator[Owed]:
    """Every body that owes, outermost level first; bodies as they stood on the window's last day."""
    chains = chains_from_json(version.chains)
    on = period.window(version.convention).data_to
    answering = _answering(version.respondents, on)
    below = _below(
        chains.values(), frozenset(body.id for bodies in answering.values() for body in bodies), on
    )
    for group in version.respondents:
        kind = GROUPS.get(group, "body")
        chain = chains.get(kind) or _asked_for(due_on)
        dues = _dues(chain, calendar, period, version.convention, cutoff)
        for body in answering[group]:
            if body.id != version.receiver_id:
                yield Owed(body, version.receiver_id, chain.levels[-1].code, dues[-1])
                yield from _inner(body, chain, dues, below)


def _answering(groups: Sequence[str], on: date) -> dict[str, list[Body]]:
    """By group or code, the bodies that answer on the date. One statement a group."""
    return {
        group: respondents({"kinds": KINDS_OF[GROUPS[group]]} if group in GROUPS else {"codes": [group]}, on)
        for group in groups
    }


def _dues(
    chain: Chain, calendar: WorkingCalendar, period: Period, convention: str, cutoff: date | None
) -> tuple[Due, ...]:

    try:
        return chain_due(chain, calendar, period, convention=convention, cutoff=cutoff)
    except OutsideCalendar as error:
        message = error.text.of(lang())
        raise Invalid(message, faults=[Fault(message, field="period", value=period.code)]) from error


def _asked_for(due_on: date | None) -> Chain:
    if due_on is None:
        raise Invalid(
            _("There is no deadline for these respondents."),
            faults=[Fault(_("No deadline."), field="due_on")],
        )
    rule = {
        "code": "ART-8.5C",
        "basis": "fixed_date",
        "on": due_on.isoformat(),
        "level": "government",
        "legal_source": "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5 điểm c",
    }
    return Chain.from_dict({"levels": [{"code": "government", "rules": [rule]}]})


def _inner(body: Body, chain: Chain, dues: Sequence[Due], below: dict[UUID, list[Body]]) -> Iterator[Owed]:
    """The bodies below a respondent that send to it, for each inner level of the chain."""
    for level, due in zip(chain.levels[:-1], dues[:-1], strict=True):
        for inner in below.get(body.id, ()):
            if inner.kind == level.code:
                yield Owed(inner, body.id, level.code, due)


def _below(chains: Iterable[Chain], tops: frozenset[UUID], on: date) -> dict[UUID, list[Body]]:
    """By respondent, the bodies of the inner levels' kinds under it on the date. One statement, none without inner levels."""
    kinds = {level.code for chain in chains for level in chain.levels[:-1]}
    if not kinds:
        return {}
    bodies = of_kinds(kinds | {"district"}, on)
    above = {body.id: body.parent_id for body in bodies}
    found: dict[UUID, list[Body]] = {}
    for body in bodies:
        top = body.parent_id
        while top is not None and top not in tops:
            top = above.get(top)
        if top is not None and body.kind in kinds:
            found.setdefault(top, []).append(body)
    return found


def _assign(
    owed: Sequence[Owed],
    opening: OpenedPeriod,
    version: RegimeVersion,
    calendar: WorkingCalendar,
    moment: datetime,
    by: Actor,
) -> list[Assignment]:
    forms = _forms(version, opening)
    made = [_assignment(one, opening, version, calendar, moment, forms, by) for one in owed]
    Assignment.objects.bulk_create(made, batch_size=500)
    Submission.objects.bulk_create(
        [
            Submission(assignment=one, version=1, state="open", simulated=one.simulated, created_at=moment)
            for one in made
        ],
        batch_size=500,
    )
    return made


def _forms(version: RegimeVersion, opening: OpenedPeriod) -> list[UUID]:
    """The versions of the regime's forms in force at the end of the window, in their order. One statement."""
    rows = (
        FormVersion.objects.filter(
            form__regime_links__regime_version=version, valid_from__lte=opening.data_to
        )
        .order_by("form__regime_links__order", "form_id", "-number")
        .values_list("form_id", "id")
    )
    newest: dict[UUID, UUID] = {}
    for form_id, version_id in rows:
        newest.setdefault(form_id, version_id)
    return list(newest.values())


def clock_of(due: Due, version: RegimeVersion, calendar: WorkingCalendar, moment: datetime) -> dict[str, Any]:
    """The clock's columns of an assignment whose promise is `due`, as they stand at `moment`."""
    soon = due_soon_at(calendar, due.due_on, SOON_DAYS)
    said = tuple(
        (one.code, one.at)
        for one in reminders(
            calendar, due.due_on, days_before=version.reminder_days or (3, 1, 0), since=moment
        )
    )
    rung = clock_rules.ring(clock_rules.Promise(due.due_at, soon, said), moment)
    return {
        "promise": due.to_dict(),
        "calendar_version": due.calendar_version,
        "due_on": due.due_on,
        "due_at": due.due_at,
        "due_soon_at": soon,
        "reminders": clock_rules.reminders_to_json(said),
        "clock": rung.state.value,
        "next_at": rung.next_at,
    }


def _assignment(
    one: Owed,
    opening: OpenedPeriod,
    version: RegimeVersion,
    calendar: WorkingCalendar,
    moment: datetime,
    forms: list[UUID],
    by: Actor,
) -> Assignment:
    return Assignment(
        id=uuid7(),
        number=f"{one.body.code}-{version.regime.code}-{opening.period}",
        opening=opening,
        regime_version=version,
        respondent_id=one.body.id,
        receiver_id=one.receiver_id,
        level=one.level,
        period=opening.period,
        form_versions=forms,
        one_step=version.one_step,
        needs_signature=version.needs_signature,
        simulated=by.simulated or version.simulated,
        opened_at=moment,
        changed_at=moment,
        **clock_of(one.due, version, calendar, moment),
    )


def _announce(
    opening: OpenedPeriod, assignments: list[Assignment], version: RegimeVersion, regime: str, by: Actor
) -> None:
    """One entry for the period and one for each promise made."""
    append(
        "reporting.period.opened",
        by=by,
        subject_type="reporting.period",
        subject_id=opening.id,
        organisation_id=version.receiver_id,
        body={
            "regime": regime,
            "version": version.number,
            "period": opening.period,
            "data_from": opening.data_from.isoformat(),
            "data_to": opening.data_to.isoformat(),
            "assignments": len(assignments),
        },
    )
    append_bulk(
        [
            Draft(
                "reporting.assignment.opened",
                "reporting.assignment",
                one.id,
                one.respondent_id,
                {
                    "number": one.number,
                    "regime": regime,
                    "period": one.period,
                    "level": one.level,
                    "receiver": str(one.receiver_id),
                    "promise": one.promise,
                },
            )
            for one in assignments
        ],
        by=by,
    )
