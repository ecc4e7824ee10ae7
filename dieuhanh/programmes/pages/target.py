"""One target: the verdict with its bodies, what is claimed beside what was found, the planned path, the judgement, the chain."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.interface.listing import Button
from dieuhanh.interface.rules import format_axis_month, format_date, format_number, join_unit
from dieuhanh.ledger.queries import last_indexes
from dieuhanh.organisations.models import OrganisationVersion
from dieuhanh.programmes.models import Likelihood
from dieuhanh.programmes.pages.common import Shown, acting, day_asked, period_name, trail_of
from dieuhanh.programmes.pages.programme import tasks_of
from dieuhanh.programmes.queries.access import readable
from dieuhanh.programmes.queries.scorecard import BodyRead, said
from dieuhanh.programmes.queries.target import TargetPage, target_page
from dieuhanh.programmes.rules.chain import Link
from dieuhanh.programmes.rules.outlook import Grade, Part
from dieuhanh.programmes.rules.steps import MANAGE, REPORT, VERIFY, State
from dieuhanh.programmes.rules.verdicts import Rule, Scope, Verdict, say, unit_words

_MOST_MONTHS = 240
_ORDER = (Verdict.NOT_MET, Verdict.UNPROVED, Verdict.MET, Verdict.UNKNOWN)
"""Bodies on the page: who fails first, of whom nothing is known last; within each in the order of lists."""


@require_safe
def record(request: HttpRequest, code: str, target: str) -> HttpResponse:
    """The target as of a day."""
    by = acting(request)
    page = target_page(by, code, target, as_of=day_asked(request))
    shown = Shown(page.read, "")
    claimed = {row.organisation_id for row, _label in page.reports}
    open_to = readable(by, claimed, page.card.programme.assigner_id)
    context = {
        "page": page,
        "card": page.card,
        "programme": page.card.programme,
        "shown": shown,
        "unit": unit_words(page.read.version.unit, lang()),
        "facts": _facts(page, shown),
        "bodies": [
            _line(one, page.read.version.unit, open_to)
            for one in sorted(page.read.bodies, key=lambda one: _ORDER.index(one.verdict))
            if not _unheard(one)
        ],
        "unheard": [one.body for one in page.read.bodies if _unheard(one)],
        "buttons": _buttons(by, page),
        "drawing": drawing_of(page),
        "judgements": [_judgement(one) for one in page.likelihoods],
        "chain": page.chain,
        **_chain(page),
        "versions": _versions(page),
        "tasks": tasks_of(page.card, shares=False),
        "reports": [
            {
                "row": row,
                "body": label,
                "period": period_name(row.period),
                "mark": mark_words(row.evidence_mark),
                "sign": State(row.state).sign,
                "word": State(row.state).words.of(lang()),
                "href": reverse("programmes:report", args=[row.id]) if row.organisation_id in open_to else "",
            }
            for row, label in page.reports
        ],
        "trail": trail_of(code, (page.read.target.code, "")),
    }
    return render(request, "programmes/target.html", context)


def _facts(page: TargetPage, shown: Shown) -> list[tuple[str, Any]]:
    version = page.read.version
    rows: list[tuple[str, Any]] = [
        (_("Rule"), shown.rule),
        (_("Of whom"), shown.scope),
        (_("Due on"), format_date(version.due_on, lang()) if version.due_on else _("not known")),
        (_("Clause"), page.read.target.objective.clause),
        (_("Document that sets it"), version.document),
    ]
    if shown.missing:
        rows.insert(1, (_("What is missing to judge"), shown.missing))
    if version.baseline is not None or version.baseline_words:
        value = _with_unit(version.baseline, version.unit) if version.baseline is not None else ""
        rows.append((_("Baseline"), " · ".join(one for one in (value, version.baseline_words) if one)))
    if version.figure:
        over = " + ".join(version.figure["over"])
        rows.append(
            (_("Worked out from"), " + ".join(version.figure["of"]) + (f" / ({over})" if over else ""))
        )
    if version.evidence_mark:
        rows.append((_("Evidence mark"), mark_words(version.evidence_mark)))
    if version.source:
        rows.append((_("Source"), version.source))
    return [one for one in rows if one[1]]


def _unheard(one: BodyRead) -> bool:
    """Nothing is claimed, found or recorded of it: a name in a list says as much as a row of dashes."""
    return one.report is None and one.computed is None


def _line(one: BodyRead, unit: str, open_to: set[UUID]) -> dict[str, Any]:
    """One body under the target."""
    computed = one.computed
    value = computed.value if computed else None
    return {
        "read": one,
        "sign": one.verdict.sign,
        "word": one.verdict.words.of(lang()),
        "href": reverse("programmes:report", args=[one.report.id])
        if one.report and one.body.id in open_to
        else "",
        "computed": (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))
        if value is not None
        else None,
        "computed_href": reverse("reporting:provenance", args=[computed.facts[0]])
        if computed and computed.facts
        else "",
        "computed_standing": "verified" if computed and computed.status == "verified" else "claimed",
        "unit": unit_words(unit, lang()),
        "period": period_name(one.report.period) if one.report else "",
        "simulated": bool((one.report and one.report.simulated) or (computed and computed.simulated)),
    }


def _versions(page: TargetPage) -> list[dict[str, Any]]:
    """Every wording with its document and its proof in the ledger. One statement."""
    known = last_indexes("programmes.targetversion", [one.id for one in page.versions])
    return [
        {
            "row": one,
            "words": said(one.words_vi, one.words_en),
            "rule": say(Rule.from_dict(one.rule), one.unit, lang()),
            "proof": reverse("ledger:entry", args=[known[one.id]]) if one.id in known else "",
        }
        for one in page.versions
    ]


def _buttons(by: Actor, page: TargetPage) -> list[Button]:
    code, target = page.card.programme.code, page.read.target.code

    def to(action: str) -> str:
        return reverse("programmes:target-act", args=[code, target, action])

    found: list[Button] = []
    own = REPORT in by.powers and page.read.rule.scope is not Scope.NATION  # of the nation no body speaks
    if own or MANAGE in by.powers or by.is_system:
        found.append(Button(_("Report a figure"), href=to("report"), primary=True))
    if MANAGE in by.powers or by.is_system:
        found += [Button(_("Revise"), href=to("revise")), Button(_("Plan the path"), href=to("path"))]
    if VERIFY in by.powers or by.is_system:
        found.append(Button(_("Judge the likelihood"), href=to("likelihood")))
    return found


def drawing_of(page: TargetPage) -> dict[str, Any] | None:
    """The planned path and what is known, month by month; none where nothing is planned and fewer than two are known."""
    planned = {month: Decimal(value) for month, value in page.path.points} if page.path else {}
    nation = page.read.nation.body.id if page.read.nation else None
    known: dict[str, Decimal] = {}
    simulated = False
    for row, _label in reversed(page.reports):
        if row.organisation_id == nation and row.state in (State.CLAIMED.value, State.VERIFIED.value):
            known[f"{row.as_of:%Y-%m}"] = row.found if row.found is not None else row.value
            simulated = simulated or row.simulated
    if not planned and len(known) < 2:
        return None
    marks = sorted({*planned, *known})
    months = _months(marks[0], marks[-1])
    goal = page.read.rule.value
    series: list[dict[str, Any]] = [
        {"name": _("Known"), "type": "line", "connectNulls": True, "data": [_plain(known.get(one)) for one in months]},
        {
            "name": _("Planned"), "type": "line", "connectNulls": True, "lineStyle": {"type": "dotted"},
            "data": [_plain(planned.get(one)) for one in months],
        },
        {
            "name": _("Target"), "type": "line", "symbol": "none", "data": [_plain(goal)] * len(months),
            "lineStyle": {"type": "dashed", "color": "token:target-line"}, "itemStyle": {"color": "token:target-line"},
        },
    ]  # fmt: skip
    last = next((one for one in reversed(marks) if one in known), "")
    sentence = (
        _("%(month)s: %(value)s is known.")
        % {"month": period_name(last), "value": _with_unit(known[last], page.read.version.unit)}
        if last
        else _("Nothing is known yet; the line is the plan.")
    )
    return {
        "option": {
            "unit": unit_words(page.read.version.unit, lang()) if len(page.read.version.unit) <= 14 else "",
            "legend": {},
            "xAxis": {"type": "category", "data": [_short(one) for one in months]},
            "yAxis": {"type": "value"},
            "series": series,
        },
        "sentence": sentence,
        "headers": [_("Month"), _("Known"), _("Planned"), _("Target")],
        "rows": [[_short(month), known.get(month), planned.get(month), goal] for month in marks],
        "simulated": simulated or bool(page.path and page.path.simulated),
        "source": page.path.document if page.path else "",
    }


def _said(value: Decimal) -> str:
    """The number as the reader's language writes it."""
    return format_number(value.normalize(), None, lang())


def _with_unit(value: Decimal, unit: str) -> str:
    return join_unit(_said(value), unit_words(unit, lang()), lang())


def _months(first: str, last: str) -> list[str]:
    """Every month from one to the other, so that the axis is time."""
    start, end = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last))
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, end + 1)][:_MOST_MONTHS]


def _short(month: str) -> str:
    """A month on the axis."""
    return format_axis_month(int(month[:4]), int(month[5:]), lang())


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _judgement(row: Likelihood) -> dict[str, Any]:
    overall = Grade(row.overall)
    return {
        "row": row,
        "sign": overall.sign,
        "word": overall.words.of(lang()),
        "parts": [
            (part.words.of(lang()), Grade(row.parts[part.value]).words.of(lang()))
            for part in Part
            if part.value in row.parts
        ],
    }


def _chain(page: TargetPage) -> dict[str, Any]:
    """Names and notes of the boxes, the table, and the sentence."""
    named = {link.key: _group_name(page, link) for link in [box.link for box in page.chain.boxes]}
    notes = {link.key: _group_note(link) for link in [box.link for box in page.chain.boxes]}
    return {
        "chain_boxes": [(named[box.link.key], notes[box.link.key]) for box in page.chain.boxes],
        "chain_headers": [_("From"), _("To"), _("How it stands")],
        "chain_rows": [
            [named[upper.key], named[lower.key], " · ".join(notes[lower.key])]
            for upper, lower in page.chain.pairs
        ],
        "chain_sentence": _("%(count)d bodies take part, in %(groups)d groups; %(tasks)d tasks are linked.")
        % {
            "count": sum(box.link.bodies for box in page.chain.boxes) - 1,
            "groups": max(0, len(page.chain.boxes) - 1),
            "tasks": len(page.card.tasks),
        },
    }


def _group_name(page: TargetPage, link: Link) -> str:
    if link.kind == "government":
        return page.card.assigner.name if page.card.assigner else "–"
    label = str(OrganisationVersion.Kind(link.kind).label)
    return f"{label} ({link.bodies})"


def _group_note(link: Link) -> list[str]:
    """How the group's bodies stand, and how many tasks they carry."""
    if link.kind == "government":
        return [_("asks and verifies")]
    verdicts = " · ".join(
        f"{verdict.words.of(lang())} {link.verdicts[verdict]}"
        for verdict in _ORDER
        if link.verdicts.get(verdict)
    )
    tasks = _("%(count)d tasks") % {"count": link.tasks} if link.tasks else ""
    return [one for one in (verdicts, tasks) if one]
