"""Filling in: the form on a page by keyboard, its drafts, and the workbook coming back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuhanh.config.errors import Fault, Missing, Problem, TooLarge
from dieuhanh.config.language import lang
from dieuhanh.reporting.actions.filling import Saved, faults_of, save_figures
from dieuhanh.reporting.actions.moves import judge
from dieuhanh.reporting.actions.uploads import access_upload, upload_workbook, workbook_for
from dieuhanh.reporting.models import Upload
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.files import XLSX, download
from dieuhanh.reporting.queries.access import access_assignment, submission_of
from dieuhanh.reporting.queries.filling import Filling, FormFilling, filling_of
from dieuhanh.reporting.rules.forms import HEADING, Column, Finding, Row, shown
from dieuhanh.reporting.rules.workflow import ACTIONS
from dieuhanh.reporting.xlsx.place import Sheet


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The report as a grid. Works without script as one long form; `check` goes on when nothing stands against it."""
    by = acting(request)
    faults: list[Fault] = []
    if request.method == "POST":
        saved = save_figures(assignment_id, by=by, check="check" in request.POST, **_given(request.POST))
        if saved.assignment.state == "checked":
            messages.success(request, _("Checked: nothing stands against it. It can be put to the leader."))
            return redirect("reporting:assignment", assignment_id)
        messages.info(
            request,
            _("The figures of report %(report)s are saved; nothing has been handed in yet.")
            % {"report": saved.assignment.number},
        )
        return _page(
            request,
            saved.filling,
            _faults(saved.filling, saved.findings) if "check" in request.POST else faults,
            saved.findings,
        )
    assignment = access_assignment(by, assignment_id)
    submission = submission_of(assignment)
    judge(ACTIONS["save"], assignment, submission, by=by)
    filling = filling_of(assignment, submission)
    return _page(request, filling, faults, filling.findings() if submission.draft else [])


def _given(post: QueryDict) -> dict[str, Any]:
    """Cells, texts and notes from the names of the fields: `cell:form:row:column`, `text:section`, `note:form/check`."""
    cells: dict[str, dict[str, dict[str, str]]] = {}
    narrative: dict[str, str] = {}
    notes: dict[str, str] = {}
    for name, value in post.items():
        kind, _colon, rest = name.partition(":")
        parts = rest.split(":")
        if kind == "cell" and len(parts) == 3:
            cells.setdefault(parts[0], {}).setdefault(parts[1], {})[parts[2]] = str(value)
        elif kind == "text":
            narrative[rest] = str(value)
        elif kind == "note":
            notes[rest] = str(value)
    return {"cells": cells, "narrative": narrative, "notes": notes}


def _faults(filling: Filling, findings: list[Finding]) -> list[Fault]:
    wanted = [one for one in findings if one.level == "error" or not filling.submission.notes.get(one.key)]
    return faults_of(filling, wanted)


def _page(
    request: HttpRequest, filling: Filling, faults: list[Fault], findings: list[Finding]
) -> HttpResponse:
    assignment = filling.assignment
    at = {(one.form, one.row, one.column): one for one in reversed(findings)}
    warnings = {one.key: one for one in findings if one.level == "warning"}
    context = {
        "assignment": assignment,
        "period": period_name(assignment.period),
        "tables": [_grid(filling, form, at) for form in filling.forms.values()],
        "outline": [
            (
                one,
                filling.submission.narrative.get(one.key, ""),
                one.title.of(lang()),
                one.guidance.of(lang()),
            )
            for one in filling.outline
        ],
        "notes": [
            (key, one.text.of(lang()), filling.submission.notes.get(key, "")) for key, one in warnings.items()
        ],
        "faults": faults,
        "draft_url": reverse("reporting:draft", args=[assignment.id]),
        "upload_bytes": settings.UPLOAD_BYTES,
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (assignment.number, reverse("reporting:assignment", args=[assignment.id])),
            (_("Enter figures"), ""),
        ],
    }
    return render(request, "reporting/entry.html", context, status=422 if faults else 200)


def _grid(filling: Filling, form: FormFilling, at: dict[tuple[str, str, str], Finding]) -> dict[str, Any]:
    place, cells = Sheet(form.layout), form.completed()
    unread = filling.submission.unread.get(form.layout.code, {})
    rows = []
    for row in form.layout.rows:
        line = (
            []
            if row.kind == HEADING
            else [
                _cell(form, place, row, column, cells.get((row.key, column.key)), unread, at)
                for column in form.layout.columns
            ]
        )
        rows.append(
            {"label": row.label.of(lang()), "kind": row.kind, "number": place.rows[row.key], "cells": line}
        )
    heads = [
        (column.label.of(lang()), column.unit.of(lang()), place.letter(column.key))
        for column in form.layout.columns
    ]
    return {"code": form.layout.code, "title": form.layout.title.of(lang()), "heads": heads, "rows": rows}


def _cell(
    form: FormFilling,
    place: Sheet,
    row: Row,
    column: Column,
    value: Any,
    unread: dict[str, dict[str, str]],
    at: dict[tuple[str, str, str], Finding],
) -> dict[str, Any]:
    typed = unread.get(row.key, {}).get(column.key)
    finding = at.get((form.layout.code, row.key, column.key))
    return {
        "name": f"cell:{form.layout.code}:{row.key}:{column.key}",
        "sheet": place.name,
        "row": place.rows[row.key],
        "column": place.letter(column.key),
        "value": typed if typed is not None else "" if value is None else shown(value, "vi"),
        "readonly": not form.layout.is_entered(row, column),
        "label": f"{row.label.of(lang())}, {column.label.of(lang())}",
        "fault": finding.text.of(lang()) if finding is not None and finding.level == "error" else "",
        "source": form.source_of((row.key, column.key)),
    }


@require_POST
def draft(request: HttpRequest, assignment_id: UUID) -> JsonResponse:
    """Changed cells as they are typed: saved, computed again, told what is no number or does not fit."""
    try:
        saved = save_figures(assignment_id, by=acting(request), **_given(request.POST))
    except Problem as problem:
        return JsonResponse(problem.as_dict(), status=problem.status)
    return JsonResponse(
        {"draft": saved.submission.draft, "computed": _computed(saved), "faults": _told(saved, request.POST)}
    )


def _computed(saved: Saved) -> dict[str, str]:
    return {
        f"cell:{code}:{row.key}:{column.key}": ""
        if (value := cells.get((row.key, column.key))) is None
        else shown(value, "vi")
        for code, form in saved.filling.forms.items()
        for cells in (form.completed(),)
        for row, column in form.layout.places()
        if not form.layout.is_entered(row, column)
    }


def _told(saved: Saved, post: QueryDict) -> list[dict[str, str]]:
    """Faults at the cells just typed; the others are told when the whole is checked."""
    found = []
    for one in saved.errors:
        name = f"cell:{one.form}:{one.row}:{one.column}"
        if post.get(name):
            found.append({"field": name, "message": one.text.of(lang())})
    return found


@require_safe
def workbook(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The workbook made for this body and period."""
    name, content = workbook_for(assignment_id, by=acting(request))
    return download(content, name, XLSX)


@require_POST
def upload(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Take the workbook: on to the record when it is faultless, else to the list of its faults."""
    by = acting(request)
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Missing(_("Choose the filled workbook first."))
    if file.size > settings.UPLOAD_BYTES:
        raise TooLarge(_("The file is larger than what is taken here."))
    uploaded = upload_workbook(assignment_id, by=by, name=file.name or "", content=file.read())
    if not uploaded.taken:
        return redirect("reporting:upload", uploaded.upload.id)
    assert uploaded.saved is not None
    messages.success(
        request,
        _("%(count)d cells were read and are in the report now.") % {"count": uploaded.upload.cells_read},
    )
    return redirect(
        "reporting:assignment" if uploaded.saved.assignment.state == "checked" else "reporting:entry",
        assignment_id,
    )


@require_safe
def uploaded(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What was wrong with an upload: every fault with its place, the rows around it, the marked workbook."""
    by = acting(request)
    kept = access_upload(upload_id, by=by)
    assignment = access_assignment(by, kept.assignment_id)
    faults = [Fault(**one) for one in kept.faults]
    filling = filling_of(assignment, submission_of(assignment))
    context = {
        "upload": kept,
        "assignment": assignment,
        "faults": [(_place(filling, one), one) for one in faults],
        "count": len(faults),
        "has_marked": kept.marked is not None,
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (assignment.number, reverse("reporting:assignment", args=[assignment.id])),
            (_("Upload"), ""),
        ],
    }
    return render(request, "reporting/uploaded.html", context)


def _place(filling: Filling, fault: Fault) -> str:
    """`Form TTHC-1, row 14, column Overdue (F14)`."""
    form = filling.forms.get(fault.sheet or "")
    column = form.layout.column_of.get(fault.field or "") if form else None
    parts = [_("Form %(form)s") % {"form": fault.sheet}] if fault.sheet else []
    if fault.row:
        parts.append(_("row %(row)s") % {"row": fault.row})
    if column is not None:
        parts.append(
            _("column %(column)s (%(cell)s)")
            % {"column": column.label.of(lang()), "cell": f"{fault.column}{fault.row}"}
        )
    return ", ".join(parts)


@require_safe
def marked(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """The uploaded workbook with each faulty cell marked, for its owner."""
    kept: Upload = access_upload(upload_id, by=acting(request))
    if kept.marked is None:
        raise Missing(_("There is no marked copy of this file."))
    return download(bytes(kept.marked), f"{kept.assignment.number}-loi.xlsx", XLSX)
