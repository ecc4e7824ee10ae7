"""How django-allauth meets the house.

People are made known by an administrator: nobody signs himself up, and an outside identity opens only to the person
to whom an administrator linked it. Failed tries are counted

- from a browser on which that person has signed in before: by browser, apart from everybody else's;
- from anywhere else: by address with name, and by address.

Never by name alone, so that who knows a name cannot lock its owner out; and never by address alone for a known
browser, so that a neighbour behind the same address cannot either. Sign-in and sign-out are ledgered, failed tries
are logged.
"""

import secrets
from hashlib import sha256
from typing import Any, NoReturn

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Refused
from dieuhanh.organisations.actions.people import record_password_change
from dieuhanh.organisations.actions.sessions import record_sign_in, record_sign_out
from dieuhanh.organisations.identification import actor_of_person
from dieuhanh.organisations.models import KnownDevice, Person

log = structlog.get_logger(__name__)
DEVICE_COOKIE = "device"
DEVICE_SECONDS = 180 * 24 * 3600
STRANGER = {"name": "6/5m/key", "address": "30/5m/ip"}
KNOWN = {"device": "10/5m/key"}
"""Failed tries in five minutes: of one name from one address, of one address, of one known browser."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in with a user name and a password, counted as said above."""

    _taken: list[Any]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this try; refuse it when there were too many of its kind."""
        name = str(credentials.get("username") or credentials.get("email") or "").casefold()[:150]
        self._taken = []
        device = device_of(request, name)
        rates = KNOWN if device else STRANGER
        key = f"device:{device}" if device else f"{self.get_client_ip(request)}|{name}"
        for what, rate in rates.items():
            used = ratelimit.consume(
                request, app="dieuhanh", action=f"signin_{what}", config={f"signin_{what}": rate}, key=key
            )
            if used is None:
                log.warning("signin.limited", by=what, address=self.get_client_ip(request), username=name)
                raise self.validation_error("too_many_login_attempts")
            self._taken.append(used)

    def _rollback_login_failed_rl_usage(self) -> None:
        for used in getattr(self, "_taken", ()):
            used.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log who tried from where; never the password."""
        log.warning(
            "signin.failed",
            address=self.get_client_ip(request),
            username=str(credentials.get("username", ""))[:150],
        )

    def post_login(self, request: HttpRequest, user: Person, **named: Any) -> HttpResponse:
        """Ledger the sign-in, remember the browser, and speak the person's language."""
        response: HttpResponse = super().post_login(request, user, **named)
        methods = [
            str(one.get("method", "")) for one in request.session.get("account_authentication_methods", [])
        ]
        record_sign_in(user.pk, by=actor_of_person(user.pk), methods=methods)
        remember_device(request, response, user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=settings.SECURE
            )
        return response

    def logout(self, request: HttpRequest) -> None:
        """Ledger the sign-out, then forget the session."""
        if isinstance(request.user, Person):
            record_sign_out(request.user.pk, by=actor_of_person(request.user.pk))
        super().logout(request)

    def set_password(self, user: Person, password: str) -> None:
        """A person changes his own password."""
        with transaction.atomic():
            super().set_password(user, password)
            record_password_change(user.pk, by=actor_of_person(user.pk))


def device_of(request: HttpRequest, name: str) -> str:
    """The known browser's digest if this person has signed in on it before; nothing for a stranger's."""
    value = request.COOKIES.get(DEVICE_COOKIE, "")
    if not value or len(value) > 100:
        return ""
    digest = sha256(value.encode()).digest()
    known = KnownDevice.objects.filter(digest=_of(digest, name), person__username=name).exists()
    return digest.hex() if known else ""


def remember_device(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Keep a random value in the browser, and its hash joined with the person here. Several people may share one."""
    value = request.COOKIES.get(DEVICE_COOKIE, "")
    if not 20 <= len(value) <= 100:
        value = secrets.token_urlsafe(32)
    digest = _of(sha256(value.encode()).digest(), person.username)
    KnownDevice.objects.update_or_create(
        digest=digest, defaults={"person": person, "seen_at": timezone.now()}
    )
    response.set_cookie(
        DEVICE_COOKIE,
        value,
        max_age=DEVICE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
        path="/accounts/",
    )


def _of(digest: bytes, name: str) -> bytes:
    return sha256(digest + name.encode()).digest()


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The outside provider opens only to whom an administrator linked."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Closed: a person from the outside provider must be known here already."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Nobody links an identity to himself, not even when signed in; one that nobody linked opens nothing."""
        if sociallogin.state.get("process") == "connect":
            _only_administrators()
        if not sociallogin.is_existing:
            log.warning("signin.unknown_identity", provider=sociallogin.account.provider)
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        """Nor unlinks one."""
        raise ValidationError(_("Identities are linked and unlinked by your administrator."))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """An e-mail address claimed outside opens nothing here."""
        return False


def _only_administrators() -> NoReturn:
    raise Refused(_("Identities are linked and unlinked by your administrator."))
