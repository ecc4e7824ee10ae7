"""Sign-in (django-allauth). A machine has no session: to these pages it is nobody."""

from tests.authority.table import TO_SIGN_IN, Row
from tests.authority.world import CLERK, IDLE, MACHINE, MACHINES, NOBODY, PEOPLE

_ROLES = (NOBODY, IDLE, CLERK, MACHINE)
"""Sign-in looks at no power."""
_MACHINES = dict.fromkeys(MACHINES, TO_SIGN_IN)
_CONFIRM = "/accounts/reauthenticate/"


def _door(method: str, name: str, stranger: object, inside: object, **more: object) -> Row:
    """A page for who is not signed in yet; who is, gets `inside`."""
    return Row(
        method, f"/accounts/{name}", may=PEOPLE, ok=inside, no=stranger, nobody=stranger, roles=_ROLES, **more
    )  # type: ignore[arg-type]


def _own(method: str, name: str, ok: object = 200, **more: object) -> Row:
    """A page of one's own account; 302 where the password is asked for again first."""
    return Row(method, f"/accounts/{name}", may=PEOPLE, ok=ok, but=_MACHINES, roles=_ROLES, **more)  # type: ignore[arg-type]


_KEY = {"pk": "1"}
ROWS = [
    _door("GET", "login/", 200, 302),
    _door("POST", "login/", 200, 302, send={"login": "khong.co", "password": "sai"}),
    _door("GET", "logout/", 302, 200),
    _door("POST", "logout/", 302, 302),
    _door("GET", "signup/", 200, 302),
    _door("POST", "signup/", 200, 302, send={"username": "moi", "password1": "Mat-Khau-Dai-2020"}),
    _door("GET", "inactive/", 200, 200),
    _own("GET", "reauthenticate/"),
    _own("POST", "reauthenticate/", send={"password": "sai"}),
    _own("GET", "email/"),
    _own("POST", "email/", (200, 302)),
    _door("GET", "confirm-email/", 200, 200),
    _door("GET", "confirm-email/{key}/", 200, 200, at={"key": "sai"}),
    _door("POST", "confirm-email/{key}/", (302, 404), (302, 404), at={"key": "sai"}),
    _own("GET", "password/change/"),
    _own("POST", "password/change/", send={"oldpassword": "sai"}),
    _own("GET", "password/set/", 302),
    _own("POST", "password/set/", 302),
    _door("GET", "password/reset/", 200, 200),
    _door("POST", "password/reset/", 302, 302, send={"email": "ai.do@example.org"}),
    _door("GET", "password/reset/done/", 200, 200),
    _door("GET", "password/reset/key/{uidb36}-{key}/", 200, 200, at={"uidb36": "1", "key": "sai"}),
    _door("POST", "password/reset/key/{uidb36}-{key}/", 200, 200, at={"uidb36": "1", "key": "sai"}),
    _door("GET", "password/reset/key/done/", 200, 200),
    _door("GET", "login/code/confirm/", TO_SIGN_IN, 302),
    _door("POST", "login/code/confirm/", TO_SIGN_IN, 302),
    _own("GET", "2fa/"),
    _door("GET", "2fa/authenticate/", TO_SIGN_IN, 302),
    _door("POST", "2fa/authenticate/", TO_SIGN_IN, 302),
    _own("GET", "2fa/reauthenticate/", 302),
    _own("POST", "2fa/reauthenticate/", 302),
    _own("GET", "2fa/totp/activate/", 302),
    _own("POST", "2fa/totp/activate/", 302),
    _own("GET", "2fa/totp/deactivate/", 404),  # there is nothing to take away
    _own("POST", "2fa/totp/deactivate/", 404),
    _own("GET", "2fa/recovery-codes/", 404),
    _own("GET", "2fa/recovery-codes/generate/", 302),
    _own("POST", "2fa/recovery-codes/generate/", 302),
    _own("GET", "2fa/recovery-codes/download/", 404),
    _own("GET", "2fa/webauthn/"),
    _own("GET", "2fa/webauthn/add/", 302),
    _own("POST", "2fa/webauthn/add/", 302),
    _own("GET", "2fa/webauthn/reauthenticate/", 302),
    _own("POST", "2fa/webauthn/reauthenticate/", 302),
    _own("GET", "2fa/webauthn/keys/{pk}/remove/", 302, at=_KEY),
    _own("POST", "2fa/webauthn/keys/{pk}/remove/", 302, at=_KEY),
    _own("GET", "2fa/webauthn/keys/{pk}/edit/", 302, at=_KEY),
    _own("POST", "2fa/webauthn/keys/{pk}/edit/", 302, at=_KEY),
    _door("GET", "2fa/webauthn/login/", TO_SIGN_IN, 302),
    _door("POST", "2fa/webauthn/login/", TO_SIGN_IN, 302),
    _door("GET", "3rdparty/login/cancelled/", 200, 200),
    _door("GET", "3rdparty/login/error/", 401, 401),
    _door("GET", "3rdparty/signup/", TO_SIGN_IN, TO_SIGN_IN),
    _door("POST", "3rdparty/signup/", TO_SIGN_IN, TO_SIGN_IN),
    _own("GET", "3rdparty/"),
    _own("POST", "3rdparty/"),
    _door(
        "GET", "oidc/{provider_id}/login/", 404, 404, at={"provider_id": "outside"}
    ),  # none is set up: test_openid
    _door("POST", "oidc/{provider_id}/login/", 404, 404, at={"provider_id": "outside"}),
    _door("GET", "oidc/{provider_id}/login/callback/", 404, 404, at={"provider_id": "outside"}),
    _door("POST", "oidc/{provider_id}/login/callback/", 404, 404, at={"provider_id": "outside"}),
    *(
        _door("GET", f"social/{one}/", 301, 301)
        for one in ("login/cancelled", "login/error", "signup", "connections")
    ),
    _own("GET", "sessions/"),
    _own("POST", "sessions/", (200, 302)),
]
