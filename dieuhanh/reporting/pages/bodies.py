"""An indicator over the ministries or the provinces in one period: table with completeness, total, and the map."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import Period, parse
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Chip, Column
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.pages.choice import Choice
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.pages.figures import figure_of, origin_href, origin_words, whole
from dieuhanh.reporting.pages.series_view import complete_words
from dieuhanh.reporting.queries.across import Across, across
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.indicator_list import coverage
from dieuhanh.reporting.queries.map_frames import Place
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.rules.series import Point


def _columns(read: IndicatorRead, rows: Sequence[dict[str, Any]]) -> tuple[Column, ...]:
    value = f"{_('Value')} ({read.unit})" if read.unit else _("Value")
    every = (
        Column("rank", _("Rank"), numeric=True, fixed=True),
        Column("body", _("Organisation"), fixed=True),
        Column("value", value, numeric=True, fixed=True),
        Column("complete", _("In it"), numeric=True, fixed=True),
        Column("standing", _("Standing"), fixed=True),
        Column("source", _("Source"), fixed=True),
        Column("as_of", _("Dated"), numeric=True, fixed=True),
    )
    away = {key for key in ("complete", "standing") if not any(row[key] for row in rows)}
    if any(row["simulated"] or row.get("merged") for row in rows):
        away.discard("standing")
    return tuple(one for one in every if one.key not in away)


def bodies_view(read: IndicatorRead, choice: Choice, remit: Remit, found: Sequence[Body]) -> dict[str, Any]:
    """The bodies side by side. At most ten statements beside the record's own four."""
    root = next((one for one in found if one.kind == "government"), None)
    known = coverage(read.id, [one.id for one in found if _asked(one, choice, remit)], as_of=choice.known_on)
    period = _period(choice, known)
    context: dict[str, Any] = {
        "template": "indicator_bodies",
        "periods": [(code, period_name(code), count) for code, count in known],
        "groups": _groups(read, choice),
        "period": period.code if period else "",
        "made": None,
    }
    if period is None:
        return context
    made = across(
        read, period, choice.group, layout=choice.layout, remit=remit, root=root if remit.whole else None,
        breakdown=choice.breakdown, as_of=choice.known_on, kept=choice.kept,
    )  # fmt: skip
    rows, total = _rows(made, choice), _total(made, root, choice)
    columns = _columns(read, [*rows, *([total] if total else [])])
    known_rows = [row for row in rows if row["figure"].value is not None]
    return context | {
        "made": made,
        "period_name": period_name(period.code),
        "rows": rows,
        "total": total,
        "all_simulated": bool(known_rows) and all(row["simulated"] for row in known_rows),
        "map": _map(made, choice) if choice.group == "provinces" and made.reported else None,
        "complete": f"{made.reported}/{len(made.places)}",
        "listing": whole(columns),
    }


def _asked(body: Body, choice: Choice, remit: Remit) -> bool:
    central = body.kind in {"ministry", "ministerial_agency", "government_agency"}
    of_group = central if choice.group == "ministries" else body.kind == "province"
    return of_group and remit.holds(body.id)


def _period(choice: Choice, known: Sequence[tuple[str, int]]) -> Period | None:
    asked = choice.period or (known[0][0] if known else "")
    return parse(asked) if asked else None


def _groups(read: IndicatorRead, choice: Choice) -> list[Chip]:
    path = reverse("reporting:indicator", args=[read.code])

    def chip(label: str, group: str, layout: int) -> Chip:
        href = f"{path}?{choice.query(view='bodies', group=group, layout=layout)}"
        return Chip(
            label, href, current=choice.group == group and (group == "ministries" or choice.layout == layout)
        )

    return [
        chip(_("63 provinces"), "provinces", 63),
        chip(_("34 provinces"), "provinces", 34),
        chip(_("Ministries and agencies"), "ministries", choice.layout),
    ]


def _rows(made: Across, choice: Choice) -> list[dict[str, Any]]:
    """Those with a figure, the highest first, then those without, in the order of names."""
    known = sorted((one for one in made.places if one.reported), key=lambda one: -(one.point.value or 0))
    rest = [one for one in made.places if not one.reported]
    return [_row(made, choice, one, rank) for rank, one in enumerate(known, 1)] + [
        _row(made, choice, one, None) for one in rest
    ]


def _row(made: Across, choice: Choice, place: Place, rank: int | None) -> dict[str, Any]:
    point, read = place.point, made.indicator
    layout = choice.layout if choice.group == "provinces" else None
    href = origin_href(
        point, read.code, place.body.code, breakdown=choice.breakdown, layout=layout, as_of=choice.as_of
    )
    return {
        "rank": rank,
        "body": place.body,
        "series_href": f"{reverse('reporting:indicator', args=[read.code])}?"
        + choice.query(view="", organisation=place.body.code, group="", period=""),
        "merged": point.stands_for is not None,
        **_said(made, point, href),
    }


def _said(made: Across, point: Point, href: str) -> dict[str, Any]:
    """What a row says of its figure; the unit stands once, in the head of the table."""
    source = made.sources.get(point.source)
    figure = figure_of(point, made.indicator, href=href, source=source)
    return {
        "figure": replace(figure, unit="", standing="", simulated=False),
        "standing": figure.standing,
        "simulated": figure.simulated,
        "complete": complete_words(point),
        "partial": point.partial and point.rolled_up and point.value is not None,
        "source": origin_words(point, source),
        "as_of": point.as_of,
    }


def _total(made: Across, root: Body | None, choice: Choice) -> dict[str, Any] | None:
    if made.total is None or root is None or made.total.value is None:
        return None
    point = made.total
    href = origin_href(point, made.indicator.code, root.code, breakdown=choice.breakdown, as_of=choice.as_of)
    return _said(made, point, href)


def _map(made: Across, choice: Choice) -> dict[str, Any]:
    read = made.indicator
    known = [one for one in made.places if one.reported]
    top = max(known, key=lambda one: one.point.value or 0)
    newest: date | None = max((one.point.as_of for one in known if one.point.as_of), default=None)
    value = rules.join_unit(rules.format_number(top.point.value, read.decimals, lang()), read.unit, lang())
    return {
        "title": f"{read.name}, {period_name(made.period.code)}",
        "data": {one.body.official_code: one.point.value for one in made.places},
        "names": {one.body.official_code: one.body.name for one in made.places},
        "layout": choice.layout,
        "unit": read.unit if len(read.unit) <= 14 else "",
        "decimals": read.decimals,
        "better": read.better or "",
        "source": ", ".join(sorted({one.publisher for one in made.sources.values()})),
        "as_of": newest,
        "sentence": _("%(reported)d of %(count)d provinces have a figure; highest: %(name)s (%(value)s).")
        % {"reported": len(known), "count": len(made.places), "name": top.body.name, "value": value},
        "simulated": made.simulated,
    }
