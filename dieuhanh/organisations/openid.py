"""Sign-in through the outside OpenID Connect provider, with what django-allauth leaves out.

allauth finds the provider by discovery, keeps `state` and sends PKCE. Here are added the `nonce` (OpenID Connect
Core 3.1.2.1 and 3.1.3.7), the identity token's signature whatever way it came, and that the two answers speak of the
same person (5.3.2).
"""

import secrets
from typing import Any, cast

import jwt
import requests
import structlog
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

log = structlog.get_logger(__name__)
NONCES = "openid_nonces"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key of the provider's alone: never none, never a shared secret."""
MOST_NONCES = 5
"""Sign-ins begun in one browser at once, in several tabs."""


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The outside provider, asked with a nonce."""

    def redirect(self, request: HttpRequest, process: str, **named: Any) -> HttpResponse:
        """Send the browser to the provider with a nonce that this session remembers."""
        nonce = secrets.token_urlsafe(24)
        request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-MOST_NONCES:]
        named["auth_params"] = {**(named.get("auth_params") or self.get_auth_params()), "nonce": nonce}
        return cast(HttpResponse, super().redirect(request, process, **named))


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Judges what the provider answered."""

    def get_provider(self) -> Provider:
        """The configured provider."""
        return Provider(self.request, app=super().get_provider().app)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **named: Any) -> Any:
        """The outside identity. Raises `OAuth2Error` when the answer is not one to this session's question."""
        given = named["response"].get("id_token")
        if not given:
            raise OAuth2Error("the provider gave no identity token")
        claims = self._decode_id_token(app, given)
        nonces = list(request.session.get(NONCES, []))
        if claims.get("nonce") not in nonces:
            raise OAuth2Error("the identity token answers no question of this browser")
        request.session[NONCES] = [one for one in nonces if one != claims["nonce"]]
        told = {"id_token": claims}
        if "userinfo_endpoint" in self.openid_config:
            told["userinfo"] = self._fetch_user_info(token.token)
            if told["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("identity token and user information speak of different people")
        return self.get_provider().sociallogin_from_response(request, told)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims, once issuer, audience, time and signature are found good."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        try:
            kid = jwt.get_unverified_header(id_token).get("kid")
            keys = [one for one in jwt.PyJWKSet.from_dict(answer.json()).keys if kid in (None, one.key_id)]
            if len(keys) != 1:
                raise OAuth2Error("the identity token names no key of the provider")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=keys[0],
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
            return claims
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the identity token is not good: {error}") from error


Provider.oauth2_adapter_class = Adapter


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Begin: to the provider, or 404 where none of this name is set up."""
    return _with(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _with(OAuth2CallbackView, request, provider_id)


def _with(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return cast(HttpResponse, view.adapter_view(Adapter(request, provider_id))(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, ValueError, KeyError) as error:  # away, or its answer is none
        log.error("signin.provider_failed", provider=provider_id, error=type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
