"""Figures as a table: bodies × indicators × periods, each with what it is worth; whole, or from a place on.

The order is fixed by what was asked (bodies, then indicators, then periods), so a place in it does not move while
others write. Every period asked gets its row: a figure, or why there is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.language import lang
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import NotAPeriod, Period, PeriodKind, parse, period_on, period_range
from dieuhanh.organisations.queries import Body, bodies, children, succession
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead
from dieuhanh.reporting.queries.remit import Remit, remit_of
from dieuhanh.reporting.queries.series import LONGEST, Figures, kind_of, placed
from dieuhanh.reporting.rules.series import Point, published_only

MOST_BODIES = 5000
MOST_INDICATORS = 50
MOST_POINTS = 2_000_000
_SHOWN_UNASKED = 24
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as it was written. No body: every province of the layout, or the country where none is named.

    `parent`: the bodies directly below this one. `first` and `last`: codes of one kind of period.
    """

    indicators: Sequence[str]
    organisations: Sequence[str] = ()
    parent: str = ""
    first: str = ""
    last: str = ""
    layout: int | None = None
    as_of: date | None = None
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, or why there is none. `stands_for`: the code of the body whose figure is shown in its place."""

    indicator: IndicatorRead
    body: Body
    breakdown: str
    point: Point
    stands_for: str = ""


@dataclass(slots=True)
class Table:
    """The question with everything in it resolved and every right judged."""

    indicators: list[IndicatorRead]
    bodies: list[Body]
    periods: list[Period]
    layout: int | None
    as_of: date | None
    breakdown: str
    remit: Remit
    _members: dict[UUID, list[UUID]]
    _heirs: dict[UUID, UUID]

    def __len__(self) -> int:
        return len(self.bodies) * len(self.indicators) * len(self.periods)

    def key(self, row: Row) -> list[str]:
        """The place of a row, for a cursor."""
        return [str(row.body.id), row.indicator.code, row.point.period]

    def after(self, key: Sequence[str]) -> int:
        """The place after the row of this key. Raises ValueError for a key of another question."""
        body = [str(one.id) for one in self.bodies].index(key[0])
        indicator = [one.code for one in self.indicators].index(key[1])
        period = [one.code for one in self.periods].index(key[2])
        return (body * len(self.indicators) + indicator) * len(self.periods) + period + 1

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """The rows from one place to another. Two statements for each block of bodies, five with `as_of`."""
        end = min(len(self), len(self) if stop is None else stop)
        wide = len(self.indicators) * len(self.periods)
        at_once = max(1, _AT_ONCE // max(1, wide))
        while start < end:
            first, skipped = divmod(start, wide)
            block = self.bodies[first : min(first + at_once, -(-end // wide))]
            found = self._block(block)
            count = min(end - start, len(block) * wide - skipped)
            yield from found[skipped : skipped + count]
            start += count

    def _block(self, block: Sequence[Body]) -> list[Row]:
        asked = {body.id for body in block}
        asked |= {one for body in block for one in self._members.get(body.id, ())}
        asked |= {self._heirs[body.id] for body in block if body.id in self._heirs}
        figures = Figures.load(
            self.indicators, asked, self.periods[0], self.periods[-1], breakdown=self.breakdown, as_of=self.as_of
        )  # fmt: skip
        heirs = {self._heirs[body.id] for body in block if body.id in self._heirs}
        names = bodies.labels(heirs, LAYOUT_DAYS[34]) if heirs else {}
        rows = []
        for body in block:
            for read in self.indicators:
                for period in self.periods:
                    point = placed(
                        figures, read, body, period, self._members.get(body.id, ()), self._heirs.get(body.id)
                    )
                    heir = names.get(point.stands_for) if point.stands_for else None
                    rows.append(
                        Row(read, body, self.breakdown, self._shown(body, point), heir.code if heir else "")
                    )
        return rows

    def _shown(self, body: Body, point: Point) -> Point:
        """What of the point the reader may see; a successor's figure by the right to the successor."""
        if point.stands_for is not None and not self.remit.holds(point.stands_for):
            return published_only(point)
        return self.remit.shown(body.id, point)


def ask(question: Question, *, by: Actor | None) -> Table:
    """Resolve a question for a reader. At most seven statements.

    Raises `Invalid` for what cannot be read, `Missing` for an indicator or a body that is not there or not his to see.
    """
    remit = remit_of(by)
    reads = _indicators(question)
    periods = _periods(question, reads[0])
    asked = _bodies(question, periods, remit)
    members, heirs = _layouts(asked, question.layout)
    table = Table(
        reads, asked, periods, question.layout, question.as_of, nfc(question.breakdown), remit, members, heirs
    )
    if len(table) > MOST_POINTS:
        raise _wrong("to", _("More is asked than is given at once; ask for fewer bodies or periods."))
    return table


def sources_of(rows: Sequence[Row]) -> dict[str, SourceRead]:
    """The sources that the rows name. One statement."""
    return catalogue.sources({row.point.source for row in rows if row.point.source})


def _indicators(question: Question) -> list[IndicatorRead]:
    codes = list(dict.fromkeys(question.indicators))
    if not codes:
        raise _wrong("indicator", _("Name at least one indicator by its code."))
    if len(codes) > MOST_INDICATORS:
        raise _wrong("indicator", _("At most %(most)d indicators at once.") % {"most": MOST_INDICATORS})
    found = {one.code: one for one in catalogue.indicators(codes=codes)}
    for code in codes:
        if code not in found:
            raise Missing(_("There is no indicator “%(code)s”.") % {"code": code[:60]})
    return [found[code] for code in codes]


def _periods(question: Question, read: IndicatorRead) -> list[Period]:
    given = {name: _period(name, text) for name, text in (("from", question.first), ("to", question.last))}
    first, last = given["from"], given["to"]
    if last is None:
        kind = first.kind if first else kind_of(read)
        day = question.as_of or clock.today()
        last = period_on(kind, day, read.convention) or Period(PeriodKind.YEAR, day.year)
        last = max(last, first) if first else last
    first = first or last.shifted(1 - _SHOWN_UNASKED)
    if first.kind is not last.kind:
        raise _wrong("to", _("“from” and “to” must be periods of one kind: both months, or both years."))
    if last < first:
        raise _wrong("to", _("“to” lies before “from”."))
    if last.first_day.year - first.first_day.year > 300:
        raise _wrong("from", _("Ask for at most %(most)d periods at once.") % {"most": LONGEST})
    periods = list(period_range(first, last))
    if len(periods) > LONGEST:
        raise _wrong("from", _("Ask for at most %(most)d periods at once.") % {"most": LONGEST})
    return periods


def _period(name: str, text: str) -> Period | None:
    try:
        return parse(text) if text else None
    except NotAPeriod as wrong:
        raise _wrong(name, wrong.text.of(lang()), text) from wrong


def _bodies(question: Question, periods: list[Period], remit: Remit) -> list[Body]:
    day = LAYOUT_DAYS[question.layout] if question.layout else periods[-1].last_day
    codes = [nfc(code.replace("\0", "")) for code in dict.fromkeys(question.organisations)]
    if len(codes) > MOST_BODIES:
        raise _wrong("organisation", _("At most %(most)d bodies at once.") % {"most": MOST_BODIES})
    if question.parent:
        above = _borne([nfc(question.parent.replace("\0", ""))], day, remit)[0]
        found = [one for one in children(above.id, day) if remit.holds(one.id)]
        return found[:MOST_BODIES]
    if codes:
        return _borne(codes, day, remit)
    if question.layout:
        return [one for one in succession.provinces_in_layout(question.layout) if remit.holds(one.id)]
    return bodies.of_kinds(["government"], day)[:1]


def _borne(codes: Sequence[str], day: date, remit: Remit) -> list[Body]:
    """The bodies that bear the codes on the day, else bore them last before it, else first after it. One statement."""
    best = bodies.bearers(codes, day)
    return [remit.access([best[code]] if code in best else [], code) for code in codes]


def _layouts(asked: list[Body], layout: int | None) -> tuple[dict[UUID, list[UUID]], dict[UUID, UUID]]:
    """(the bodies that each was made of, the body that each merged into). Two statements, none without provinces."""
    if layout is None or not any(body.kind == "province" for body in asked):
        return {}, {}
    place = succession.in_layout(34)
    changed = {old: new for old, new in place.items() if old != new}
    if layout == 63:
        return {}, changed
    members: dict[UUID, list[UUID]] = {}
    for old, new in changed.items():
        members.setdefault(new, []).append(old)
    return members, {}


def _wrong(name: str, message: str, value: str = "") -> Invalid:
    return Invalid(message, faults=[Fault(message, field=name, value=value[:80] or None)])
