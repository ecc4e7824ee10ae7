"""Registers the room with Django and in the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class ReportingConfig(AppConfig):
    """Thông tin: indicators, regimes, reports, facts."""

    name = "dieuhanh.reporting"

    def ready(self) -> None:
        """Put the room's doors into the header; bind jobs, clocks and listeners."""
        from dieuhanh.reporting import jobs  # registers by being imported; needs the models loaded

        add_room(NavRoom("work", _("My work"), "reporting:home", 10))
        add_room(NavRoom("reporting", _("Reports"), "reporting:assignments", 20))
        further = ("/reporting/facts/", "/reporting/targets/", "/reporting/import/")
        add_room(NavRoom("figures", _("Figures"), "reporting:indicators", 25, also=further))
        del jobs
