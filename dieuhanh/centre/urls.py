"""Addresses of the wall. Each level of a drill is an address of its own."""

from django.urls import path

from dieuhanh.centre import brief_pages, pages, scene_pages

app_name = "centre"
urlpatterns = [
    path("", pages.home, name="home"),
    path("centre/brief/", brief_pages.brief, name="brief"),
    path("wall/", pages.wall, name="wall"),
    path("wall/events/<int:index>/", pages.event, name="event"),
    path("wall/tiles/<slug:tile>/", pages.tile, name="tile"),
    path("wall/tiles/<slug:tile>/now/", pages.tile_now, name="tile-now"),
    path("wall/scenes/", scene_pages.scenes, name="scenes"),
    path("wall/scenes/new/", scene_pages.edit, name="scene-new"),
    path("wall/scenes/<slug:code>/", scene_pages.edit, name="scene"),
    path("wall/scenes/<slug:code>/remove/", scene_pages.remove, name="scene-remove"),
]
