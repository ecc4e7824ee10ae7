"""The centre as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class CentreConfig(AppConfig):
    """Names the room and puts its door into the header."""

    name = "dieuhanh.centre"
    label = "centre"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The wall and the daily brief, for who may watch."""
        add_room(NavRoom("centre", _("The wall"), "centre:wall", 10, "centre.view"))
        add_room(NavRoom("brief", _("Daily brief"), "centre:brief", 12, "centre.view"))
