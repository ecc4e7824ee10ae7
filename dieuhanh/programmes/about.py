"""What this room has about a body, for the body's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.interface.holding import About, Door


def _doors(by: Actor, code: str) -> list[Door]:
    return [
        Door(
            _("Programmes that oblige it"), f"{reverse('programmes:programmes')}?{urlencode({'body': code})}"
        )
    ]


ABOUT = About("programmes", _doors, 30)
