"""What waits for someone in this room: reports to fill in, approve, sign, send, receive and accept; and who is late."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from dieuhanh.config.actor import Actor
from dieuhanh.interface.working import Waiting, Work
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.queries import duties

_WATCHES = frozenset({"centre.view", "ledger.read"})
"""Who looks after the whole without a hand in a report: he is told which periods are late."""


def waiting(by: Actor) -> list[Waiting]:
    """Reports at a step of his, and late periods for who watches over them. Four statements at most."""
    return [*_reports(by), *_late(by)]


def _reports(by: Actor) -> list[Waiting]:
    """Two statements."""
    return [
        Waiting(
            kind=_("Report"),
            number=one.row.number,
            title=f"{one.row.regime_name}, {period_name(one.row.period)}",
            state=one.row.clock,
            action=one.label,
            href=_href(one),
            record=reverse("reporting:assignment", args=[one.row.id]),
            due_at=one.row.due_at,
            due_on=one.row.due_on,
            done_at=one.row.done_at,
            asked_by=one.row.receiver.name
            if one.row.respondent_id == by.organisation_id
            else one.row.respondent.name,
            simulated=one.row.simulated,
        )
        for one in duties.my_work(by)
    ]


def _href(one: duties.Work) -> str:
    name = "reporting:entry" if one.action in {"save", "submit"} else "reporting:assignment"
    return reverse(name, args=[one.row.id])


def _late(by: Actor) -> list[Waiting]:
    """Two statements, for who watches; none for others."""
    if not by.powers & _WATCHES:
        return []
    found = []
    for one in duties.late_periods(by):
        query = urlencode({"clock": "overdue", "regime": one.regime, "period": one.period})
        late = ngettext("%(count)d body is late", "%(count)d bodies are late", one.late) % {"count": one.late}
        found.append(
            Waiting(
                kind=_("Late reports"),
                number=f"{one.regime} {one.period}",
                title=f"{one.regime_name}, {period_name(one.period)}: {late}",
                state="overdue",
                action=_("See who is late"),
                href=f"{reverse('reporting:assignments')}?{query}",
                due_at=one.due_at,
                due_on=one.due_on,
                simulated=one.simulated,
            )
        )
    return found


WORK = Work(
    "reporting",
    _lazy("Reports"),
    waiting,
    duties.waiting_for_others,
    "reporting:assignments",
    order=10,
    most=duties.MOST,
    every_url="reporting:assignments",
)
