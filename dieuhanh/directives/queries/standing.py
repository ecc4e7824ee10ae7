"""How one body stands with its tasks today, from the kept counts: the head of its board and of the assigner's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries.access import VIEW
from dieuhanh.directives.queries.names import keys_of
from dieuhanh.directives.queries.statistics import Line, Statistics
from dieuhanh.directives.queries.totals import Kept, counts_of, kept
from dieuhanh.organisations.queries import labels


@dataclass(frozen=True)
class Standing(Statistics):
    """Today's statistics; `given`: of them what directives gave, without the parts that bodies gave each other."""

    given: Line


def statistics_now(by: Actor, *, lead: UUID | None = None, assigner: UUID | None = None) -> Standing:
    """Today's statistics of one lead's tasks, or of all that one body gave (with their parts), by lead. At most three statements.

    Whether the body is within the remit of `by` is the caller's to check: then so are all of these tasks. Leads that are
    alike in R3 and R1 are ordered by name; the mean lateness is not kept.
    """
    day = clock.today()
    rows = kept(day, lead=lead, assigner=assigner, parts=assigner is not None) if _sees(by) else []
    by_lead: dict[UUID | None, list[Kept]] = {}
    for row in rows:
        by_lead.setdefault(row.lead_id, []).append(row)
    named = labels([one for one in by_lead if one], day) if assigner else {}
    called = keys_of(named, day)
    lines = [
        _line(
            called[one] if one in named else "",
            named[one].name if one in named else _("Lead not known, or no body"),
            found,
            one,
        )
        for one, found in by_lead.items()
    ]
    lines.sort(key=lambda one: (one.key == "", one.label))
    given = _line("", _("All"), [one for one in rows if not one.part])
    return Standing(day, False, "body", _line("", _("All"), rows), lines, given)


def _line(key: str, label: str, rows: Sequence[Kept], body: UUID | None = None) -> Line:
    return Line(key, label, counts_of(rows), sum(row.count for row in rows if row.claimed), body=body)


def _sees(by: Actor) -> bool:
    return by.is_system or bool(by.powers & VIEW)
