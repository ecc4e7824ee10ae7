"""What rings by itself (clocks of tasks and periods; daily: tasks of ended bodies, old deliveries), and one action on many."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.clock import day_of, rings
from dieuhanh.config.jobs import Progress, job
from dieuhanh.directives.actions.bulk import do_one
from dieuhanh.directives.actions.delivering import tidy
from dieuhanh.directives.actions.periods import open_due, ring_periods
from dieuhanh.directives.actions.ringing import ring_due, sweep
from dieuhanh.directives.actions.succession import pass_on
from dieuhanh.directives.actions.totals import FOLDED_FROM, fold
from dieuhanh.directives.models import Total
from dieuhanh.directives.queries.tasks import chosen
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.organisations.identification import actor_in

_controlled: list[date] = []
"""The day on which this process last looked at every open task."""
_folded: list[int] = [0]
"""Rows of kept counts after the last fold of this process."""
_swept: list[date] = []
"""The day on which this process last looked for ended bodies: bodies end at midnight, so once a day is often enough."""


@rings("directives.tasks")
def ring_tasks(now: datetime) -> int:
    """Due soon, overdue, reminders, the ladder, acknowledgements and verdicts that do not come."""
    return ring_due(now)


@rings("directives.periods")
def ring_duty_periods(now: datetime) -> int:
    """Periods of periodic duties: opened when their time comes, then due soon and overdue, each by its own clock."""
    return open_due(now) + ring_periods(now)


@rings("directives.succession")
def ring_succession(now: datetime) -> int:
    """Tasks of bodies that ended since yesterday pass to who took over (a merger entered ahead of its day)."""
    if _swept == [day_of(now)]:
        return 0
    passed = pass_on(now)
    tidy()
    _swept[:] = [day_of(now)]
    return passed


@rings("directives.sweep")
def ring_sweep(now: datetime) -> int:
    """Once a day, and when the keeper starts, every open task is looked at: a clock that stands wrong rings at once."""
    if _controlled == [day_of(now)]:
        return 0
    _controlled[:] = [day_of(now)]
    return sweep(now)


@rings("directives.totals")
def ring_totals(now: datetime) -> int:
    """Kept counts are folded once enough changes have come. One statement when they have not."""
    if Total.objects.count() < _folded[0] + FOLDED_FROM:
        return 0
    _folded[:] = [fold()]
    return 0


BULK = "directives.bulk"


@job(BULK, _lazy("One action on many tasks"))
def act_on_many(
    progress: Progress, *, ids: list[str], action: str, given: dict[str, Any], appointment: str, language: str
) -> dict[str, Any]:
    """Take one action on each task. The outcome is written with the deed, so a run after a kill doubles none.

    Rights are those of the appointment when it runs: one that ended meanwhile does nothing.
    """
    with translation.override(language):
        by = actor_in(UUID(appointment))
        outcomes: list[dict[str, Any]] = progress.kept().get("outcomes", [])
        told = {one["id"] for one in outcomes}
        title = ACTIONS[action].label.of(language)
        known = {str(one.id): one for one in chosen(by, [UUID(one) for one in ids])}
        progress.expect(len(ids), "tasks")
        progress.advance(len(told))
        for one in ids:
            if one in told:
                continue
            read = known.get(one)
            with transaction.atomic():
                done = do_one(UUID(one), action, by=by, given=given)
                outcomes.append(
                    {
                        "id": one,
                        "name": f"{read.row.code} · {read.lead_name}" if read else _("a task out of reach"),
                        "href": reverse("directives:task", args=[one]) if read else "",
                        "ok": done.ok,
                        "said": done.said,
                    }
                )
                progress.keep({"title": title, "outcomes": outcomes})
            progress.advance()
        return {"title": title, "outcomes": outcomes}
