"""The interface as a Django app: templates, template tags and translations."""

from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    """Page furniture."""

    name = "dieuhanh.interface"
    label = "interface"
