"""The signing room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dieuhanh.interface.navigation import NavRoom, add_room


class SigningConfig(AppConfig):
    """Whose hand."""

    name = "dieuhanh.signing"
    label = "signing"
    verbose_name = "Signing"

    def ready(self) -> None:
        """Put the room into the header, for every signed-in person."""
        add_room(NavRoom("signing", _("Signatures"), "signing:mine", order=70))
