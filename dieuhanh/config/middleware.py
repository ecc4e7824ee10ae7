"""Two rings around every request: safe headers outside, plain answers to problems inside."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from prometheus_client import Histogram

from dieuhanh.config.environment import env
from dieuhanh.config.errors import Problem, Unauthenticated
from dieuhanh.config.responses import problem_response, unstorable

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger(__name__)


class PageGZipMiddleware(GZipMiddleware):
    """Pages gzipped, with the padding of random length that Django adds against guessing by size; files stay as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is HTML."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


def _live_source(request: HttpRequest) -> str:
    """Where server-sent events come from: another port of the same host, or the configured address."""
    if url := env.text("DIEUHANH_LIVE_URL"):
        return url
    try:
        name, _port = split_domain_port(request.get_host())
    except DisallowedHost:  # what it names is not for a header of ours
        return ""
    return f"{request.scheme}://{name}:{env.live_port}" if name else ""


requests = Histogram(
    "dieuhanh_request_seconds",
    "Time in which requests were answered.",
    ["surface", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class MeasureMiddleware:
    """Counts requests and their time for operators: API, pages, files; never by address, which could name people."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how long it took."""
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in _METHODS else "other"
        requests.labels(surface_of(request.path), method, f"{response.status_code // 100}xx").observe(
            time.perf_counter() - began
        )
        return response


def surface_of(path: str) -> str:
    """Which part of the program a path belongs to: a handful of words, so that measures stay few."""
    first = path.split("/", 2)[1] if "/" in path else ""
    return {"api": "api", "static": "file", "health": "health", "metrics": "health"}.get(first, "page")


class SafetyMiddleware:
    """Headers that keep a page from running what it did not bring along."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a strict content security policy and no referrer."""
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
            f"connect-src 'self' {_live_source(request)}; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'",
        )
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.SECURE:
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"
            )
        if (
            getattr(request, "session", None) is not None
        ):  # not a file of ours: nobody after him reads it from the browser
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ProblemMiddleware:
    """A `Problem` raised by a page becomes a page with its sentence; nobody signed in becomes the sign-in page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is done when a view raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a problem into its answer: JSON below /api/, a page elsewhere."""
        problem = error if isinstance(error, Problem) else unstorable(error)
        if problem is None:
            return None
        if request.path.startswith("/api/"):
            return problem_response(problem)
        if isinstance(problem, Unauthenticated):
            return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        log.info("request.refused", path=request.path, status=problem.status, code=problem.code)
        return render(request, "interface/problem.html", {"problem": problem}, status=problem.status)
