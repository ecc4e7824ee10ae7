"""From what was written to what is meant: indicator, period, body as it stood then, source."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import NotAPeriod, Period, parse
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.queries import bodies
from dieuhanh.organisations.queries.bodies import CodeSpan
from dieuhanh.reporting.models import Breakdown, Indicator, Source

REPORTED = "BAO-CAO"
"""The source of what bodies report through the system."""
COMPUTED = "TINH-TOAN"
"""The source of what the system works out from its own records."""


class Unresolved(ValueError):
    """Something written that means nothing; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """What recording needs to know of an indicator."""

    id: UUID
    code: str
    period_kinds: frozenset[str]
    convention: str
    breakdowns: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What recording needs to know of a source."""

    id: UUID
    code: str
    standing: str
    simulated: bool


def known_indicators(
    codes: Iterable[str] | None = None, *, ids: Iterable[UUID] = ()
) -> dict[str, KnownIndicator]:
    """Indicators by code (all when none are named), with their breakdowns. Two statements."""
    rows = Indicator.objects.only("id", "code", "period_kinds", "convention")
    if codes is not None:
        from django.db.models import Q  # beside its one use

        rows = rows.filter(Q(code__in=list(codes)) | Q(id__in=list(ids)))
    found = list(rows)
    parts: dict[UUID, set[str]] = {}
    for indicator_id, code in Breakdown.objects.filter(indicator__in=found).values_list(
        "indicator_id", "code"
    ):
        parts.setdefault(indicator_id, set()).add(code)
    return {
        row.code: KnownIndicator(
            row.id, row.code, frozenset(row.period_kinds), row.convention, frozenset(parts.get(row.id, ()))
        )
        for row in found
    }


def known_sources(codes: Iterable[str] | None = None) -> dict[str, KnownSource]:
    """Sources by code (all when none are named). One statement; the system's own are made when they are first asked for."""
    wanted = None if codes is None else set(codes)
    rows = Source.objects.all() if wanted is None else Source.objects.filter(code__in=wanted)
    found = {row.code: KnownSource(row.id, row.code, row.standing, row.simulated) for row in rows}
    missing = ({REPORTED, COMPUTED} if wanted is None else wanted & {REPORTED, COMPUTED}) - found.keys()
    if missing:
        _make_own_sources()
        return known_sources(wanted)
    return found


def _make_own_sources() -> None:
    own = "Điều Hành"
    rows = [
        Source(
            code=REPORTED, publisher_vi="Cơ quan báo cáo", publisher_en="The reporting body", standing="claimed", cadence="",
            title_vi="Báo cáo gửi qua hệ thống", title_en="Report sent through the system",
        ),
        Source(
            code=COMPUTED, publisher_vi=own, publisher_en=own, standing="verified", cadence="",
            title_vi="Tính từ hồ sơ trong hệ thống", title_en="Computed from the records of the system",
        ),
    ]  # fmt: skip
    Source.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass(slots=True)
class Resolver:
    """Reads what is written in a fact; remembers what it read. Raises `Unresolved` with what to write instead."""

    indicators: dict[str, KnownIndicator]
    sources: dict[str, KnownSource]
    spans: dict[str, list[CodeSpan]]
    periods: dict[str, Period] = field(default_factory=dict)
    _found: dict[tuple[str, date], UUID] = field(default_factory=dict)
    _keyed: bool = False

    @classmethod
    def whole(cls) -> "Resolver":
        """One that knows every indicator, source and body's code. Four statements."""
        spans: dict[str, list[CodeSpan]] = {}
        for span in bodies.code_spans():
            spans.setdefault(span.code, []).append(span)
        return cls(known_indicators(), known_sources(), spans)

    def period(self, text: str) -> Period:
        """The period of a code."""
        known = self.periods.get(text)
        if known is None:
            try:
                known = parse(text)
            except NotAPeriod as wrong:
                raise Unresolved(wrong.text.en if lang() == "en" else wrong.text.vi) from wrong
            if len(self.periods) < 100_000:
                self.periods[text] = known
        return known

    def indicator(self, code: str) -> KnownIndicator:
        """The indicator of a code."""
        known = self.indicators.get(code)
        if known is None:
            raise Unresolved(
                _("There is no indicator “%(code)s”; write a code from the list of indicators.")
                % {"code": code[:60]}
            )
        return known

    def source(self, code: str) -> KnownSource:
        """The source of a code."""
        known = self.sources.get(code)
        if known is None:
            raise Unresolved(
                _("There is no source “%(code)s”; register it first, or write one from the list.")
                % {"code": code[:60]}
            )
        return known

    def organisation(self, code: str, period: Period, convention: str) -> UUID:
        """The body that bore the code at the end of the period's data, else at their beginning; `@key` is the body's key."""
        window = period.window(convention)
        found = self._found.get((code, window.data_to))
        if found is None:
            found = self._look(code, window.data_from, window.data_to)
            if len(self._found) < 1_000_000:
                self._found[code, window.data_to] = found
        return found

    def _look(self, code: str, first: date, last: date) -> UUID:
        if code.startswith("@") and not self._keyed:
            self._keyed = True
            for span in bodies.key_spans():
                self.spans.setdefault(span.code, []).append(span)
        spans = self.spans.get(code)
        if not spans:
            raise Unresolved(
                _("There is no body with the code “%(code)s”; write a code from the list of bodies.")
                % {"code": code[:60]}
            )
        for day in (last, first):
            for span in spans:
                if span.valid_from <= day and (span.valid_to is None or span.valid_to > day):
                    return span.organisation_id
        inside = [s for s in spans if s.valid_from <= last and (s.valid_to is None or s.valid_to > first)]
        if inside:
            return inside[-1].organisation_id
        begin, end = min(s.valid_from for s in spans), max((s.valid_to or date.max) for s in spans)
        if last < begin:
            text = _(
                "The body “%(code)s” began on %(day)s, after this period; write the body that stood before it."
            )
            raise Unresolved(text % {"code": code, "day": day_words(begin)})
        text = _("The body “%(code)s” ended on %(day)s, before this period; write the body that took over.")
        raise Unresolved(text % {"code": code, "day": day_words(end)})


def check_standing(wanted: Iterable[tuple[UUID, Period, str]]) -> dict[tuple[UUID, str], str]:
    """(body, period code) → what is wrong, for bodies that did not stand on any day of the period. One statement."""
    rows = sorted(
        {(one, period.code, *_ends(period, convention)) for one, period, convention in wanted}, key=str
    )
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.id, w.period FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::date[]) AS w(id, period, first, last) "
            "WHERE NOT EXISTS (SELECT 1 FROM organisations_organisationversion v WHERE v.organisation_id = w.id "
            "AND v.valid_from <= w.last AND (v.valid_to IS NULL OR v.valid_to > w.first))",
            [list(column) for column in zip(*rows, strict=True)],
        )
        message = _("This body did not exist in this period; write the one that stood then.")
        return {(row[0], row[1]): message for row in cursor.fetchall()}


def _ends(period: Period, convention: str) -> tuple[date, date]:
    window = period.window(convention)
    return window.data_from, window.data_to


def source_named(code: str) -> KnownSource:
    """The source of a code. Raises `Invalid` where there is none."""
    found = known_sources([code]).get(code)
    if found is None:
        message = _("There is no source “%(code)s”; register it first, or write one from the list.") % {
            "code": code[:60]
        }
        raise Invalid(message, faults=[Fault(message, field="source", value=code[:60])])
    return found
