"""What an indicator means, through time, and what was to be reached with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.interface.listing import Column
from dieuhanh.interface.lists import Source, page_of
from dieuhanh.organisations.queries import Body, labels
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.figures import known_on, whole
from dieuhanh.reporting.pages.target_rows import ACT, TARGETS, Line
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.target_list import judged

_VERSIONS = (
    Column("since", _lazy("In force from"), fixed=True),
    Column("name", _lazy("Indicator"), fixed=True),
    Column("unit", _lazy("Unit"), fixed=True),
    Column("owner", _lazy("Owner"), fixed=True),
    Column("definition", _lazy("Definition"), fixed=True),
    Column("document", _lazy("Legal document"), fixed=True),
)


def about_view(read: IndicatorRead) -> dict[str, Any]:
    """The definition with all its parts, and its versions. Two statements beside the record's own four."""
    versions = catalogue.versions(read.id)
    owners = labels([one.owner_id for one, _document in versions if one.owner_id], clock.today())
    owner = owners.get(read.owner_id) if read.owner_id else None
    facts = [
        (_("Code"), read.code),
        (_("Owner"), owner.name if owner else "–"),
        (_("Unit"), read.unit),
        (_("Decimals"), read.decimals),
        (_("Direction"), words.said(words.DIRECTIONS, read.direction)),
        (_("Over bodies"), _weighted(read)),
        (_("Over time"), words.said(words.OVER_TIME, read.over_time)),
        (_("National value"), words.said(words.NATIONAL, read.national_value)),
        (_("Who reports"), words.listed(words.BODY_KINDS, read.respondents) or "–"),
        (_("Periods"), words.listed(words.PERIOD_KINDS, read.period_kinds)),
        (_("Data window"), _window(read.convention)),
        (_("Vintages"), words.listed(words.VINTAGES, read.vintages) or "–"),
        (_("Legal list"), ", ".join(read.legal_list) or "–"),
        (_("Collected"), words.said(words.STATUSES, read.status)),
    ]
    return {
        "template": "indicator_about",
        "facts": facts,
        "versions": [
            {
                "read": one,
                "since": None if one.valid_from.year <= 1900 else one.valid_from,
                "owner": owners[one.owner_id].name if one.owner_id in owners else "",
                "document": document,
            }
            for one, document in versions
        ],
        "listing": whole(_VERSIONS),
    }


def _weighted(read: IndicatorRead) -> str:
    said = words.said(words.OVER_ORGANISATIONS, read.over_organisations)
    return (
        _("%(how)s, weighed by %(code)s") % {"how": said, "code": read.weight_code}
        if read.weight_code
        else said
    )


def _window(convention: str) -> str:
    if convention == "calendar":
        return _("calendar days of the period")
    if convention == "15-14":
        return _("15th to 14th (Decree 09/2019/NĐ-CP, Art. 12)")
    return convention


def targets_view(
    read: IndicatorRead, remit: Remit, found: Sequence[Body], *, manages: bool = False
) -> dict[str, Any]:
    """Every target of the indicator, those replaced since too, with what was reached. At most six statements more."""
    seen = [
        one
        for one in catalogue.targets(indicator_ids=[read.id])
        if remit.holds(one.organisation_id)
        or any(b.id == one.organisation_id and b.kind == "government" for b in found)
    ]
    seen.sort(key=lambda one: (one.period, one.key), reverse=True)
    national = {one.id for one in found if one.kind == "government"}
    lines = [
        Line(one, manages, one.target.organisation_id in national)
        for one in judged(seen[:200], remit, as_of=known_on())
    ]
    away = {"indicator", "document_date", "key"} | (
        set() if any(not one.national for one in lines) else {"organisation"}
    )
    columns = tuple(one for one in TARGETS.columns if one.key not in away)
    columns = tuple(replace(one, sortable=False, fixed=True) for one in columns) + ((ACT,) if manages else ())
    empty = _("No target has been set for this indicator.")
    desk = replace(TARGETS, columns=columns, filters=(), default_sort="", empty=empty)
    listing = whole(columns)
    page = page_of(desk, Source(lambda *_asked: lines), listing, {})
    return {"template": "indicator_targets", "page": page}
