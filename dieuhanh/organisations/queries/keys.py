"""What opens the door: machines' tokens, and where people are signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing
from dieuhanh.organisations.models import MachineToken
from dieuhanh.organisations.queries.bodies import Label, labels
from dieuhanh.organisations.queries.people import within_remit


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A machine's token, without its secret."""

    id: UUID
    name: str
    hint: str
    owner_id: UUID
    owner_name: str
    organisation_id: UUID
    organisation: Label | None
    powers: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether it still opens."""
        return self.revoked_at is None and self.expires_at > timezone.now()


@dataclass(frozen=True, slots=True)
class SessionRead:
    """One place where a person is signed in."""

    id: int
    person_id: UUID
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    current: bool


def tokens(
    *, by: Actor, owner_person_id: UUID | None = None, after: UUID | None = None, limit: int = 200
) -> list[TokenRead]:
    """Tokens of `by`, and with `tokens.manage` those over bodies within his remit, by id. At most three statements."""
    rows = _visible_tokens(by)
    if owner_person_id:
        rows = rows.filter(owner__person_id=owner_person_id)
    if after:
        rows = rows.filter(pk__gt=after)
    return _tokens(rows.order_by("id")[: limit + 1])


def token(token_id: UUID, *, by: Actor) -> TokenRead:
    """One token as `tokens` would list it; `Missing` otherwise. At most three statements."""
    found = _tokens(_visible_tokens(by).filter(pk=token_id))
    if not found:
        raise Missing(_("There is no such token."))
    return found[0]


def _visible_tokens(by: Actor) -> QuerySet[MachineToken]:
    rows = MachineToken.objects.select_related("owner__person")
    mine = Q(owner__person_id=by.person_id)
    if by.is_system or "tokens.manage" in by.powers:
        return within_remit(rows, by, "organisation_id", mine)
    return rows.filter(mine) if by.token_id is None else rows.none()


def _tokens(rows: Iterable[MachineToken]) -> list[TokenRead]:
    found = list(rows)
    names = labels([row.organisation_id for row in found], today())
    return [
        TokenRead(
            row.pk,
            row.name,
            row.hint,
            row.owner_id,
            row.owner.person.full_name,
            row.organisation_id,
            names.get(row.organisation_id),
            tuple(row.powers),
            row.created_at,
            row.expires_at,
            row.revoked_at,
            row.used_at,
        )
        for row in found
    ]


def tokens_ending(person_id: UUID, *, within: timedelta) -> list[MachineToken]:
    """A person's live keys that end within this span, the first to end first. One statement."""
    moment = timezone.now()
    rows = MachineToken.objects.filter(owner__person_id=person_id, revoked_at__isnull=True)
    return list(
        rows.filter(expires_at__gt=moment, expires_at__lte=moment + within).order_by("expires_at")[:50]
    )


def sessions(person_id: UUID, *, current_key: str = "") -> list[SessionRead]:
    """Where a person is signed in, the last used first. One statement."""
    rows = UserSession.objects.filter(user_id=person_id).order_by("-last_seen_at")
    return [
        SessionRead(
            row.pk,
            person_id,
            str(row.ip),
            row.user_agent,
            row.created_at,
            row.last_seen_at,
            row.session_key == current_key,
        )
        for row in rows
    ]


def session_of_key(key: str) -> int | None:
    """The number of the session with this key. One statement."""
    row = UserSession.objects.filter(session_key=key).only("pk").first()
    return int(row.pk) if row else None
