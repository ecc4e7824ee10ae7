"""The deadlines room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class DeadlinesConfig(AppConfig):
    """Names the room and puts it in the header."""

    name = "dieuhanh.deadlines"
    label = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Working calendar and deadlines")

    def ready(self) -> None:
        """Open the room's door in the header to every signed-in person."""
        add_room(NavRoom("deadlines", _("Calendar"), "deadlines:calendar", 60))
