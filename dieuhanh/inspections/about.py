"""What this room has about a body, for the body's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.inspections.queries.access import VIEW
from dieuhanh.interface.holding import About, Door


def _doors(by: Actor, code: str) -> list[Door]:
    if not (by.is_system or by.powers & VIEW):
        return []
    return [Door(_("Inspections of it"), f"{reverse('inspections:inspections')}?{urlencode({'body': code})}")]


ABOUT = About("inspections", _doors, 40)
