"""Addresses of the ledger's pages."""

from django.urls import path

from dieuhanh.ledger import pages

app_name = "ledger"

urlpatterns = [
    path("", pages.entries, name="entries"),
    path("<int:index>/", pages.entry, name="entry"),
]
