"""Opening a token, counted: five wrong passphrases in a row and it rests for a quarter of an hour."""

import threading
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import Case, F, Q, Value, When
from django.db.models.fields import DateTimeField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.errors import Fault, Invalid, TooMany
from dieuhanh.signing.models import SoftwareToken
from dieuhanh.signing.rules.registration import PAUSE, WRONG_PASSPHRASES_BEFORE_PAUSE, pause_after
from dieuhanh.signing.signer import SoftwareSigner, UnfitToken, WrongPassphrase, open_token
from dieuhanh.signing.words import TOKEN_FAULTS

log = structlog.get_logger(__name__)

_remembered: dict[UUID, tuple[int, datetime]] = {}
_remembering = threading.Lock()
_MOST_REMEMBERED = 10_000


@sensitive_variables("passphrase")
def unlock(token: SoftwareToken, passphrase: str) -> SoftwareSigner:
    """The opened token, for one signature. The passphrase is neither kept nor logged.

    The attempt is counted before it is made, in one conditional update, so that many at once cannot
    get more guesses than one after the other. Raises `Invalid` (wrong) and `TooMany` (it rests).
    """
    now = timezone.now()
    if _rests(token.pk, now) or not _claim(token.pk, now):
        raise TooMany(
            _("Too many wrong passphrases. The token rests for %(minutes)s minutes; then try again.")
            % {"minutes": int(PAUSE.total_seconds() // 60)}
        )
    try:
        signer = open_token(bytes(token.sealed), passphrase)
    except WrongPassphrase:
        _remember(token.pk, now)
        log.warning("signing.wrong_passphrase", token=str(token.pk))
        message = _("The passphrase does not open your token.")
        raise Invalid(message, faults=[Fault(message, field="passphrase")], code="wrong-passphrase") from None
    except UnfitToken as unfit:
        raise Invalid(str(TOKEN_FAULTS[unfit.fault])) from None
    SoftwareToken.objects.filter(pk=token.pk).update(wrong_passphrases=0, paused_until=None)
    with _remembering:
        _remembered.pop(token.pk, None)
    return signer


def _claim(token_id: UUID, now: datetime) -> bool:
    """Count one attempt unless the token rests; the fifth in a row begins a rest."""
    free = Q(paused_until__isnull=True) | Q(paused_until__lte=now)
    last = When(wrong_passphrases__gte=WRONG_PASSPHRASES_BEFORE_PAUSE - 1, then=Value(now + PAUSE))
    return bool(
        SoftwareToken.objects.filter(free, pk=token_id).update(
            wrong_passphrases=F("wrong_passphrases") + 1,
            paused_until=Case(last, default=Value(None), output_field=DateTimeField(null=True)),
        )
    )


def _rests(token_id: UUID, now: datetime) -> bool:
    """This process's own memory, for attempts whose count a caller's transaction rolled back."""
    with _remembering:
        wrong, last = _remembered.get(token_id, (0, now))
    until = pause_after(wrong, last)
    return until is not None and now < until


def _remember(token_id: UUID, now: datetime) -> None:
    with _remembering:
        wrong, last = _remembered.get(token_id, (0, now))
        if now - last > PAUSE:
            wrong = 0
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[token_id] = (wrong + 1, now)
