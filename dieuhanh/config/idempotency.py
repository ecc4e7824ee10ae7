"""A repeat of a request with the same Idempotency-Key gets the first answer, and nothing is done twice.

The answer is stored in the transaction of the work. Answers 2xx–4xx are kept;
a failure (5xx) is not, so that it may be tried again. While the first is
running, its repeats get 409. A secret in an answer is not kept: a repeat has
null in its place.
"""

import functools
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Conflict, Fault, Invalid, Problem
from dieuhanh.config.models import IdempotentAnswer
from dieuhanh.config.responses import respond


class _Undo(Exception):
    """Carries a refusal out of the savepoint, so that its half-done work is undone and its answer kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate an API operation (below `@router.post`) so that a repeat gives the first answer."""
    return _answering(view, ())


def idempotent_without(*shown_once: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `idempotent`, for an answer that shows a secret once: these fields of it are stored, and repeated, as null."""
    return functools.partial(_answering, shown_once=shown_once)


def _answering(view: Callable[..., Any], shown_once: tuple[str, ...]) -> Callable[..., Any]:
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > 200 or not key.isprintable():
            message = _("Idempotency-Key must be printable text of at most 200 characters.")
            raise Invalid(message, faults=[Fault(message, field="Idempotency-Key")])
        return _once(request, key, functools.partial(view, request, *args, **kwargs), shown_once)

    return answer


def _once(
    request: HttpRequest, key: str, work: Callable[[], Any], shown_once: tuple[str, ...]
) -> HttpResponse:
    caller = _caller(request)
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7))", [f"{caller}|{key}"])
            if not cursor.fetchone()[0]:
                raise Conflict(
                    _("The first request with this Idempotency-Key is still running; ask again shortly."),
                    code="first-still-running",
                )
        kept = IdempotentAnswer.objects.filter(caller=caller, key=key).first()
        if kept is not None:
            return _again(kept, fingerprint)
        try:
            with transaction.atomic():
                try:
                    response = respond(request, work())
                except Problem as problem:
                    raise _Undo(problem) from problem
        except _Undo as undone:
            response = respond(request, undone.problem)
        if response.status_code < 500 and not response.streaming:
            IdempotentAnswer.objects.create(
                caller=caller,
                key=key,
                fingerprint=fingerprint,
                status=response.status_code,
                content_type=response.headers.get("Content-Type", "application/json"),
                body=_without(response.content, shown_once) if shown_once else response.content,
            )
        return response


def _without(content: bytes, shown_once: tuple[str, ...]) -> bytes:
    said = json.loads(content)
    hidden = {name: None for name in shown_once if name in said}
    return json.dumps({**said, **hidden}, ensure_ascii=False).encode()


def _again(kept: IdempotentAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Invalid(
            _("This Idempotency-Key was used for another request; take a new key."),
            code="idempotency-key-reused",
        )
    return HttpResponse(
        bytes(kept.body),
        status=kept.status,
        content_type=kept.content_type,
        headers={"Idempotent-Replay": "true"},
    )


def _caller(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return str((actor and (actor.token_id or actor.appointment_id or actor.person_id)) or "anonymous")


def _fingerprint(request: HttpRequest) -> str:
    # Keyed, because a body may hold a passphrase: the stored digest must not be one that can be guessed against.
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"{request.method} {request.get_full_path()}\n".encode(), hashlib.sha256
    )
    if spooled := getattr(request, "body_sha256", ""):  # too large to be held in memory; its reader hashed it
        digest.update(spooled.encode())
    elif request.content_type == "multipart/form-data":
        for name in sorted(request.FILES):
            for part in request.FILES.getlist(name):
                for chunk in part.chunks():
                    digest.update(chunk)
                part.seek(0)
        digest.update(repr(sorted(request.POST.items())).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()
