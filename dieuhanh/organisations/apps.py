"""The organisations room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class OrganisationsConfig(AppConfig):
    """Names the room and puts its doors into the header."""

    name = "dieuhanh.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bodies for everybody signed in, people for who manages them."""
        add_room(NavRoom("organisations", _("Organisations"), "organisations:organisations", 70))
        add_room(NavRoom("people", _("People"), "organisations:people", 75, "people.manage"))
