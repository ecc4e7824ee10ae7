"""Every address of the program: the API, the rooms' pages, sign-in, health."""

from django.conf import settings
from django.urls import include, path

from dieuhanh.config import health
from dieuhanh.config.api import api
from dieuhanh.config.rooms import brings

PLACES = {"centre": "", "interface": "", "organisations": "", "demonstration": ""}
"""Rooms whose pages begin at the root; every other room's begin at its own name."""

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
for room in settings.ROOMS:
    if brings(room, "urls"):
        urlpatterns.append(path(PLACES.get(room, f"{room}/"), include(f"dieuhanh.{room}.urls")))

handler400 = "dieuhanh.interface.pages.bad_request"
handler403 = "dieuhanh.interface.pages.forbidden"
handler404 = "dieuhanh.interface.pages.not_found"
handler500 = "dieuhanh.interface.pages.server_error"
