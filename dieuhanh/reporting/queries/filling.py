"""Everything that filling in a report needs, read at once: its forms, what is held, what is entered, what was before.

`filling_of` is what pages, the workbook, the checks and the actions share.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from dieuhanh.deadlines.rules import Period, Text, parse
from dieuhanh.reporting.models import Assignment, FormVersion, Submission
from dieuhanh.reporting.queries import figures
from dieuhanh.reporting.rules import forms as rules
from dieuhanh.reporting.rules.expressions import When
from dieuhanh.reporting.rules.filled import check, complete, compute
from dieuhanh.reporting.rules.forms import Cells, Finding, History, Layout, Place
from dieuhanh.reporting.rules.layouts import read_layout
from dieuhanh.reporting.rules.regimes import Section
from dieuhanh.reporting.rules.workflow import ACCEPTED_STAGES


@dataclass(frozen=True)
class FormRead:
    """One version of a form, parsed."""

    id: UUID
    number: int
    content_hash: str
    layout: Layout


@dataclass(frozen=True)
class FormFilling:
    """One form of a report: what people entered, what was held already, what earlier periods said."""

    form: FormRead
    entered: Cells
    held: Cells
    history: History

    @property
    def layout(self) -> Layout:
        """The form's layout."""
        return self.form.layout

    @property
    def given(self) -> Cells:
        """What counts as written: what people entered, and where they entered nothing, what is held."""
        written = {place: value for place, value in self.entered.items() if value is not None}
        return {**self.held, **written}

    def completed(self) -> Cells:
        """Every cell, computed ones included."""
        return complete(self.layout, self.given, self.history)

    def findings(self) -> list[Finding]:
        """What the form's checks find."""
        return check(self.layout, self.given, self.history)

    def source_of(self, place: Place) -> str:
        """Where a cell's figure comes from: `entered`, `held`, `computed`, or nothing."""
        if self.layout.column_of[place[1]].kind == rules.COMPUTED:
            return "computed"
        if self.entered.get(place) is not None:
            return "entered" if self.entered[place] != self.held.get(place) else "held"
        if self.held.get(place) is not None:
            return "held"
        return "computed" if place in self.layout.definitions else ""


@dataclass(frozen=True)
class Filling:
    """One report being filled in."""

    assignment: Assignment
    submission: Submission
    forms: dict[str, FormFilling]
    outline: tuple[Section, ...]
    period: Period
    names: Mapping[str, Text] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """What every check finds: forms in their order, then the outline."""
        found = [finding for form in self.forms.values() for finding in form.findings()]
        for section in self.outline:
            text = str(self.submission.narrative.get(section.key) or "")
            if section.required and not text.strip():
                said = Text(
                    f"Mục “{section.title.vi}” chưa có nội dung.", f"Section “{section.title.en}” is empty."
                )
                found.append(Finding("", "SECTION", "error", section.key, "", said))
            elif len(text) > section.most:
                said = Text(
                    f"Mục “{section.title.vi}” dài quá {section.most} ký tự.",
                    f"Section “{section.title.en}” is longer than {section.most} characters.",
                )
                found.append(Finding("", "SECTION", "error", section.key, "", said))
        return [*self._unread(), *found]

    def _unread(self) -> list[Finding]:
        said = Text("chưa đọc được thành số.", "is not a number yet.")
        return [
            Finding(form, "NUMBER", "error", row, column, Text(f"“{text}” {said.vi}", f"“{text}” {said.en}"))
            for form, rows in self.submission.unread.items()
            for row, columns in rows.items()
            for column, text in columns.items()
        ]

    def open_warnings(self) -> list[Finding]:
        """Warnings that no note answers yet."""
        notes = self.submission.notes
        return [
            one
            for one in self.findings()
            if one.level == "warning" and not str(notes.get(one.key) or "").strip()
        ]

    def content(self) -> dict[str, Any]:
        """The whole report as it goes up: what its hash is taken of."""
        one, report = self.assignment, self.submission
        empty = bool(report.no_data_reason)
        return {
            "assignment": str(one.id),
            "number": one.number,
            "version": report.version,
            "respondent": str(one.respondent_id),
            "period": one.period,
            "forms": {
                code: {
                    "version": form.form.number,
                    "layout": form.form.content_hash,
                    "cells": {} if empty else rules.cells_to_json(form.completed()),
                }
                for code, form in self.forms.items()
            },
            "narrative": {} if empty else report.narrative,
            "notes": report.notes,
            "no_data_reason": report.no_data_reason,
        }


@lru_cache(maxsize=512)
def _form_of(version_id: UUID) -> FormRead:
    """A form's version, kept by the process: versions are append-only, so it cannot go stale."""
    row = FormVersion.objects.select_related("form").get(pk=version_id)
    return _read(row)


def _read(row: FormVersion) -> FormRead:
    return FormRead(row.pk, row.number, row.content_hash, read_layout(row.layout))


def forms_of(version_ids: list[UUID]) -> list[FormRead]:
    """These form versions, parsed, in the order given. At most one statement each, the first time in a process."""
    return [_form_of(one) for one in version_ids]


def filling_of(assignment: Assignment, submission: Submission) -> Filling:
    """The report with its forms, held figures and history. At most four statements once the forms are known.

    `assignment` comes with its `regime_version`.
    """
    forms = forms_of(assignment.form_versions)
    period = parse(assignment.period)
    outline = tuple(Section.from_dict(one) for one in assignment.regime_version.outline)
    history = _history(assignment, forms, period)
    held = figures.held(
        assignment.respondent_id,
        assignment.period,
        assignment.regime_version.convention,
        [one.layout for one in forms],
    )
    filled = {}
    for form in forms:
        code = form.layout.code
        entered = rules.cells_from_json(submission.cells.get(code, {}))
        mine = {**_prefilled(form.layout, history[code]), **held.get(code, {})}
        filled[code] = FormFilling(form, entered, mine, history[code])
    return Filling(assignment, submission, filled, outline, period)


def _prefilled(layout: Layout, history: History) -> Cells:
    """Columns that begin where an earlier period ended: their formula's value, which people may correct."""
    found: Cells = {
        (row.key, column.key): compute(layout, {}, history, row.key, column)
        for row, column in layout.places()
        if column.kind == rules.PREFILLED
    }
    return {place: value for place, value in found.items() if value is not None}


def _history(
    assignment: Assignment, forms: list[FormRead], period: Period
) -> dict[str, dict[tuple[When, str, str], Decimal | None]]:
    """What the same cells held in the period before and a year before: the accepted report, else the facts. Two statements."""
    before = {When.PREVIOUS: period.previous().code, When.LAST_YEAR: period.same_last_year().code}
    reports = _accepted(assignment, list(before.values()))
    found: dict[str, dict[tuple[When, str, str], Decimal | None]] = {one.layout.code: {} for one in forms}
    for when, code in before.items():
        content = reports.get(code)
        for form in forms:
            cells = rules.cells_from_json(
                ((content or {}).get("forms", {}).get(form.layout.code) or {}).get("cells", {})
            )
            found[form.layout.code].update(
                {(when, row, column): value for (row, column), value in cells.items()}
            )
    missing = [(when, code) for when, code in before.items() if code not in reports]
    if missing:
        layouts = [one.layout for one in forms]
        for when, code in missing:
            for form_code, cells in figures.held(
                assignment.respondent_id, code, assignment.regime_version.convention, layouts, every=True
            ).items():
                found[form_code].update(
                    {(when, row, column): value for (row, column), value in cells.items()}
                )
    figures.forget_cumulative(found, [one.layout for one in forms], period)
    return found


def _accepted(assignment: Assignment, periods: list[str]) -> dict[str, dict[str, Any]]:
    """The last accepted content of the same body's reports under the same regime, by period. One statement."""
    rows = (
        Submission.objects.filter(
            assignment__respondent_id=assignment.respondent_id,
            assignment__opening__regime_id=assignment.regime_version.regime_id,
            assignment__period__in=periods,
            accepted_at__isnull=False,
            state__in=[str(one) for one in ACCEPTED_STAGES],
        )
        .order_by("version")
        .values_list("assignment__period", "content")
    )
    return {period: content for period, content in rows if content}
