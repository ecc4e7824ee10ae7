"""Registers the room with Django and in the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class InspectionsConfig(AppConfig):
    """Kiểm tra: the Working Group's inspections and the meetings."""

    name = "dieuhanh.inspections"

    def ready(self) -> None:
        """Put the room's door into the header; bind its clock."""
        from dieuhanh.inspections import jobs  # registers by being imported; needs the models loaded

        add_room(NavRoom("inspections", _("Inspections"), "inspections:inspections", 26))
        del jobs
