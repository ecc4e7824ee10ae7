"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Names the room."""

    name = "dieuhanh.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
