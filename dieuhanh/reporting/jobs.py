"""What rings by itself, the clocks of assignments, and what runs later: one action on many reports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.clock import rings
from dieuhanh.config.jobs import Progress, job
from dieuhanh.organisations.identification import actor_in
from dieuhanh.reporting.actions.assignments import ring_due
from dieuhanh.reporting.actions.bulk import do_one
from dieuhanh.reporting.queries.assignments import chosen


@rings("reporting.assignments")
def ring_assignments(now: datetime) -> int:
    """Due soon, overdue, and the reminders T-3, T-1, T0."""
    return ring_due(now)


BULK = "reporting.bulk"


@job(BULK, _lazy("One action on many reports"))
def act_on_many(
    progress: Progress, *, ids: list[str], action: str, given: dict[str, Any], appointment: str, language: str
) -> dict[str, Any]:
    """Take one action on each report. The outcome is written with the deed, so a run after a kill doubles none.

    Rights are those of the appointment when it runs: one that ended meanwhile does nothing.
    """
    with translation.override(language):
        by = actor_in(UUID(appointment))
        outcomes: list[dict[str, Any]] = progress.kept().get("outcomes", [])
        told = {one["id"] for one in outcomes}
        numbers = {str(one.id): one for one in chosen(by, [UUID(one) for one in ids])}
        progress.expect(len(ids), "reports")
        progress.advance(len(told))
        for one in ids:
            if one in told:
                continue
            read = numbers.get(one)
            with transaction.atomic():
                done = do_one(UUID(one), action, by=by, given=given)
                outcomes.append(
                    {
                        "id": one,
                        "name": f"{read.number} · {read.respondent.name}"
                        if read
                        else _("a report out of reach"),
                        "href": reverse("reporting:assignment", args=[one]) if read else "",
                        "ok": done.ok,
                        "said": done.said,
                    }
                )
                progress.keep({"outcomes": outcomes})
            progress.advance()
        return {"outcomes": outcomes}
