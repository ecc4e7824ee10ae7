"""Files handed out: always to be kept, never shown inline; their names in NFC."""

from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """The bytes as an attachment under this name."""
    response = HttpResponse(content, content_type=media_type)
    name_it(response, name)
    return response


def stream(parts: Iterable[bytes], name: str, media_type: str) -> StreamingHttpResponse:
    """The parts as they are made, as an attachment under this name."""
    response = StreamingHttpResponse(parts, content_type=media_type)
    name_it(response, name)
    return response


def name_it(response: HttpResponseBase, name: str) -> None:
    """Say that the response is a file to keep: an ASCII name for old programs, the whole one in NFC for the rest."""
    whole = normalize("NFC", name)
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "_" for one in whole)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole)}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
