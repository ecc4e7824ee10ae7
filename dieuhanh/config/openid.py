"""The outside identity provider, from the environment, in the form that django-allauth reads."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from dieuhanh.config.environment import env

PROVIDER = "outside"
"""Its id in addresses and in the register of linked identities."""


def providers() -> dict[str, Any]:
    """`SOCIALACCOUNT_PROVIDERS`: the one provider, or none. An address that is not safe stops the program."""
    url = env.text("DIEUHANH_OIDC_URL").rstrip("/")
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SystemExit(
            f"DIEUHANH_OIDC_URL must begin with https:// (it is {url!r}): its answers open accounts."
        )
    app = {
        "provider_id": PROVIDER,
        "name": env.text("DIEUHANH_OIDC_NAME") or _("Outside identity provider"),
        "client_id": env.text("DIEUHANH_OIDC_CLIENT_ID"),
        "secret": env.text("DIEUHANH_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": url, "oauth_pkce_enabled": True, "scope": ["openid"]},
    }
    return {"openid_connect": {"APPS": [app]}}
