"""The one page of this room: every component in every state, for development and for the browser tests."""

from django.urls import path

from dieuhanh.interface import styleguide

app_name = "interface"

urlpatterns = [
    path("styleguide", styleguide.show, name="styleguide"),
    path("styleguide/row", styleguide.row, name="styleguide-row"),
    path("styleguide/draft", styleguide.draft, name="styleguide-draft"),
]
