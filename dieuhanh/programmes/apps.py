"""Registers the room with Django and in the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class ProgrammesConfig(AppConfig):
    """Chương trình: targets, bodies, claims and verdicts."""

    name = "dieuhanh.programmes"

    def ready(self) -> None:
        """Put the room's door into the header."""
        add_room(NavRoom("programmes", _("Programmes"), "programmes:programmes", 24))
