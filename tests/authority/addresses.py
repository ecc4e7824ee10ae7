"""Every address of the program: the resolver's patterns and the OpenAPI document's operations."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpResponseNotAllowed
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.base import RedirectView
from django.views.generic.edit import DeletionMixin, ProcessFormView

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Address = tuple[str, str]


_SAME = (
    ProcessFormView.put,
    DeletionMixin.delete,
    *(getattr(RedirectView, one.lower()) for one in METHODS[1:]),
)
"""Methods that Django gives a view under a second name: they do what GET or POST does."""


def patterns() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Path and view of everything the resolver knows."""
    yield from _walk(get_resolver(), "/")


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _walk(one, path)
        else:
            assert isinstance(one, URLPattern)
            yield readable(path), one.callback


def readable(path: str) -> str:
    """`<uuid:person_id>` and `(?P<key>…)` as `{person_id}` and `{key}`."""
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\[[^\]]*\])*\)", r"{\1}", path)
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path).replace("^", "").replace("$", "")


def is_operation(view: Callable[..., Any]) -> bool:
    """Whether it is one of the API's."""
    return getattr(view, "__module__", "") == "ninja.operation"


def operations() -> set[Address]:
    """Method and path of every operation in the OpenAPI document."""
    from dieuhanh.config.api import api

    paths = api.get_openapi_schema()["paths"]
    return {
        (method.upper(), readable(path))
        for path, found in paths.items()
        for method in found
        if method.upper() in METHODS
    }


def pages() -> set[Address]:
    """Method and path of everything that is not an operation of the API."""
    return {
        (method, path) for path, view in patterns() if not is_operation(view) for method in methods_of(view)
    }


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods a view takes, as it says itself when asked with one that nobody offers."""
    found = getattr(view, "view_class", None)
    if found is not None:
        return tuple(one for one in METHODS if getattr(found, one.lower(), None) not in (None, *_SAME))
    try:
        answer = view(RequestFactory().generic("TRACE", "/"))
    except (TypeError, Http404):  # no decorator stood before it: it takes any method
        return ("GET", "POST")
    if isinstance(answer, HttpResponseNotAllowed):
        allowed = {one.strip() for one in answer.headers["Allow"].split(",")}
        return tuple(one for one in METHODS if one in allowed)
    return ("GET", "POST")
