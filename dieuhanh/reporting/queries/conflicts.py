"""What the regimes in force ask, so that a new one can be held against them. Two statements."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from dieuhanh.deadlines.rules import Text
from dieuhanh.reporting.models import FormVersion, RegimeForm, RegimeVersion
from dieuhanh.reporting.rules.regimes import Asked, Draft


def asked_by_draft(draft: Draft) -> Asked:
    """What a proposed regime asks. One statement."""
    figures = _figures(Q(form__code__in=draft.forms))
    mine = frozenset().union(*figures.values()) if figures else frozenset()
    return Asked(
        draft.code,
        draft.name,
        draft.sector,
        draft.convention,
        frozenset(draft.frequency),
        frozenset(draft.respondents),
        mine,
    )


def asked_by_others(code: str, on: date) -> list[Asked]:
    """What every other regime in force on the date asks. Three statements."""
    rows = (
        RegimeVersion.objects.select_related("regime")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .exclude(regime__code=code)
    )
    versions = list(rows)
    links: dict[UUID, list[UUID]] = {}
    for version_id, form_id in RegimeForm.objects.filter(regime_version__in=versions).values_list(
        "regime_version_id", "form_id"
    ):
        links.setdefault(version_id, []).append(form_id)
    figures = _figures(Q(form_id__in={one for many in links.values() for one in many}))
    return [
        Asked(
            row.regime.code,
            Text(row.name_vi, row.name_en),
            row.sector,
            row.convention,
            frozenset(row.frequency),
            frozenset(row.respondents),
            frozenset().union(*(figures.get(form, frozenset()) for form in links.get(row.pk, ()))),
        )
        for row in versions
    ]


def _figures(forms: Q) -> dict[UUID, frozenset[tuple[str, str]]]:
    """By form, (indicator, breakdown) of every cell of its newest version."""
    found: dict[UUID, frozenset[tuple[str, str]]] = {}
    for form_id, layout in (
        FormVersion.objects.filter(forms).order_by("number").values_list("form_id", "layout")
    ):
        found[form_id] = frozenset(
            (column["indicator"], row.get("breakdown") or "")
            for column in layout["columns"]
            for row in layout["rows"]
            if column.get("indicator") and column.get("kind") != "prefilled"
        )
    return found
