"""From what an operation returned, or why it was refused, to an HTTP response."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from dieuhanh.config.errors import Problem


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
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="dieuhanh"'
    return response
