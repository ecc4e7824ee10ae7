"""What waits on the desks of those who have no report in hand: a machine's key and an appointment that end soon."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from dieuhanh.demonstration.accounts import DEMONSTRATION, SINCE
from dieuhanh.organisations.actions.appointments import appoint
from dieuhanh.organisations.actions.people import create_person
from dieuhanh.organisations.actions.tokens import create_token
from dieuhanh.organisations.models import Person
from dieuhanh.organisations.queries.bodies import by_codes
from dieuhanh.organisations.queries.people import held_by

INTEGRATOR = "vpcp.tichhop"
KEY_DAYS = 6


def make_waiting(today: date) -> None:
    """A key of the integrator that ends in six days, and an official lent to the Office until the end of the month."""
    _key(today)
    _lent(today)


def _key(today: date) -> None:
    person = Person.objects.get(username=INTEGRATOR)
    held = held_by(person.pk, today)[0]
    create_token(
        by=replace(DEMONSTRATION, appointment_id=held.id),
        owner_id=held.id,
        name="Cổng số liệu (mô phỏng / simulated)",
        powers=["facts.view"],
        expires_on=timezone.localdate() + timedelta(days=KEY_DAYS),
    )


def _lent(today: date) -> None:
    body = by_codes({"VPCP"}, today)["VPCP"].id
    person_id = create_person(
        by=DEMONSTRATION, username="vpcp.bietphai", full_name="Chuyên viên biệt phái", home_id=body
    )
    appoint(
        by=DEMONSTRATION,
        person_id=person_id,
        organisation_id=body,
        scope_id=body,
        position_vi="Chuyên viên biệt phái",
        position_en="Seconded officer",
        powers=["reporting.view"],
        valid_from=SINCE,
        valid_to=date(2020, 9, 1),
        legal_document="Quyết định mô phỏng / Simulated decision",
    )
