"""What this room has about a body, for the body's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.interface.holding import About, Door


def _doors(by: Actor, code: str) -> list[Door]:
    if not (by.is_system or "people.manage" in by.powers):
        return []
    return [Door(_("Its people"), f"{reverse('organisations:people')}?{urlencode({'organisation': code})}")]


ABOUT = About("organisations", _doors, 50)
