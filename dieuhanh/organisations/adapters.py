"""How django-allauth meets the house: people are appointed, nobody signs himself up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up: an administrator makes people known and appoints them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A person from the outside provider must be known here already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Closed."""
        return False
