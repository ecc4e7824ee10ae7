"""What waits for someone in this room: a key, a delegation or an appointment that will end unless something is done."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.interface.working import Waiting, Work
from dieuhanh.organisations import queries

TOKEN_DAYS, APPOINTMENT_DAYS = 14, 30
SOON = timedelta(days=3)


def waiting(by: Actor) -> list[Waiting]:
    """Keys for machines that end within two weeks; appointments in the remit that end within thirty days, for who
    makes them. Five statements at most, none for who has neither.
    """
    return [*_tokens(by), *_appointments(by)]


def _tokens(by: Actor) -> list[Waiting]:
    if "tokens.manage" not in by.powers or by.person_id is None:
        return []
    found = []
    for one in queries.tokens_ending(by.person_id, within=timedelta(days=TOKEN_DAYS)):
        # A key ends by the real clock; what is told is how long that is from now by the clock of the desk.
        ends = clock.now() + (one.expires_at - timezone.now())
        found.append(
            Waiting(
                kind=_("Key of a machine"),
                number=f"{one.hint}…",
                title=_("The key “%(name)s” ends; make a new one before the machine stops")
                % {"name": one.name},
                state=_state(ends),
                action=_("Make a new key"),
                href=reverse("organisations:new-token"),
                record=reverse("organisations:me"),
                due_at=ends,
                due_on=timezone.localdate(ends),
            )
        )
    return found


def _appointments(by: Actor) -> list[Waiting]:
    if "people.manage" not in by.powers:
        return []
    until = clock.today() + timedelta(days=APPOINTMENT_DAYS)
    return [
        Waiting(
            kind=_("Appointment"),
            number=one.username,
            title=_("%(name)s: “%(position)s” ends; appoint anew or let it end")
            % {"name": one.person_name, "position": one.position},
            state=_state(_end_of(one.valid_to)),
            action=_("Decide"),
            href=reverse("organisations:person", args=[one.person_id]),
            due_at=_end_of(one.valid_to),
            due_on=one.valid_to,
            asked_by=one.organisation.name if one.organisation else "",
        )
        for one in queries.appointments_ending(by, until)
        if one.valid_to is not None
    ]


def _end_of(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or clock.today(), time()))


def _state(ends: datetime) -> str:
    left = ends - clock.now()
    return "overdue" if left < timedelta() else "due_soon" if left < SOON else "in_time"


WORK = Work("organisations", _lazy("Organisations and people"), waiting, order=50)
