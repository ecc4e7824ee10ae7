"""The one mechanism of every list: a room declares its columns and filters and says where rows come from.

    REPORTS = DeskList("reporting.assignments", _("Reports owed"), columns=(…), filters=(…), default_sort="due")

    def listing(request):
        return show_list(request, REPORTS, Source(fetch, key), "reporting/assignments.html", {…})

The URL is the whole state. From it come the page, the named views a person keeps, and the files: an exported file
holds the same columns of the same rows in the same order, all of them, read through the same `fetch` with its rights.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.errors import Fault, Invalid, TooLarge
from dieuhanh.config.language import lang
from dieuhanh.config.paging import read_cursor, write_cursor
from dieuhanh.interface import exporting, rules
from dieuhanh.interface.cells import class_of, html_of, plain_of
from dieuhanh.interface.files import CSV, XLSX, download, stream
from dieuhanh.interface.filters import Field, Filter, Names, chips_of, field_of, named_in
from dieuhanh.interface.listing import Chip, Column, Listing, SavedLink
from dieuhanh.interface.queries import views_of

COUNTED = 10_000
"""Rows are counted up to here; beyond it the page says “more than”."""
_EXPORT_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Bulk:
    """What may be done to several rows at once; `power` hides it from who could never do it ("": anybody may)."""

    key: str
    label: object
    power: str


@dataclass(frozen=True, slots=True)
class DeskList:
    """A room's list: its key names saved views, its title is the caption and the file's name."""

    key: str
    title: object
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    default_sort: str = ""
    empty: object = ""
    href: Callable[[Any], str] | None = None
    simulated: Callable[[Any], bool] | None = None
    row_id: Callable[[Any], str] | None = None
    row_name: Callable[[Any], str] | None = None
    bulk: tuple[Bulk, ...] = ()
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: `fetch(listing, after, limit)` gives `limit + 1`; `key(row)` is the cursor after a row.

    Without `key` the list is short and `fetch` gives all of it.
    """

    fetch: Callable[[Listing, Any, int], Sequence[Any]]
    key: Callable[[Any, Listing], Sequence[Any]] | None = None
    count: Callable[[Listing, int], int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it."""

    href: str
    cells: list[tuple[str, SafeString]]
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A list ready for `{% desk_list page %}`."""

    desk: DeskList
    listing: Listing
    rows: list[Row]
    chips: list[tuple[Filter | None, list[Chip]]]
    fields: list[Field]
    all_simulated: bool = False
    bulk: list[Bulk] = field(default_factory=list)
    bulk_href: str = ""

    @property
    def asked(self) -> list[Field]:
        """The fields that always stand above the list: the usual ones, and of the others those that were given."""
        return [one for one in self.fields if one.value or not one.asked.more]

    @property
    def folded(self) -> list[Field]:
        """The fields that are folded away."""
        return [one for one in self.fields if one.asked.more and not one.value]


def show_list(
    request: HttpRequest,
    desk: DeskList,
    source: Source,
    template: str,
    context: Mapping[str, Any],
    *,
    bulk_href: str = "",
    counts: Mapping[str, Mapping[str, int]] | None = None,
    elsewhere: Sequence[Chip] = (),
    names: Mapping[str, Names] | None = None,
) -> HttpResponseBase:
    """The page of a list, or the list as a file (`?format=xlsx|csv`). One statement beside those of the source, and one for
    each filter that takes names.

    `counts` puts numbers on chips, and leaves out those with none; `elsewhere` are chips that lead to other lists;
    `names` are those that the page has read already, by the filter's key.
    """
    listing = read_listing(request, desk)
    by = getattr(request, "actor", None)
    named = named_in(desk.filters, listing, by, names or {})
    typed = {
        key: told.value for key, (_n, told) in named.items() if told.value not in ("", listing.given(key))
    }
    if typed:
        # The address keeps the value, so that a link stays true when a name changes.
        return redirect(listing.href(**typed))
    kind = listing.given("format")
    if kind in exporting.KINDS:
        said = {key: told.name for key, (_names, told) in named.items()}
        return export(request, desk, source, listing, kind, said)
    saved = views_of(by, desk.key)
    first = next((one for one in saved if one.is_default), None)
    if first is not None and not request.GET:
        # The address must say what is shown, so that it can be copied.
        return redirect(_view_href(request.path, str(first.id), first.query))
    listing = listing.with_views(desk.key, [_saved_link(one, listing) for one in saved])
    page = page_of(desk, source, listing, counts or {})
    powers: frozenset[str] = getattr(by, "powers", frozenset())
    bulk = [one for one in desk.bulk if not one.power or one.power in powers] if bulk_href else []
    chips = [*page.chips, (None, list(elsewhere))] if elsewhere else page.chips
    fields = [field_of(one, listing, named) for one in desk.filters if one.kind != "chips"]
    shown = replace(page, chips=chips, fields=fields, bulk=bulk, bulk_href=bulk_href)
    return render(request, template, {**context, "page": shown, "listing": shown.listing})


def read_listing(request: HttpRequest, desk: DeskList) -> Listing:
    """The list's state in the URL."""
    return Listing.read(
        request.GET,
        path=request.path,
        columns=desk.columns,
        default_sort=desk.default_sort,
        exports=exporting.KINDS,
        limit=desk.limit,
    )


def page_of(
    desk: DeskList, source: Source, listing: Listing, counts: Mapping[str, Mapping[str, int]]
) -> Page:
    """One page of rows with the filters as they stand."""
    after = _key_after(listing)
    found = list(source.fetch(listing, after, listing.limit))
    kept = found[: listing.limit] if source.key is not None else found
    following = ""
    if len(found) > listing.limit and source.key is not None:
        following = write_cursor(list(source.key(kept[-1], listing)))
    total, more = _total(source, listing, len(kept), bool(following))
    simulated = bool(kept) and desk.simulated is not None and all(desk.simulated(one) for one in kept)
    chips = [
        (one, chips_of(one, listing, counts.get(one.key))) for one in desk.filters if one.kind == "chips"
    ]
    return Page(
        desk,
        listing.paged(next_cursor=following, total=total, count=len(kept), more=more),
        [_row(desk, listing, one, badges=not simulated) for one in kept],
        [(one, found) for number, (one, found) in enumerate(chips) if not number or len(found) > 2],
        [Field(one, listing.given(one.key)) for one in desk.filters if one.kind != "chips"],
        simulated,
    )


def _total(source: Source, listing: Listing, here: int, follows: bool) -> tuple[int | None, bool]:
    """How many rows there are; not asked for when the one page shows them all."""
    if not listing.after and not follows:
        return here, False
    if source.count is None:
        return None, False
    total = source.count(listing, COUNTED + 1)
    return min(total, COUNTED), total > COUNTED


def _row(desk: DeskList, listing: Listing, row: Any, *, badges: bool) -> Row:
    cells = []
    href = desk.href(row) if desk.href else ""
    for column in listing.visible:
        value = column.cell(row) if column.cell else None
        cells.append((class_of(value, column), html_of(value, badges=badges, href=href)))
    return Row(
        href=href,
        cells=cells,
        id=desk.row_id(row) if desk.row_id else "",
        name=desk.row_name(row) if desk.row_name else "",
    )


def _view_href(path: str, view_id: str, query: str) -> str:
    return f"{path}?{urlencode([('view', view_id)])}{'&' if query else ''}{query}"


def _saved_link(one: Any, listing: Listing) -> SavedLink:
    current = listing.given("view") == str(one.id)
    return SavedLink(
        str(one.id),
        one.name,
        _view_href(listing.path, str(one.id), one.query),
        current,
        current and listing.state_query != one.query,
        one.is_default,
    )


def export(
    request: HttpRequest,
    desk: DeskList,
    source: Source,
    listing: Listing,
    kind: str,
    said: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """Exactly what the list shows, all pages of it, as a file.

    `said`: the names of what filters by name hold. Raises `TooLarge` for more rows than one file takes: nothing is cut
    off without a word.
    """
    columns = [one for one in listing.visible if one.label]
    heads = [str(one.label) for one in columns]
    if desk.simulated is not None:
        heads.append(_("Data"))
    made = exporting.Export(
        str(desk.title),
        heads,
        _all_rows(desk, source, listing, columns),
        _notes(request, desk, listing, said or {}),
    )
    name = f"{desk.title} {clock.today().isoformat()}.{kind}"
    if kind == "csv":
        rows = list(
            made.rows
        )  # read whole first: a fault found on the way must be an answer, not a broken file
        parts = exporting.csv_parts(exporting.Export(made.title, made.heads, rows, made.notes))
        return stream(parts, name, CSV)
    return download(exporting.xlsx_of(made), name, XLSX)


def _all_rows(
    desk: DeskList, source: Source, listing: Listing, columns: Sequence[Column]
) -> Iterator[list[Any]]:
    after: Any = None
    count = 0
    while True:
        found = list(source.fetch(listing, after, _EXPORT_PAGE))
        for row in found[:_EXPORT_PAGE]:
            count += 1
            if count > exporting.MOST_ROWS:
                most = rules.format_number(exporting.MOST_ROWS, 0, lang())
                raise TooLarge(
                    _("The list has more than %(count)s rows; narrow it by a filter and export it in parts.")
                    % {"count": most}
                )
            values = [plain_of(one.cell(row)) if one.cell else None for one in columns]
            if desk.simulated is not None:
                values.append("Số liệu mô phỏng / Simulated" if desk.simulated(row) else None)
            yield values
        if len(found) <= _EXPORT_PAGE or source.key is None:
            return
        # Through the cursor's own text, so that a key means the same here as in a link to the next page.
        after = read_cursor(write_cursor(list(source.key(found[_EXPORT_PAGE - 1], listing))))


def _key_after(listing: Listing) -> list[Any] | None:
    after = read_cursor(listing.after)
    if after is not None and not isinstance(after, list):
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")])
    return after


def _notes(
    request: HttpRequest, desk: DeskList, listing: Listing, names: Mapping[str, str]
) -> list[tuple[str, str]]:
    words = {one.key: str(one.label) for one in desk.filters}
    said = [
        f"{words.get(name, name)}: {names.get(name) or _word_of(desk, name, value)}"
        for name, value in listing.filters
    ]
    order = next((str(one.label) for one in desk.columns if one.key == listing.sort), "")
    way = _("descending") if listing.descending else _("ascending")
    return taken_out(
        request,
        listing.href(after=None, format=None),
        (_("Filters"), "; ".join(said) or _("none")),
        (_("Order"), f"{order} ({way})" if order else "–"),
    )


def taken_out(request: HttpRequest, address: str, *asked: tuple[str, str]) -> list[tuple[str, str]]:
    """Who took what out, when, and the page it came from: written into a file, so that a copy still says what it is."""
    by = getattr(request, "actor", None)
    return [
        (_("As of"), rules.format_datetime(clock.now(), lang())),
        (_("Taken out by"), f"{by.name}, {by.position}" if by is not None else ""),
        *asked,
        (_("Address"), request.build_absolute_uri(address)),
    ]


def _word_of(desk: DeskList, name: str, value: str) -> str:
    asked = next((one for one in desk.filters if one.key == name), None)
    return next((word for key, word, _state in asked.options if key == value), value) if asked else value
