"""What the room's pages share."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules import NotAPeriod, parse


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return by


def unbroken(text: str) -> str:
    """The text in one line wherever it stands: a narrow column does not part a period from its year."""
    return text.replace(" ", "\u00a0")


def period_name(code: str) -> str:
    """`2020-07` as people say it: Tháng 7/2020."""
    try:
        return parse(code).name.of(lang())
    except NotAPeriod:
        return code
