"""What this room has about a body, for the body's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.interface.holding import About, Door
from dieuhanh.reporting.queries.access import VIEW


def _doors(by: Actor, code: str) -> list[Door]:
    if not (by.is_system or by.powers & VIEW):
        return []
    return [
        Door(_("Reports it owes"), f"{reverse('reporting:assignments')}?{urlencode({'organisation': code})}"),
        Door(_("Its figures"), f"{reverse('reporting:indicators')}?{urlencode({'body': code})}"),
    ]


ABOUT = About("reporting", _doors, 20)
