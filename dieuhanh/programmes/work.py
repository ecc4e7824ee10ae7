"""What waits for someone in this room: claims to verify, figures that his body owes."""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.interface.working import Waiting, Work
from dieuhanh.programmes.queries.duties import Owed, owed, to_verify
from dieuhanh.programmes.queries.scorecard import said

_SOON = 31
"""Days before the first of them falls due."""


def waiting(by: Actor) -> list[Waiting]:
    """Claims to verify and figures to report. Five statements at most, two for who only reports."""
    reports, documents = to_verify(by)
    verify = str(_("Verify"))
    found = [
        Waiting(
            kind=_("Figure of a programme"),
            number=f"{one.target.programme.code} {one.target.code}",
            title=_("%(target)s, %(period)s") % {"target": one.target.code, "period": one.period},
            state="in_time",
            action=verify,
            href=reverse("programmes:report-act", args=[one.id, "verify"]),
            record=reverse("programmes:report", args=[one.id]),
            asked_by=one.by_name,
            simulated=one.simulated,
        )
        for one in reports
    ]
    found += [
        Waiting(
            kind=_("Document"),
            number=one.programme.code,
            title=one.symbol or str(_("without a number")),
            state="in_time",
            action=verify,
            href=reverse("programmes:document-act", args=[one.id, "verify"]),
            record=reverse("programmes:document", args=[one.id]),
            asked_by=one.by_name,
            simulated=one.simulated,
        )
        for one in documents
    ]
    by_programme: dict[UUID, list[Owed]] = {}
    for one in owed(by):
        by_programme.setdefault(one.version.target.programme_id, []).append(one)
    return [*found, *(_owed(several) for several in by_programme.values())]


def _owed(by_programme: Sequence[Owed]) -> Waiting:
    """One line a programme: a desk with a line for each of its targets would be read by nobody."""
    first = by_programme[0].version
    programme = first.target.programme
    here = reverse("programmes:programme", args=[programme.code])
    due = min((one.version.due_on for one in by_programme if one.version.due_on is not None), default=None)
    return Waiting(
        kind=_("Figures of a programme"),
        number=programme.symbol,
        title=said(programme.title_vi, programme.title_en),
        state="due_soon" if due is not None and (due - clock.today()).days <= _SOON else "in_time",
        action=_("Report %(count)d figures") % {"count": len(by_programme)},
        href=here,
        record=here,
        due_at=timezone.make_aware(datetime.combine(due, time.max)) if due is not None else None,
        due_on=due,
        simulated=programme.simulated,
    )


WORK = Work("programmes", _lazy("Programmes"), waiting, order=25)
