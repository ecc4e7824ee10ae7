"""What the first level under each tile lists, from the address's filters."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.centre.queries import levels
from dieuhanh.centre.queries.duties import STATES, LateReport, duties, report_list, reports_due
from dieuhanh.centre.queries.events import events_told
from dieuhanh.centre.queries.figures import gaps, province_map
from dieuhanh.centre.queries.programmes import programme
from dieuhanh.centre.queries.tasks import tasks
from dieuhanh.centre.queries.view import View
from dieuhanh.config.language import lang
from dieuhanh.interface.listing import Chip, Column, Listing
from dieuhanh.interface.rules import word

LISTED = 200


def level_of(tile: str, view: View, given: Mapping[str, str]) -> dict[str, Any]:
    """The context of the page under a tile."""
    title, content = _LEVELS[tile](view, given)
    wall = f"{reverse('centre:wall')}?{view.query()}"
    return {
        **content,
        "heading": title,
        "trail": [(_("The wall"), wall), *content.get("above", []), (title, "")],
    }


def _reports(view: View, given: Mapping[str, str]) -> dict[str, Any]:
    rows = report_list(
        view,
        state=given.get("state", ""),
        organisation=_uuid(given.get("organisation", "")),
        regime=given.get("regime", ""),
        period=given.get("period", ""),
    )
    return _reports_listed(rows)


def _reports_listed(rows: list[LateReport]) -> dict[str, Any]:
    return {"rows": rows, "listing": _report_listing(), "full": len(rows) >= LISTED}


def _report_listing() -> Listing:
    return _listing(
        (_("Body"), False),
        (_("Report"), False),
        (_("Period"), False),
        (_("Deadline"), False),
        (_("State"), False),
    )


def _duties(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    counts = {one.state: one.count for one in duties(view, limit=1).counts}
    path = reverse("centre:tile", args=["duties"])
    chips = [
        Chip(
            word(state, lang()),
            f"{path}?{view.query(state=state)}",
            counts[state],
            state,
            given.get("state") == state,
        )
        for state in STATES
    ]
    return _("Reports by state"), {**_reports(view, given), "chips": chips}


def _tasks(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The states of tasks and the worst leads; every count leads on to the room's own lists."""
    head = _listing((_("Body"), False), (_("Overdue"), True), ("R1", True))
    found = tasks(view)
    chips = [Chip(word(one.state, lang()), one.href, one.count, one.state) for one in found.counts]
    return _("Tasks by state"), {"tile": found, "listing": head, "chips": chips}


def _programmes(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Every target of the scene's programme; each leads on to its page."""
    head = _listing(
        (_("Target"), False),
        (_("Verdict"), False),
        (_("As it stands today"), False),
        (_("Fail"), True),
        (_("Not known"), True),
    )
    found = programme(view)
    chips = [Chip(one.word, one.href, one.count, one.sign) for one in found.counts] if found else []
    return found.title if found else _("Programmes"), {"tile": found, "listing": head, "chips": chips}


def _reports_due(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return _("Reports due"), {"due": reports_due(view, periods=12, late=0), **_reports(view, given)}


def _events(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    head = _listing((_("When"), False), (_("What"), False), (_("Entry"), True))
    return _("Events"), {"rows": events_told(by=view.by, at=view.at, limit=LISTED), "listing": head}


def _headlines(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    code, period = given.get("indicator", ""), given.get("period", "")
    if code and period:
        return _parts(view, levels.parts(view, code, levels.headline_body(view), period), "headlines")
    if code:
        found = levels.headline_line(view, code)
        return found.indicator.name, {"line": found, "listing": _line_listing()}
    head = _listing((_("Code"), False), (_("Indicator"), False), (_("Unit"), False))
    return _("Information"), {"indicators": levels.indicators(view), "listing": head}


def _map(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    code, province = given.get("indicator", ""), given.get("province", "")
    if province and code and (period := given.get("period", "")):
        body = levels.province_of(view, province)
        return _parts(view, levels.parts(view, code, body, period), "map", province=province)
    if province and code:
        found = levels.province_line(view, code, province)
        return f"{found.body.name}: {found.indicator.name}", {"line": found, "listing": _line_listing()}
    if province:
        body = levels.province_of(view, province)
        return body.name, {**_reports_listed(levels.province_reports(view, body)), "chips": []}
    return _("Map of provinces"), {"map": province_map(view)}


def _parts(view: View, found: levels.Parts, tile: str, **chosen: str) -> tuple[str, dict[str, Any]]:
    """What makes up a total: one line for each body, below the indicator's own page."""
    address = f"{reverse('centre:tile', args=[tile])}?{view.query(indicator=found.indicator.code, **chosen)}"
    columns = [(_("Body"), False), (_("Value"), True)]
    if found.weight is not None:
        columns.append((f"{_('Counts for')} ({found.weight.unit})", True))
    columns += [(_("Report"), False), (_("Known since"), False)]
    title = _("%(name)s, %(period)s") % {"name": found.indicator.name, "period": found.period}
    return title, {"parts": found, "listing": _listing(*columns), "above": [(found.indicator.name, address)]}


def _line_listing() -> Listing:
    return _listing(
        (_("Period"), False),
        (_("Value"), True),
        (_("Target"), True),
        (_("Source"), False),
        (_("Published"), False),
    )


def _gaps(view: View, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    head = _listing((_("Body"), False), (_("Indicator"), False), (_("Claimed"), True), (_("Verified"), True))
    return _("Claimed and verified"), {"gaps": gaps(view), "listing": head}


_LEVELS = {
    "duties": _duties, "reports": _reports_due, "events": _events, "headlines": _headlines, "map": _map, "gaps": _gaps,
    "tasks": _tasks, "programmes": _programmes,
}  # fmt: skip


def _listing(*columns: tuple[object, bool]) -> Listing:
    """The head of a short list that is shown whole: labels, and which of them stand over numerals."""
    return Listing(
        path="",
        columns=tuple(
            Column(str(at), label, numeric, fixed=True) for at, (label, numeric) in enumerate(columns)
        ),
        shown=frozenset(str(at) for at in range(len(columns))),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
