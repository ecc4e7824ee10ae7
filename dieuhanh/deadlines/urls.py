"""Addresses of the room's pages, below `/deadlines/`."""

from django.urls import path

from . import list_pages, pages

app_name = "deadlines"

urlpatterns = [
    path("", pages.year, name="calendar"),
    path("notices/new/", pages.new_notice, name="notice-new"),
    path("rules/", list_pages.rules, name="rules"),
    path("rules/new/", pages.new_rule, name="rule-new"),
    path("rules/<path:code>/", pages.rule, name="rule"),
]
