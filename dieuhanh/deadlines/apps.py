"""The deadlines room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    """Names the room and puts it in the navigation."""

    name = "dieuhanh.deadlines"
    label = "deadlines"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Working calendar and deadlines")
