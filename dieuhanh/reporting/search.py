"""What the search finds of this room: reports owed, periods, regimes, indicators."""

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.deadlines.rules import NotAPeriod, parse
from dieuhanh.interface.searching import Asked, Found, Group
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.reporting.queries import assignments, catalogue, regimes
from dieuhanh.reporting.queries.access import VIEW

_PERIODS = 500
"""The newest periods that are looked through: some forty years of a monthly regime."""


def find_reports(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Reports that `by` may see, by number, regime, period or body. Three statements."""
    return [
        Found(
            f"{one.regime_name}, {_period(one.period)}",
            reverse("reporting:assignment", args=[one.id]),
            one.number,
            f"{one.respondent.name} · {one.state_label}",
            one.clock,
            one.simulated,
        )
        for one in assignments.find(by, asked.words, asked.folded, limit)
    ]


def find_periods(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Opened periods, by code or as people say it (“quý 3/2020”), with the regime's words. One statement."""
    found = []
    for row in regimes.periods(limit=_PERIODS):
        version = row.regime_version
        said = " ".join(_names(row.period))
        text = fold(f"{row.regime.code} {version.name_vi} {version.name_en} {row.period} {said}")
        if not all(word in text for word in asked.words):
            continue
        query = urlencode({"regime": row.regime.code, "period": row.period})
        found.append(
            Found(
                f"{_name(version)}, {_period(row.period)}",
                f"{reverse('reporting:assignments')}?{query}",
                f"{row.regime.code} {row.period}",
                _("Data from %(start)s to %(end)s")
                % {"start": day_words(row.data_from), "end": day_words(row.data_to)},
                simulated=row.simulated,
            )
        )
        if len(found) == limit:
            break
    return found


def find_regimes(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Regimes in force, by code or words. Three statements."""
    return [
        Found(
            one.name,
            reverse("reporting:regime", args=[one.code]),
            one.code,
            f"{one.version.document_number} · {one.receiver.name}",
            simulated=one.version.simulated,
        )
        for one in regimes.regimes(q=" ".join(asked.words), limit=limit)[:limit]
    ]


def find_indicators(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Indicators in force, by code or words. One statement."""
    return [
        Found(one.name, _indicator_href(one.code), one.code, one.unit, simulated=one.simulated)
        for one in catalogue.find_indicators(asked.words, limit)
    ]


def _indicator_href(code: str) -> str:
    try:
        return reverse("reporting:indicator", args=[code])
    except NoReverseMatch:  # the catalogue's pages name it
        return f"{reverse('centre:tile', args=['headlines'])}?{urlencode({'indicator': code})}"


def _names(period: str) -> tuple[str, str]:
    try:
        name = parse(period).name
    except NotAPeriod:
        return "", ""
    return name.vi, name.en


def _period(period: str) -> str:
    vi, en = _names(period)
    return (en if (lang()).startswith("en") else vi) or period


def _name(version: object) -> str:
    english = (lang()).startswith("en")
    return str(version.name_en if english else version.name_vi)  # type: ignore[attr-defined]


GROUPS = (
    Group("reports", _lazy("Reports"), find_reports, "reporting:assignments", VIEW, 20),
    Group("periods", _lazy("Periods"), find_periods, order=40),
    Group("regimes", _lazy("Regimes"), find_regimes, "reporting:regimes", order=50),
    Group("indicators", _lazy("Indicators"), find_indicators, order=60),
)
