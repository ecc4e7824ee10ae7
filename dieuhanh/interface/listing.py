"""A list whose whole state is its URL: filters, order, chosen columns and place (keyset).

`lists.py` makes whole pages and files of it. A page that needs only the head of a small table reads it with
`Listing.read(request.GET, …)` and hands `listing.paged(…)` to the template.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

RESERVED = ("sort", "after", "before", "columns", "limit", "format", "view")


class Query(Protocol):
    """What is needed of `request.GET`."""

    def lists(self) -> object: ...
    def getlist(self, key: str) -> list[str]: ...
    def get(self, key: str) -> object: ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in the URL; `fixed` ones cannot be hidden; `shown` is the default choice.

    `cell` gives what stands in it for a row: a plain value or one of `cells.py`; `tight` ones do not wrap,
    `clip`ped ones end in … where there is no room and say the rest on hover, the `main` one gets the room there is.
    """

    key: str
    label: object
    numeric: bool = False
    sortable: bool = False
    fixed: bool = False
    shown: bool = True
    cell: Callable[[Any], Any] | None = None
    tight: bool = False
    clip: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column head as the page shows it."""

    column: Column
    href: str
    order: str  # "ascending", "descending" or "none"


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A named view of this list; `changed` when the list shows something else than was saved under its name."""

    id: str
    name: str
    href: str
    current: bool = False
    changed: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The state of one list; every change of it is a link."""

    path: str
    columns: tuple[Column, ...]
    params: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    descending: bool = False
    default_sort: str = ""
    after: str = ""
    shown: frozenset[str] = frozenset()
    limit: int = 50
    exports: tuple[str, ...] = ()
    next_cursor: str = ""
    total: int | None = None
    more: bool = False
    count: int = 0
    saved: tuple[SavedLink, ...] = field(default=())
    list_key: str = ""

    @classmethod
    def read(
        cls,
        query: Query,
        *,
        path: str,
        columns: Sequence[Column],
        default_sort: str = "",
        exports: Sequence[str] = (),
        limit: int = 50,
    ) -> "Listing":
        """Read the URL; an unknown column or order is as if it were not there."""
        sortable = {one.key for one in columns if one.sortable}
        wanted = str(query.get("sort") or default_sort)
        key = wanted.lstrip("-")
        if key not in sortable and wanted != default_sort:
            wanted, key = default_sort, default_sort.lstrip("-")
        chosen = {one for part in query.getlist("columns") for one in part.split(",")}
        shown = frozenset(
            one.key for one in columns if one.fixed or (one.key in chosen if chosen else one.shown)
        )
        given = dict(query.lists())  # type: ignore[call-overload]
        pairs = [(name, value) for name, values in given.items() for value in values if value]
        return cls(
            path=path,
            columns=tuple(columns),
            params=tuple(pairs),
            sort=key,
            descending=wanted.startswith("-"),
            default_sort=default_sort,
            after=str(query.get("after") or ""),
            shown=shown,
            limit=_limit(query.get("limit"), limit),
            exports=tuple(exports),
        )

    @property
    def q(self) -> str:
        """The words searched for, or nothing."""
        return next((value for name, value in self.params if name == "q"), "")

    def given(self, name: str) -> str:
        """What the URL says for a filter, or nothing."""
        return next((value for key, value in reversed(self.params) if key == name), "")

    @property
    def visible(self) -> list[Column]:
        """The shown columns in their order."""
        return [one for one in self.columns if one.key in self.shown]

    @property
    def state_query(self) -> str:
        """Filters, order and columns as a query string: what a saved view keeps."""
        away = {"after", "format", "view", "limit"}
        return urlencode([(name, value) for name, value in self.params if name not in away])

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The parameters that filter, without order, place and columns."""
        return tuple((name, value) for name, value in self.params if name not in RESERVED)

    @property
    def headings(self) -> list[Heading]:
        """The heads of the shown columns, each with the link that sorts by it."""
        return [self._heading(one) for one in self.visible]

    @property
    def choosable(self) -> list[Column]:
        """Columns that may be shown or hidden."""
        return [one for one in self.columns if not one.fixed]

    @property
    def first_href(self) -> str:
        """The first page, when this is not it."""
        return self.href(after=None) if self.after else ""

    @property
    def next_href(self) -> str:
        """The next page, when there is one."""
        return self.href(after=self.next_cursor) if self.next_cursor else ""

    def href(self, **changes: object) -> str:
        """This list with some parameters changed (None removes one); a change of filter or order goes to the first page."""
        drop = set(changes) | (set() if "after" in changes else {"after"})
        pairs = [(name, value) for name, value in self.params if name not in drop]
        pairs += [(name, str(value)) for name, value in changes.items() if value not in (None, "")]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def export_url(self, kind: str) -> str:
        """The same rows, all of them, as a file."""
        return self.href(format=kind)

    def paged(
        self, *, next_cursor: str = "", total: int | None = None, count: int = 0, more: bool = False
    ) -> "Listing":
        """This list once its rows are known; `more`: there are more than `total`, which were not counted."""
        return replace(self, next_cursor=next_cursor or "", total=total, count=count, more=more)

    def with_views(self, list_key: str, saved: Sequence[SavedLink]) -> "Listing":
        """This list with its owner's named views."""
        return replace(self, list_key=list_key, saved=tuple(saved))

    @property
    def view_name(self) -> str:
        """The name of the view that is shown, or nothing."""
        return next((one.name for one in self.saved if one.current), "")

    def _heading(self, column: Column) -> Heading:
        if not column.sortable:
            return Heading(column, "", "")
        current = column.key == self.sort
        order = "none" if not current else "descending" if self.descending else "ascending"
        target = f"-{column.key}" if current and not self.descending else column.key
        return Heading(column, self.href(sort=target), order)


def _limit(asked: object, default: int) -> int:
    try:
        return min(max(int(str(asked)), 1), 200)
    except ValueError:
        return default


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter or a tab as a link; `state` gives it the alphabet's shape."""

    label: object
    href: str
    count: int | None = None
    state: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """Something a person may do, or (with `refused`) may not yet, and why."""

    label: object
    href: str = ""
    post: str = ""
    primary: bool = False
    refused: str = ""
    name: str = ""
    value: str = ""
    confirm: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a record's history."""

    at: object
    who: str
    what: object
    why: str = ""
    position: str = ""
    state: str = ""
    proof_href: str = ""
    href: str = ""
    source: str = ""
