"""What rings by itself, the clocks of assignments, and what runs later: large imports, one action on many reports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.away import database_away
from dieuhanh.config.clock import rings
from dieuhanh.config.errors import Conflict, Refused
from dieuhanh.config.jobs import Progress, job
from dieuhanh.organisations.identification import actor_in, actor_still
from dieuhanh.reporting.actions.assignments import ring_due
from dieuhanh.reporting.actions.bulk import do_one
from dieuhanh.reporting.actions.imports import done_before, import_facts
from dieuhanh.reporting.actions.receiving import JOB, folder
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


@job(JOB, _lazy("Import of figures"))
def import_file(
    progress: Progress,
    *,
    file: str,
    form: str,
    partial: bool,
    source: str,
    file_name: str,
    reason: str,
    lines: int,
    day: str,
    person: str,
    appointment: str,
    token: str,
    language: str,
) -> dict[str, Any]:
    """Import a file that came over the network, as the one who sent it. A repeat after a kill finds what was done."""
    path = folder() / file
    found = done_before(progress.job_id) or progress.kept() or None
    if found is None:
        by = actor_still(_id(person), _id(appointment), _id(token))
        try:
            with translation.override(language):  # the faults are read by the one who sent it
                if by is None:
                    raise Refused(_("Who sent this file may act no more."))
                if not path.exists():
                    raise Conflict(_("The file is no longer here; send it again."))
                progress.expect(max(0, lines - (form == "csv")), "rows")
                found = import_facts(
                    path, form, by=by, partial=partial, source=source, file_name=file_name or file, reason=reason,
                    progress=progress.advance, batch_id=progress.job_id, day=date.fromisoformat(day), chunk_rows=50_000,
                ).as_dict()  # fmt: skip
        except BaseException as error:
            # Stopped, or without its database, the job runs again: its file is still needed.
            if not isinstance(error, KeyboardInterrupt | SystemExit) and not database_away(error):
                path.unlink(missing_ok=True)
            raise
        progress.keep(found)
    path.unlink(missing_ok=True)
    return found


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
