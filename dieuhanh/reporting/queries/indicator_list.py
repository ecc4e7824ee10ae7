"""The catalogue as a list: found, filtered, sorted, page by page, each indicator with its newest national figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Invalid
from dieuhanh.config.text import fold, sort_key
from dieuhanh.organisations.authority import reaches_whole
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.queries import catalogue, series
from dieuhanh.reporting.queries.access import VIEW
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.facts import best_facts
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.series import Figures, Headline

SORTS = {
    "code": "indicator__code", "name": "sort_key", "section": "indicator__section_id", "status": "status",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list can be narrowed by: sections as (code, name), owners by their code."""

    sections: list[tuple[str, str]]
    owners: dict[UUID, Label]


def listed(
    *,
    q: str = "",
    section: str = "",
    owner_id: UUID | None = None,
    status: str = "",
    sort: str = "code",
    descending: bool = False,
    after: Sequence[str] | None = None,
    limit: int = 50,
    on: date | None = None,
) -> list[IndicatorRead]:
    """`limit + 1` indicators in force on the date (today), after the key `[sort value, code]`. One statement.

    `q` is matched word by word against code and names in both languages, without case and diacritics.
    """
    rows = catalogue.in_force(on or clock.today())
    for word in fold(q).split()[:8]:
        rows = rows.filter(Q(name_folded__contains=word) | Q(indicator__code__icontains=word))
    narrowed = {"indicator__section_id": section, "owner_id": owner_id, "status": status}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    key = SORTS.get(sort, SORTS["code"])
    if after:
        way = "lt" if descending else "gt"
        try:
            value, code = str(after[0]), str(after[1])
        except (IndexError, TypeError) as error:
            raise Invalid(_("“after” must be the value of “next” of the page before.")) from error
        rows = rows.filter(Q(**{f"{key}__{way}": value}) | Q(**{key: value, f"indicator__code__{way}": code}))
    order = (f"-{key}", "-indicator__code") if descending else (key, "indicator__code")
    return catalogue.read_rows(rows.order_by(*order), limit + 1)


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
    english = get_language() == "en"
    sections = {code: en if english else vi for code, vi, en, _owner in found if code}
    named = labels([owner for *_section, owner in found if owner], day)
    owners = dict(sorted(named.items(), key=lambda pair: sort_key(pair[1].name)))
    return Facets(list(sections.items()), owners)


def root_of(by: Actor, day: date) -> tuple[UUID | None, Remit]:
    """The country, and how much of it `by` may see. Two statements; one for who serves the whole."""
    if by.is_system:
        return series.root_id(day), Remit(None)
    if by.powers & VIEW and reaches_whole(by, on=day):
        return by.scope_id, Remit(None)
    return series.root_id(day), Remit(frozenset())


def newest(
    reads: Sequence[IndicatorRead], root: UUID | None, remit: Remit, *, day: date, as_of: date | None
) -> dict[UUID, Headline]:
    """By indicator its newest national figure up to the day. At most four statements, however many are asked.

    Who does not serve the whole is shown what was published, and nothing that is added up from claims.
    """
    if root is None or not reads:
        return {}
    spans = {one.id: series.span_of(one, day) for one in reads}
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
    made = [series.headline(figures, one, root, spans[one.id], targets) for one in reads]
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
