"""The catalogue as a list: found, filtered, sorted, page by page, each indicator with its newest national figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold, sort_key
from dieuhanh.organisations.authority import reaches_whole
from dieuhanh.organisations.queries import Label, ids_of_code, labels
from dieuhanh.organisations.queries.bodies import ids_within
from dieuhanh.reporting.models import Fact, IndicatorVersion
from dieuhanh.reporting.queries import catalogue, headlines
from dieuhanh.reporting.queries.access import VIEW
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.facts import best_facts
from dieuhanh.reporting.queries.headlines import Headline
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.series import Figures

SORTS = {
    "code": "indicator__code", "name": "sort_key", "section": "section_code", "status": "status",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list can be narrowed by: sections as (code, name), owners by their code."""

    sections: list[tuple[str, str]]
    owners: dict[UUID, Label]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; `owner` is a body's code, `body` that of one that has figures, within `reach`. `q` is matched word by word, without case and diacritics."""

    q: str = ""
    section: str = ""
    owner: str = ""
    status: str = ""
    body: str = ""
    reach: tuple[str, list[Any]] | None = None


def _narrowed(wanted: Wanted, facets: Facets, day: date) -> QuerySet[IndicatorVersion]:
    rows = catalogue.in_force(day)
    for word in fold(wanted.q.replace("\0", "")).split()[:8]:
        rows = rows.filter(Q(name_folded__contains=word) | Q(indicator__code__icontains=word))
    if wanted.owner:
        owners = [one for one, label in facets.owners.items() if label.code == wanted.owner]
        rows = rows.filter(owner_id__in=owners)
    if wanted.body:
        of_body = Fact.objects.filter(
            indicator_id=OuterRef("indicator_id"),
            organisation_id__in=ids_of_code(wanted.body.replace("\0", ""), day),
        )
        if wanted.reach is not None:
            of_body = of_body.filter(organisation_id__in=ids_within(wanted.reach))
        rows = rows.filter(Exists(of_body))
    if wanted.section:
        rows = rows.filter(indicator__section_id=wanted.section.replace("\0", ""))
    return rows.filter(status=wanted.status.replace("\0", "")) if wanted.status else rows


def listed(
    wanted: Wanted,
    facets: Facets,
    *,
    sort: str = "code",
    descending: bool = False,
    after: Sequence[Any] | None = None,
    limit: int = 50,
    on: date | None = None,
) -> list[IndicatorRead]:
    """`limit + 1` indicators in force on the date (today), after the key `[sort value, code]`. One statement."""
    rows = _narrowed(wanted, facets, on or clock.today())
    column = SORTS.get(sort, SORTS["code"])
    rows = rows.annotate(section_code=Coalesce("indicator__section_id", Value("")))
    ordered = keyset(rows, column, after, descending=descending, tie="indicator__code")
    return catalogue.read_rows(ordered, limit + 1)


def count(wanted: Wanted, facets: Facets, *, on: date | None = None) -> int:
    """How many indicators fit. One statement."""
    return _narrowed(wanted, facets, on or clock.today()).count()


def sort_value(read: IndicatorRead, sort: str) -> str:
    """The value by which this row was put in order, for the cursor."""
    return {"name": read.sort_key, "section": read.section, "status": read.status}.get(sort, read.code)


def facets(on: date | None = None) -> Facets:
    """Every section that has indicators, and every body that answers for one, by name. Two statements."""
    day = on or clock.today()
    rows = catalogue.in_force(day).order_by("indicator__section_id").distinct()
    found = list(
        rows.values_list(
            "indicator__section_id", "indicator__section__name_vi", "indicator__section__name_en", "owner_id"
        )
    )
    english = lang() == "en"
    sections = {code: en if english else vi for code, vi, en, _owner in found if code}
    named = labels([owner for *_section, owner in found if owner], day)
    owners = dict(sorted(named.items(), key=lambda pair: sort_key(pair[1].name)))
    return Facets(list(sections.items()), owners)


def root_of(by: Actor, day: date) -> tuple[UUID | None, Remit]:
    """The country, and how much of it `by` may see. Two statements; one for who serves the whole."""
    if by.is_system:
        return headlines.root_id(day), Remit(None)
    if by.powers & VIEW and reaches_whole(by, on=day):
        return by.scope_id, Remit(None)
    return headlines.root_id(day), Remit(frozenset())


def newest(
    reads: Sequence[IndicatorRead], root: UUID | None, remit: Remit, *, day: date, as_of: date | None
) -> dict[UUID, Headline]:
    """By indicator its newest national figure up to the day. At most four statements, however many are asked.

    Who does not serve the whole is shown what was published, and nothing that is added up from claims.
    """
    if root is None or not reads:
        return {}
    spans = {one.id: headlines.span_of(one, day) for one in reads}
    first = min((span[0] for span in spans.values()), key=lambda p: p.first_day)
    last = max((span[-1] for span in spans.values()), key=lambda p: p.last_day)
    if remit.holds(root):
        figures = Figures.load(reads, [root], first, last, as_of=as_of, kept=True)
    else:
        figures = Figures({one.id: one for one in reads})
        start = first.first_day.replace(month=1, day=1)
        rows = best_facts([root], spans, start, last.last_day, breakdowns=[""], as_of=as_of)
        for fact in rows:
            if fact.status == "published":
                figures.facts.setdefault((fact.indicator_id, root), {})[fact.period] = fact
    targets = catalogue.targets(indicator_ids=spans, organisation_ids=[root], on=as_of or day)
    made = [headlines.headline(figures, one, root, spans[one.id], targets) for one in reads]
    sources = catalogue.sources({one.point.source for one in made if one.point.source})
    return {one.indicator.id: one.from_source(sources.get(one.point.source)) for one in made}


def coverage(
    indicator_id: UUID, organisation_ids: Iterable[UUID], *, as_of: date | None = None, limit: int = 36
) -> list[tuple[str, int]]:
    """(period, how many of these bodies have a figure), the newest period first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT period, count(DISTINCT organisation_id) FROM reporting_fact WHERE indicator_id = %s "
            "AND organisation_id = ANY(%s) AND (%s::date IS NULL OR as_of <= %s::date) AND value IS NOT NULL "
            "GROUP BY period, period_start, period_end ORDER BY period_end DESC, period_start DESC LIMIT %s",
            [indicator_id, list(organisation_ids), as_of, as_of, limit],
        )
        return [(str(row[0]), int(row[1])) for row in cursor.fetchall()]
