"""From what an operation returned, or why it was refused, to an HTTP response."""

import json
from hashlib import sha256
from typing import Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from dieuhanh.config.errors import Invalid, Problem

RETRY_AFTER_SECONDS = "2"


def unstorable(error: BaseException) -> Invalid | None:
    """What is said of a value that no column can hold: a NUL, half a character, a number out of range. The sender's fault."""
    half = any(isinstance(one, UnicodeEncodeError) for one in (error, error.__cause__, error.__context__))
    text = half or (isinstance(error, ValueError) and "NUL" in str(error))
    if text or isinstance(error, DataError):
        return Invalid(_("A value can't be stored: it holds a NUL character or is out of range."))
    return None


def respond(request: HttpRequest, result: Any) -> HttpResponse:
    """What an operation returned (or refused) as a response."""
    if isinstance(result, Problem):
        return problem_response(result)
    if isinstance(result, HttpResponse):
        return result
    status, body = result if isinstance(result, tuple) else (200, result)
    return HttpResponse(
        json.dumps(_plain(body), cls=NinjaJSONEncoder),
        status=status,
        content_type="application/json; charset=utf-8",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def problem_response(problem: Problem) -> JsonResponse:
    """A problem as application/problem+json."""
    response = JsonResponse(problem.as_dict(), status=problem.status, content_type="application/problem+json")
    if problem.status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="dieuhanh"'
    return response


def with_etag(request: HttpRequest, body: Any) -> HttpResponse:
    """The answer with an ETag over its bytes; 304 when the asker has it already."""
    response = respond(request, body)
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    response.headers["ETag"] = tag
    return response
