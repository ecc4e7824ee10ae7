"""The wall's pages."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


wall = events = home


def event(request: HttpRequest, index: int) -> HttpResponse:
    return HttpResponse("")


def tile(request: HttpRequest, tile: str) -> HttpResponse:
    return HttpResponse("")
