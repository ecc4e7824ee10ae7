"""The ledger for other programs: key, heads, tiles and proofs for everyone, bodies for who may see them.

`/ledger` is a C2SP tlog-tiles prefix: `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`.
"""

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema

from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.ledger import queries
from dieuhanh.ledger.access import LARGEST_INDEX, Choice, access_entries, may_read
from dieuhanh.ledger.keys import ensure_key
from dieuhanh.ledger.rules.receipts import receipt_json, tlog_proof
from dieuhanh.ledger.rules.tiles import WIDTH, Tile, entry_bundle, is_there, read_tile_path

router = Router(tags=["ledger"])

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
_FOREVER = "public, max-age=31536000, immutable"
_LEVEL = re.compile(r"[0-9]|[1-5][0-9]|6[0-3]")
Index = Annotated[int, Path(ge=0, le=LARGEST_INDEX)]


class EntryOut(Schema):
    """One entry; `body` is what its action recorded, empty where the law had it erased."""

    index: int
    id: UUID
    kind: str
    at: datetime
    person_id: UUID | None
    appointment_id: UUID | None
    token_id: UUID | None
    organisation_id: UUID | None
    subject_type: str
    subject_id: UUID
    name: str
    position: str
    simulated: bool
    erased: bool
    body: dict[str, Any]


@router.get("/ledger/key", auth=None, operation_id="ledger_key")
def key(request: HttpRequest) -> HttpResponse:
    """The log's verifier key (C2SP signed-note `vkey`). Keep it elsewhere to verify against it."""
    known = queries.known_keys()
    return _answer(f"{known[0] if known else ensure_key().verifier}\n", TEXT, "no-cache")


@router.get("/ledger/checkpoint", auth=None, operation_id="ledger_checkpoint")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last signed tree head (C2SP tlog-checkpoint)."""
    head = queries.last_head()
    if head is None:
        raise Missing(_("No entry has been written yet, so no head is signed."))
    return _answer(head.note, TEXT, "no-cache")


@router.get("/ledger/tile/entries/{path:place}", auth=None, operation_id="ledger_entry_bundle")
def bundle(request: HttpRequest, place: str) -> HttpResponse:
    """An entry bundle (C2SP tlog-tiles): the 32-byte commitments, each with its length before it."""
    tile = _tile(0, place)
    entries = queries.commitments(tile.index * WIDTH, tile.width)
    return _answer(entry_bundle(entries), BYTES, _FOREVER)


@router.get("/ledger/tile/{level}/{path:place}", auth=None, operation_id="ledger_tile")
def tile(request: HttpRequest, level: str, place: str) -> HttpResponse:
    """A tile of the hash tree (C2SP tlog-tiles), whole or partial."""
    if not _LEVEL.fullmatch(level):
        raise _no_tile()
    found = _tile(int(level), place)
    hashes = queries.tile_hashes(int(level), found.index * WIDTH, found.width)
    return _answer(b"".join(hashes), BYTES, _FOREVER)


@router.get("/ledger/entries/{index}/receipt", auth=None, operation_id="ledger_receipt")
def receipt(
    request: HttpRequest, index: Index, form: Annotated[str, Query(max_length=20)] = "json"
) -> HttpResponse:
    """The receipt of an entry: a file that verifies off line. `form=tlog-proof` gives C2SP's text.

    Body and salt are in it only for one who may see them.
    """
    if form not in ("json", "tlog-proof"):
        message = _("“form” is json or tlog-proof.")
        raise Invalid(message, faults=[Fault(message, field="form", value=form)])
    found = queries.record(index)
    if found is None:
        raise Missing(_("There is no such record."))
    actor = getattr(request, "actor", None)
    visible = form == "json" and may_read(actor, found.entry)
    made = queries.receipt_of(found, with_body=visible)
    if made is None:
        raise Missing(_("No signed head covers this entry yet; ask again in a second."))
    if form == "json":
        response = _answer(receipt_json(made), "application/json; charset=utf-8", "private, no-store")
        name = f"receipt-{index}.json"
    else:
        response = _answer(tlog_proof(index, made.proof, made.checkpoint), TEXT, "private, no-store")
        name = f"entry-{index}.tlog-proof"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.get("/ledger/entries", response=Page[EntryOut], operation_id="ledger_entries")
def entries(
    request: HttpRequest,
    after: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str, Query(max_length=200)] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    limit: int | None = None,
) -> Any:
    """Entries in the order of the tree that the caller may see. `kind` is exact or ends in `.*`; `subject` is `type` or `type:id`."""
    size = limit_of(limit)
    rows = access_entries(
        getattr(request, "actor", None), Choice(kind, subject), limit=size, after=_place(after)
    )
    items, following = page_of(rows, size, lambda row: row.index)
    return {"items": [EntryOut.from_orm(row) for row in items], "next": following}


def _place(after: str | None) -> int | None:
    place = read_cursor(after)
    if place is None:
        return None
    if type(place) is not int or not 0 <= place <= LARGEST_INDEX:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")])
    return place


def _tile(level: int, place: str) -> Tile:
    """The tile that a path names, if a signed head covers it."""
    found = read_tile_path(place)
    if found is None or not is_there(level, found, queries.signed_size()):
        raise _no_tile()
    return found


def _no_tile() -> Missing:
    return Missing(_("The tree has no such tile."))


def _answer(content: str | bytes, kind: str, cache: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = cache
    return response
