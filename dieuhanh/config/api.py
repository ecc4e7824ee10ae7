"""The JSON API's frame: one OpenAPI document, sign-in, and RFC 9457 errors. Rooms bring the routers."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.utils import check_csrf

from dieuhanh import __version__
from dieuhanh.config.away import away
from dieuhanh.config.errors import Fault, Invalid, Missing, Problem, Refused, TooLarge, Unauthenticated
from dieuhanh.config.responses import problem_response, unstorable
from dieuhanh.config.rooms import brings

log = structlog.get_logger(__name__)


_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def signed_in(request: HttpRequest) -> Any:
    """The API's sign-in: whoever the middleware found behind the token or the session.

    A session's cookie is sent by the browser whoever asks it to, so what changes something needs the form's token
    (`X-CSRFToken`) as well, as on pages. A bearer token is sent by nobody unasked and needs none.
    """
    actor = getattr(request, "actor", None)
    if actor is None or actor.token_id is not None or request.method in _SAFE:
        return actor
    if check_csrf(request) is not None:
        raise Refused(_("Send the page's token as “X-CSRFToken”, or use a machine token."), code="csrf")
    return actor


class _Api(NinjaAPI):
    """The API whose document is worked out once in a process: it takes a second, and no request changes it."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document."""
        if path_params:
            return super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        documents: dict[str | None, OpenAPISchema] = self.__dict__.setdefault("documents", {})
        if path_prefix not in documents:
            documents[path_prefix] = super().get_openapi_schema(path_prefix=path_prefix)
        return documents[path_prefix]


api = _Api(
    title="Điều Hành",
    version=__version__,
    description="Obligations, reports, facts, proofs. Errors are RFC 9457 problem details; every POST takes an Idempotency-Key.",
    urls_namespace="api",
    openapi_url="/v1/openapi.json",
    docs_url="/docs",
    auth=signed_in,
)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(error)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(Unauthenticated(_("Sign in, or send a token as “Authorization: Bearer …”.")))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = []
    for item in error.errors:
        place = [
            str(part)
            for part in item.get("loc", ())
            if part not in {"body", "query", "path", "form", "file", "header", "payload"}
        ]
        value = item.get("input")
        faults.append(
            Fault(
                item.get("msg", ""),
                field=".".join(place) or None,
                value=None if isinstance(value, dict | list) else str(value)[:80],
            )
        )
    return problem_response(Invalid(_("What was sent does not fit; see the faults."), faults=faults))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(Missing(_("There is no such record.")))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    problem = Problem(str(error), code=f"http-{error.status_code}")
    problem.status = error.status_code
    return problem_response(problem)


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(TooManyFieldsSent)
def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(TooLarge(_("More was sent than is taken at once.")))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(UnicodeDecodeError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(Invalid(_("The request could not be read; check its encoding and content type.")))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(OSError)
def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    """Database or disk went away in the middle: nothing was written, and the sender may repeat the request."""
    problem = away(error)
    if problem is None:
        raise error
    log.error("request.away", path=request.path, error=str(error).strip())
    return problem_response(problem)


@api.exception_handler(DataError)
@api.exception_handler(ValueError)
def _unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A value that no column can hold is the sender's, not a failure."""
    if problem := unstorable(error):
        return problem_response(problem)
    raise error


def mount(add: Callable[..., None]) -> None:
    """Mount each room's router, by name, so that this lowest floor imports none of them."""
    for room in settings.ROOMS:
        if brings(room, "api"):
            add("/v1", f"dieuhanh.{room}.api.router")
    add("/v1", "dieuhanh.config.jobs_api.router")


mount(api.add_router)
