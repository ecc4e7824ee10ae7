"""The ledger as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class LedgerConfig(AppConfig):
    """Names the room and puts it in the header."""

    name = "dieuhanh.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        """Open the room's door in the header to who may read it."""
        add_room(NavRoom("ledger", _("Ledger"), "ledger:entries", 90, power="ledger.read"))
