"""What this room has about a body, for the body's page."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries.access import VIEW
from dieuhanh.interface.holding import About, Door


def _doors(by: Actor, code: str) -> list[Door]:
    if not (by.is_system or by.powers & VIEW):
        return []
    here = reverse("directives:tasks")
    return [
        Door(_("Tasks it leads"), f"{here}?{urlencode({'lead': code})}"),
        Door(_("Tasks it works on with others"), f"{here}?{urlencode({'coordinator': code})}"),
    ]


ABOUT = About("directives", _doors, 10)
