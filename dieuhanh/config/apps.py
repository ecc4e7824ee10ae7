"""Loads what the rooms bring along: their jobs, their listeners and their clocks."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    """The frame as a Django app."""

    name = "dieuhanh.config"
    label = "config"

    def ready(self) -> None:
        """Import every room's `jobs.py` and `listens.py`, so that their functions are registered."""
        autodiscover_modules("jobs", "listens")
