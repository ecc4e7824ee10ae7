"""Addresses of the room's pages."""

app_name = "programmes"

urlpatterns: list[object] = []
