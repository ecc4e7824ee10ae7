"""Indicators, sources and targets as they stood on a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.reporting.models import Breakdown, IndicatorVersion, Section, Source, Target
from dieuhanh.reporting.rules.catalogue import Judgement, TargetRule, judge


def _said(vi: str, en: str) -> str:
    return en if lang() == "en" and en else vi


@dataclass(frozen=True, slots=True)
class IndicatorRead:
    """An indicator with its words as they stood on a date."""

    id: UUID
    code: str
    section: str
    parent_code: str
    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    decimals: int
    direction: str
    over_organisations: str
    over_time: str
    weight_id: UUID | None
    weight_code: str
    period_kinds: tuple[str, ...]
    convention: str
    vintages: tuple[str, ...]
    respondents: tuple[str, ...]
    national_value: str
    owner_id: UUID | None
    legal_list: tuple[str, ...]
    status: str
    definition_vi: str
    definition_en: str
    simulated: bool
    valid_from: date
    valid_to: date | None
    sort_key: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return _said(self.name_vi, self.name_en)

    @property
    def unit(self) -> str:
        """The unit in the reader's language."""
        return _said(self.unit_vi, self.unit_en)

    @property
    def definition(self) -> str:
        """The definition in the reader's language."""
        return _said(self.definition_vi, self.definition_en)

    @property
    def better(self) -> str | None:
        """`up`, `down`, or None where neither way is better."""
        return {"higher": "up", "lower": "down"}.get(self.direction)


@dataclass(frozen=True, slots=True)
class SourceRead:
    """Where figures come from."""

    id: UUID
    code: str
    publisher_vi: str
    publisher_en: str
    title_vi: str
    title_en: str
    published: date | None
    licence: str
    note_vi: str
    note_en: str
    standing: str
    simulated: bool

    @property
    def publisher(self) -> str:
        """The publisher in the reader's language."""
        return _said(self.publisher_vi, self.publisher_en)

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return _said(self.title_vi, self.title_en)


@dataclass(frozen=True, slots=True)
class BreakdownRead:
    """A part of an indicator."""

    code: str
    name_vi: str
    name_en: str
    set: str
    part_of: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return _said(self.name_vi, self.name_en)


@dataclass(frozen=True, slots=True)
class TargetRead:
    """A target with who set it. `superseded` when a later version is in force."""

    id: UUID
    key: str
    indicator_id: UUID
    organisation_id: UUID
    period: str
    breakdown: str
    kind: str
    low: Decimal | None
    high: Decimal | None
    strict: bool
    stretch_low: Decimal | None
    stretch_high: Decimal | None
    assigner_vi: str
    assigner_en: str
    document: str
    document_date: date | None
    valid_from: date
    supersedes_id: UUID | None
    superseded: bool
    note_vi: str
    note_en: str
    simulated: bool

    @property
    def assigner(self) -> str:
        """Who set it, in the reader's language."""
        return _said(self.assigner_vi, self.assigner_en)

    @property
    def bound(self) -> Decimal | None:
        """The one number to draw a line at."""
        return self.high if self.kind == "at_most" else self.low

    def judged(self, value: Decimal | None, direction: str) -> Judgement:
        """Whether `value` meets it."""
        return judge(TargetRule(self.kind, self.low, self.high, self.strict, direction), value)


_FIELDS = (
    "indicator_id", "indicator__code", "indicator__section_id", "indicator__parent__code", "name_vi", "name_en", "unit_vi", "unit_en",
    "indicator__decimals", "direction", "indicator__over_organisations", "indicator__over_time", "indicator__weight_id",
    "indicator__weight__code", "indicator__period_kinds", "indicator__convention", "indicator__vintages", "indicator__respondents",
    "indicator__national_value", "owner_id", "legal_list", "status", "definition_vi", "definition_en", "indicator__simulated",
    "valid_from", "valid_to", "sort_key",
)  # fmt: skip
_LISTS = {14, 16, 17, 20}


def _read(row: Sequence[Any]) -> IndicatorRead:
    values = [
        tuple(value) if n in _LISTS else "" if value is None and n in {2, 3, 13} else value
        for n, value in enumerate(row)
    ]
    return IndicatorRead(*values)  # type: ignore[arg-type]


def in_force(on: date) -> QuerySet[IndicatorVersion]:
    """The words in force on the date, one row for each indicator."""
    return IndicatorVersion.objects.filter(
        Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )


def indicators(
    *,
    on: date | None = None,
    ids: Iterable[UUID] | None = None,
    codes: Iterable[str] | None = None,
    q: str = "",
    section: str = "",
    status: str = "",
    after: str = "",
    limit: int | None = None,
) -> list[IndicatorRead]:
    """Indicators in force on the date (today), by code; `q` finds in code and name without diacritics. One statement."""
    rows = in_force(on or today())
    if ids is not None:
        rows = rows.filter(indicator_id__in=list(ids))
    if codes is not None:
        rows = rows.filter(indicator__code__in=list(codes))
    if q:
        rows = rows.filter(Q(name_folded__contains=fold(q)) | Q(indicator__code__istartswith=q.strip()))
    if section:
        rows = rows.filter(indicator__section_id=section)
    if status:
        rows = rows.filter(status=status)
    if after:
        rows = rows.filter(indicator__code__gt=after)
    return read_rows(rows.order_by("indicator__code"), limit)


def read_rows(rows: QuerySet[IndicatorVersion], limit: int | None = None) -> list[IndicatorRead]:
    """Versions of indicators, in the order given, as they are read elsewhere. One statement."""
    found = rows.values_list(*_FIELDS)
    return [_read(row) for row in (found[:limit] if limit else found)]


def find_indicators(words: Sequence[str], limit: int) -> list[IndicatorRead]:
    """Indicators in force today that all folded words mean, by code. Indicators are public. One statement."""
    rows = in_force(today())
    for word in words:
        rows = rows.filter(Q(name_folded__contains=word) | Q(indicator__code__icontains=word))
    return [_read(row) for row in rows.order_by("indicator__code").values_list(*_FIELDS)[:limit]]


def versions(indicator_id: UUID) -> list[tuple[IndicatorRead, str]]:
    """An indicator's words through time with the document that set them, the newest first. One statement."""
    rows = IndicatorVersion.objects.filter(indicator_id=indicator_id).order_by("-valid_from")
    return [(_read(row[:-1]), row[-1]) for row in rows.values_list(*_FIELDS, "legal_document")]


def access_indicator(which: str | UUID, *, on: date | None = None) -> IndicatorRead:
    """The indicator of this code or id; `Missing` where there is none. Indicators are public. One statement."""
    found = indicators(on=on, ids=[which]) if isinstance(which, UUID) else indicators(on=on, codes=[which])
    if not found:
        raise Missing(_("There is no such indicator."))
    return found[0]


def access_with_parts(code: str) -> tuple[IndicatorRead, list[BreakdownRead]]:
    """The indicator of this code with its parts in their order. One statement. Raises `Missing` where there is none."""
    parts = Breakdown.objects.filter(indicator_id=OuterRef("indicator_id")).order_by("sort", "code")
    fields = ("code", "name_vi", "name_en", "set", "part_of")
    rows = in_force(today()).filter(indicator__code=code)
    found = rows.values_list(
        *_FIELDS, ArraySubquery(parts.values(part=JSONObject(**{one: one for one in fields})))
    )
    for *row, made in found[:1]:
        return _read(row), [BreakdownRead(**one) for one in made]
    raise Missing(_("There is no such indicator."))


def breakdowns(indicator_id: UUID) -> list[BreakdownRead]:
    """The parts of an indicator in their order. One statement."""
    rows = Breakdown.objects.filter(indicator_id=indicator_id).order_by("sort", "code")
    return [BreakdownRead(*row) for row in rows.values_list("code", "name_vi", "name_en", "set", "part_of")]


def sections() -> list[tuple[str, str]]:
    """(code, name in the reader's language). One statement."""
    return [(row.code, _said(row.name_vi, row.name_en)) for row in Section.objects.order_by("code")]


def sources(codes: Iterable[str] | None = None) -> dict[str, SourceRead]:
    """Sources by code (all when none are named). One statement."""
    rows = Source.objects.all() if codes is None else Source.objects.filter(code__in=list(codes))
    fields = (
        "id",
        "code",
        "publisher_vi",
        "publisher_en",
        "title_vi",
        "title_en",
        "published",
        "licence",
        "note_vi",
        "note_en",
        "standing",
        "simulated",
    )
    return {row[1]: SourceRead(*row) for row in rows.order_by("code").values_list(*fields)}


_TARGET_FIELDS = (
    "id", "key", "indicator_id", "organisation_id", "period", "breakdown", "kind", "low", "high", "strict", "stretch_low", "stretch_high",
    "assigner_vi", "assigner_en", "document", "document_date", "valid_from", "supersedes_id",
)  # fmt: skip


def targets(
    *,
    indicator_ids: Iterable[UUID] | None = None,
    organisation_ids: Iterable[UUID] | None = None,
    periods: Iterable[str] | None = None,
    on: date | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[TargetRead]:
    """Targets known on the date (today), those superseded by then marked so; in the order of their keys. One statement."""
    day = on or today()
    rows = Target.objects.filter(valid_from__lte=day)
    if indicator_ids is not None:
        rows = rows.filter(indicator_id__in=list(indicator_ids))
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    if periods is not None:
        rows = rows.filter(period__in=list(periods))
    if after:
        rows = rows.filter(key__gt=after)
    return read_targets(rows.order_by("key"), day, limit)


def access_target(target_id: UUID) -> TargetRead:
    """One target. Raises `Missing`. One statement."""
    found = read_targets(Target.objects.filter(pk=target_id), today())
    if not found:
        raise Missing(_("There is no such target."))
    return found[0]


def target_id_of(key: str) -> UUID:
    """The target of this key. Raises `Missing`. One statement."""
    found = Target.objects.filter(key=key).values_list("id", flat=True).first()
    if found is None:
        raise Missing(_("There is no such target."))
    return found


def read_targets(rows: QuerySet[Target], day: date, limit: int | None = None) -> list[TargetRead]:
    """Targets in the order given, as they stood on the day. One statement."""
    found = rows.values_list(*_TARGET_FIELDS, "superseded_by__valid_from", "note_vi", "note_en", "simulated")
    return [
        TargetRead(*row[:18], row[18] is not None and row[18] <= day, *row[19:])  # type: ignore[call-arg]
        for row in (found[:limit] if limit else found)  # type: ignore[call-arg]
    ]


def target_in_force(
    rows: Iterable[TargetRead], indicator_id: UUID, period: str, *, breakdown: str = ""
) -> TargetRead | None:
    """The target in force of the period, else of the year that holds it."""
    year = str(parse(period).year)
    wanted = [
        row
        for row in rows
        if row.indicator_id == indicator_id and row.breakdown == breakdown and not row.superseded
    ]
    for code in (period, year):
        for row in wanted:
            if row.period == code:
                return row
    return None
