"""What of an indicator is asked for: organisation, part, vintage, layout, day of knowledge and span, all in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.errors import Fault
from dieuhanh.config.language import lang
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import NotAPeriod, Period, PeriodKind, parse_name, period_on
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.figures import known_on
from dieuhanh.reporting.queries.catalogue import BreakdownRead, IndicatorRead
from dieuhanh.reporting.queries.series import kind_of

REGION = "vung:"
"""What stands before a region's code in the address, so that it is no body's code."""
LENGTHS = {PeriodKind.MONTH: 25, PeriodKind.QUARTER: 13, PeriodKind.DAY: 31}
LONGEST = 240


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for. `faults`: what was asked for and cannot be; the page shows the default in its place."""

    organisation: str
    breakdown: str
    vintage: str
    layout: int
    kind: PeriodKind
    first: Period
    last: Period
    as_of: date | None
    group: str
    period: str
    faults: tuple[Fault, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def region(self) -> str:
        """The region's code, where one is asked for."""
        return self.organisation.removeprefix(REGION) if self.organisation.startswith(REGION) else ""

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge is shown."""
        return self.as_of or known_on()

    @property
    def kept(self) -> bool:
        """Whether the kept totals may be shown: not where an earlier day's knowledge is asked for."""
        return self.as_of is None

    def query(self, **changes: Any) -> str:
        """The address's query with some things changed."""
        pairs = {**self.asked, **{name: str(value) for name, value in changes.items()}}
        return urlencode({name: value for name, value in pairs.items() if value})


_NAMES = (
    "view",
    "organisation",
    "breakdown",
    "vintage",
    "layout",
    "kind",
    "from",
    "to",
    "as_of",
    "group",
    "period",
)


def read_choice(
    given: Mapping[str, Any], read: IndicatorRead, parts: list[BreakdownRead], *, default: str
) -> Choice:
    """Read the address; `default` is the body shown where none is named."""
    asked = {name: nfc(str(given.get(name, "")).replace("\0", ""))[:120] for name in _NAMES}
    faults: list[Fault] = []

    def among(name: str, choices: Any, otherwise: str) -> str:
        value = asked[name]
        if value and value not in choices:
            message = _("“%(value)s” is none of the choices; the list shows them.") % {"value": value[:40]}
            faults.append(Fault(message, field=name, value=value[:40]))
            return otherwise
        return value or otherwise

    def a_period(name: str) -> str:
        try:
            return parse_name(asked[name]).code if asked[name] else ""
        except NotAPeriod as wrong:
            faults.append(Fault(wrong.text.of(lang()), field=name, value=asked[name][:40]))
            return ""

    kind = PeriodKind(among("kind", read.period_kinds, kind_of(read).value))
    today = clock.today()
    newest = period_on(kind, today, "calendar") or Period(kind, today.year)
    last = _period(asked, "to", kind, newest, faults)
    first = _period(asked, "from", kind, last.shifted(1 - LENGTHS.get(kind, 15)), faults)
    if last < first:
        faults.append(Fault(_("The first period comes after the last; turn them round."), field="from"))
        first = last.shifted(1 - LENGTHS.get(kind, 15))
    if last.shifted(1 - LONGEST) > first:
        faults.append(Fault(_("At most %(count)d periods at once.") % {"count": LONGEST}, field="from"))
        first = last.shifted(1 - LONGEST)
    return Choice(
        organisation=asked["organisation"] or default,
        breakdown=among("breakdown", [one.code for one in parts], ""),
        vintage=among("vintage", list(words.VINTAGES), ""),
        layout=int(among("layout", ["63", "34"], "63" if today.isoformat() < "2025-07-01" else "34")),
        kind=kind,
        first=first,
        last=last,
        as_of=_day(asked, faults),
        group=among("group", ["provinces", "ministries"], ""),
        period=a_period("period"),
        faults=tuple(faults),
        asked={name: value for name, value in asked.items() if value},
    )


def _period(
    asked: Mapping[str, str], name: str, kind: PeriodKind, otherwise: Period, faults: list[Fault]
) -> Period:
    text = asked[name]
    if not text:
        return otherwise
    try:
        found = parse_name(text)
    except NotAPeriod as wrong:
        faults.append(Fault(wrong.text.of(lang()), field=name, value=text[:40]))
        return otherwise
    if found.kind is kind:
        return found
    if found.kind is PeriodKind.YEAR:  # a year is a good beginning or end of any span
        inside = found.parts(kind)
        if inside:
            return inside[0] if name == "from" else inside[-1]
    message = _("Write a %(kind)s, as %(example)s.") % {
        "kind": words.said(words.PERIOD_KINDS, kind.value),
        "example": otherwise.code,
    }
    faults.append(Fault(message, field=name, value=text[:40]))
    return otherwise


def _day(asked: Mapping[str, str], faults: list[Fault]) -> date | None:
    text = asked["as_of"]
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        faults.append(Fault(_("Write a date as YYYY-MM-DD."), field="as_of", value=text[:40]))
        return None
    return found if found.year >= 1900 else None


def with_group(choice: Choice, read: IndicatorRead) -> Choice:
    """The choice with the group of bodies that the indicator is asked of, where none is named."""
    if choice.group:
        return choice
    central = bool(set(read.respondents) & {"ministry", "ministerial_agency", "government_agency"})
    return replace(choice, group="ministries" if central else "provinces")
