"""From a request to the one who acts."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.organisations.models import Appointment, Delegation, MachineToken

SESSION_KEY = "appointment"


def actor_of_request(request: HttpRequest) -> Actor | None:
    """The machine behind the bearer token, or the signed-in person in his chosen appointment."""
    header = request.headers.get("Authorization", "")
    if header[:7].lower() == "bearer ":
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # a token is no cookie: no browser sends it unasked
        return actor_of_token(header[7:].strip())
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get(SESSION_KEY)
    return actor_of_person(request.user.pk, UUID(chosen) if chosen else None)


def actor_of_token(token: str) -> Actor | None:
    """The machine that holds this token, while the token and its owner's appointment last."""
    moment, day = timezone.now(), today()
    row = (
        MachineToken.objects.select_related("owner__person")
        .filter(digest=sha256(token.encode()).digest(), expires_at__gt=moment, revoked_at__isnull=True)
        .filter(_holds(day, "owner__"), owner__person__is_active=True)
        .first()
    )
    if row is None:
        return None
    if row.used_at is None or (moment - row.used_at).total_seconds() > 60:
        MachineToken.objects.filter(pk=row.pk).update(used_at=moment)
    return Actor(
        person_id=row.owner.person_id,
        appointment_id=row.owner_id,
        organisation_id=row.owner.organisation_id,
        scope_id=row.organisation_id,
        powers=frozenset(row.powers) & frozenset(row.owner.powers),
        name=row.name,
        position="token",
        token_id=row.pk,
        simulated=row.owner.person.simulated,
    )


def actor_of_person(person_id: UUID, appointment_id: UUID | None = None) -> Actor | None:
    """The person in the given appointment if he holds it today, else in his first one; powerless with none."""
    held = list(
        Appointment.objects.select_related("person").filter(_holds(today()), person_id=person_id).order_by("valid_from", "id")
    )
    if not held:
        return Actor(person_id, None, None, None, frozenset(), "", "")
    row = next((a for a in held if a.pk == appointment_id), held[0])
    return actor_of_appointment(row)


def actor_of_appointment(row: Appointment) -> Actor:
    """The actor of one held appointment, with what is delegated to it today."""
    day = today()
    lent = Delegation.objects.filter(
        _holds(day, "giver__"), taker=row, valid_from__lte=day, valid_to__gt=day, revoked_at__isnull=True
    ).values_list("powers", "giver__powers")
    powers = frozenset(row.powers).union(*(frozenset(given) & frozenset(has) for given, has in lent))
    return Actor(
        person_id=row.person_id,
        appointment_id=row.pk,
        organisation_id=row.organisation_id,
        scope_id=row.scope_id,
        powers=powers,
        name=row.person.full_name,
        position=row.position_en if get_language() == "en" else row.position_vi,
        simulated=row.person.simulated,
    )


def _holds(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )
