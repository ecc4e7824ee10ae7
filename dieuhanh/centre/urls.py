"""Addresses of the wall. Each level of a drill is an address of its own."""

from django.urls import path

from dieuhanh.centre import pages

app_name = "centre"
urlpatterns = [
    path("", pages.home, name="home"),
    path("wall/", pages.wall, name="wall"),
    path("wall/events/", pages.events, name="events"),
    path("wall/events/<int:index>/", pages.event, name="event"),
    path("wall/tiles/<slug:tile>/", pages.tile, name="tile"),
]
