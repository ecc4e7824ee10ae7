"""Registers the room with Django and in the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class DirectivesConfig(AppConfig):
    """Chỉ đạo: directives, tasks, their clocks and their evidence."""

    name = "dieuhanh.directives"

    def ready(self) -> None:
        """Put the room's door into the header; bind jobs and clocks."""
        from dieuhanh.directives import jobs  # registers by being imported; needs the models loaded

        add_room(NavRoom("directives", _("Tasks"), "directives:tasks", 22))
        del jobs
