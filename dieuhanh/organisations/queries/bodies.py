"""Bodies as they stood on a date. Each function is one SQL statement unless it says otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from dieuhanh.config.language import lang
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.organisations.models import OrganisationVersion
from dieuhanh.organisations.rules.lives import BEGINNING


@dataclass(frozen=True, slots=True)
class Body:
    """A body as one version of it says: `valid_from`/`valid_to` are that version's, half open."""

    id: UUID
    key: str
    code: str
    official_code: str
    kind: str
    subkind: str
    name_vi: str
    name_en: str
    parent_id: UUID | None
    region: str
    valid_from: date
    valid_to: date | None
    legal_document: str
    simulated: bool
    sort_key: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if lang() == "en" else self.name_vi

    @property
    def kind_label(self) -> str:
        """What it is, in the reader's language."""
        return str(OrganisationVersion.Kind(self.kind).label)

    @property
    def begins_before_data(self) -> bool:
        """Whether the body was there before this data begins."""
        return self.valid_from == BEGINNING


@dataclass(frozen=True, slots=True)
class Label:
    """What to print for a body."""

    code: str
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if lang() == "en" else self.name_vi


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Which body a code meant from one day to another (half open)."""

    code: str
    organisation_id: UUID
    valid_from: date
    valid_to: date | None


def standing(on: date) -> Q:
    """The condition that picks the version in force on a date."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def ids_within(within: tuple[str, list[Any]]) -> RawSQL:
    """A subquery of ids, as `authority.scope_sql` gives it, for `…__in=`."""
    return RawSQL(within[0].strip()[1:-1], within[1])  # noqa: S611 — authority's own text; Django puts the brackets


def versions() -> QuerySet[OrganisationVersion]:
    """Versions joined with their body."""
    return OrganisationVersion.objects.select_related("organisation")


def as_body(row: OrganisationVersion) -> Body:
    """One version row as it is read elsewhere."""
    return Body(
        id=row.organisation_id,
        key=row.organisation.key,
        code=row.code,
        official_code=row.official_code,
        kind=row.kind,
        subkind=row.subkind,
        name_vi=row.name_vi,
        name_en=row.name_en,
        parent_id=row.parent_id,
        region=row.region,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_document=row.legal_document,
        simulated=row.organisation.simulated,
        sort_key=row.sort_key,
    )


def by_code(code: str, on: date) -> Body | None:
    """The body that bears this code on the date."""
    row = versions().filter(standing(on), code=code).first()
    return as_body(row) if row else None


def by_codes(codes: Iterable[str], on: date) -> dict[str, Body]:
    """The bodies that bear these codes on the date; a code nobody bears is absent."""
    return {row.code: as_body(row) for row in versions().filter(standing(on), code__in=list(codes))}


def bearers(codes: Iterable[str], day: date) -> dict[str, Body]:
    """By code, the body that bears it on the day, else the last that bore it before, else the first to bear it later."""
    nearest: dict[str, tuple[tuple[bool, int], OrganisationVersion]] = {}
    for row in versions().filter(code__in=list(codes)):
        distance = (row.valid_from - day).days
        rank = (distance > 0, abs(distance))
        if row.code not in nearest or rank < nearest[row.code][0]:
            nearest[row.code] = (rank, row)
    return {code: as_body(row) for code, (_rank, row) in nearest.items()}


def by_id(organisation_id: UUID, on: date) -> Body | None:
    """The body as it stood on the date; None before its beginning and after its end."""
    row = versions().filter(standing(on), organisation_id=organisation_id).first()
    return as_body(row) if row else None


def by_ids(ids: Iterable[UUID], on: date) -> dict[UUID, Body]:
    """These bodies as they stood on the date; absent when they did not."""
    return {
        row.organisation_id: as_body(row)
        for row in versions().filter(standing(on), organisation_id__in=list(ids))
    }


def of_kinds(kinds: Iterable[str], on: date) -> list[Body]:
    """All bodies of these kinds on the date, in Vietnamese order."""
    return [
        as_body(row)
        for row in versions()
        .filter(standing(on), kind__in=list(kinds))
        .order_by("sort_key", "organisation_id")
    ]


SORTS = {"name": "sort_key", "code": "code", "kind": "kind", "since": "valid_from"}
"""How a list of bodies may be ordered → the column."""


def search(
    on: date,
    *,
    kind: str | None = None,
    parent_id: UUID | None = None,
    q: str = "",
    within: tuple[str, list[Any]] | None = None,
    sort: str = "name",
    descending: bool = False,
    after: Sequence[Any] | None = None,
    limit: int = 100,
) -> list[Body]:
    """Bodies on the date, `limit + 1` of them, by name in Vietnamese order (or as `SORTS` says), after `[value, id]`.

    `q` is matched without case and diacritics against names and codes, word by word. `within` is a subquery of ids
    with its parameters, as `authority.scope_sql` gives it; None: no limit.
    """
    rows = _asked(on, kind, parent_id, q, within)
    rows = keyset(rows, SORTS[sort], after, descending=descending, tie="organisation_id")
    return [as_body(row) for row in rows[: limit + 1]]


def count(
    on: date, *, kind: str | None = None, q: str = "", within: tuple[str, list[Any]] | None = None, most: int
) -> int:
    """How many bodies `search` would give in all, counted up to `most`."""
    return _asked(on, kind, None, q, within).order_by().values("pk")[:most].count()


def _asked(
    on: date, kind: str | None, parent_id: UUID | None, q: str, within: tuple[str, list[Any]] | None
) -> QuerySet[OrganisationVersion]:
    rows = versions().filter(standing(on), *(worded(one) for one in fold(q.replace("\0", " ")).split()))
    if kind:
        rows = rows.filter(kind=kind)
    if parent_id:
        rows = rows.filter(parent_id=parent_id)
    if within is not None:
        rows = rows.filter(organisation_id__in=ids_within(within))
    return rows


def worded(word: str) -> Q:
    """The versions that a folded word means: in the name, or the whole code. Each part has its index."""
    return Q(name_folded__contains=word) | Q(code=word.upper()) | Q(official_code=word)


def ids_worded(word: str) -> QuerySet[OrganisationVersion, Any]:
    """The bodies that a folded word means at any time, as a subquery for `…__in=` in the rooms above."""
    return OrganisationVersion.objects.filter(worded(word)).values("organisation_id")


def ids_of_code(code: str, on: date) -> QuerySet[OrganisationVersion, Any]:
    """The bodies that bore this code up to the date, as a subquery for `…__in=` in the rooms above."""
    return OrganisationVersion.objects.filter(code=code, valid_from__lte=on).values("organisation_id")


def find(
    words: Sequence[str],
    phrase: str,
    on: date,
    *,
    within: tuple[str, list[Any]] | None = None,
    limit: int = 10,
) -> list[Body]:
    """The bodies that all words mean, whenever they stood: the whole code first, then those of the date, then names
    that begin with the phrase, then higher bodies, then Vietnamese order. One row a body. One statement.
    """
    rows = versions().filter(*(worded(one) for one in words))
    if within is not None:
        rows = rows.filter(organisation_id__in=ids_within(within))
    rows = rows.annotate(
        exact=_rank(Q(code=phrase.upper()) | Q(official_code=phrase)),
        current=_rank(standing(on)),
        begins=_rank(Q(name_folded__startswith=phrase)),
        low=_rank(~Q(kind__in=["commune", "district", "department", "other"])),
    )
    found: dict[UUID, Body] = {}
    order = ("exact", "current", "begins", "low", "sort_key", "organisation_id", "-valid_from")
    for row in rows.order_by(*order)[: limit * 3]:
        found.setdefault(row.organisation_id, as_body(row))
    return list(found.values())[:limit]


def _rank(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def respondents(rule: Mapping[str, Any], on: date) -> list[Body]:
    """The bodies that a regime's rule means on the date: `{"kinds": […], "parent": code?, "codes": […]}`.

    `kinds` and `codes` add up; `parent` narrows `kinds` to the bodies directly under the one of that code. An empty
    rule means nobody.
    """
    kinds, codes = list(rule.get("kinds") or ()), list(rule.get("codes") or ())
    of_kind = Q(kind__in=kinds)
    if rule.get("parent"):
        above = OrganisationVersion.objects.filter(standing(on), code=rule["parent"]).values(
            "organisation_id"
        )
        of_kind &= Q(parent_id__in=above)
    rows = versions().filter(standing(on)).filter(of_kind | Q(code__in=codes))
    return [as_body(row) for row in rows.order_by("sort_key", "organisation_id")]


_LABELS = """
SELECT DISTINCT ON (organisation_id) organisation_id, code, name_vi, name_en
  FROM organisations_organisationversion WHERE organisation_id = ANY(%s)
 ORDER BY organisation_id, (valid_from > %s), CASE WHEN valid_from <= %s THEN valid_from END DESC, valid_from
"""


def labels(ids: Iterable[UUID], on: date) -> dict[UUID, Label]:
    """What to print for these bodies on the date: their last name up to it, else their first one after it."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, [wanted, on, on])
        rows = cast(list[tuple[UUID, str, str, str]], cursor.fetchall())
    return {row[0]: Label(*row[1:]) for row in rows}


def code_spans(codes: Iterable[str] | None = None) -> list[CodeSpan]:
    """Which body each code meant when, for resolving many rows at once; all codes when none are named."""
    rows = OrganisationVersion.objects.order_by("code", "valid_from")
    if codes is not None:
        rows = rows.filter(code__in=list(set(codes)))
    return [CodeSpan(*row) for row in rows.values_list("code", "organisation_id", "valid_from", "valid_to")]


def key_spans(mark: str = "@") -> list[CodeSpan]:
    """As `code_spans`, by the bodies' keys with a mark before them: a key means one body for ever."""
    rows = OrganisationVersion.objects.order_by("organisation__key", "valid_from")
    found = rows.values_list("organisation__key", "organisation_id", "valid_from", "valid_to")
    return [CodeSpan(f"{mark}{key}", body, start, end) for key, body, start, end in found]


def spans(kinds: Iterable[str], codes: Iterable[str] = (), ids: Iterable[UUID] = ()) -> list[Body]:
    """Every version of the bodies of these kinds, with these codes or ids, in Vietnamese order: for questions of several
    dates at once. One statement; not for kinds with thousands of bodies.
    """
    rows = versions().filter(
        Q(kind__in=list(kinds)) | Q(code__in=list(codes)) | Q(organisation_id__in=list(ids))
    )
    return [as_body(row) for row in rows.order_by("sort_key", "organisation_id", "valid_from")]
