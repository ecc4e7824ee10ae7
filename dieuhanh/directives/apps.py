"""Registers the room with Django and in the header."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Chỉ đạo: directives, tasks, their clocks and their evidence."""

    name = "dieuhanh.directives"

    def ready(self) -> None:
        """Bind jobs and clocks."""
        from dieuhanh.directives import jobs  # registers by being imported; needs the models loaded

        del jobs
