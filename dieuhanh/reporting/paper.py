"""The report as official paper (Decree 30/2020): tables, texts, and the data itself embedded as JSON and CSV."""

import csv
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from dieuhanh.config.actor import Actor
from dieuhanh.interface.rules.numbers import format_number
from dieuhanh.ledger.rules.canonical import canonical
from dieuhanh.organisations.queries import labels
from dieuhanh.reporting.models import Assignment, Submission
from dieuhanh.reporting.queries.filling import forms_of
from dieuhanh.reporting.rules.forms import TOTAL, Cells, Layout, cells_from_json
from dieuhanh.reporting.rules.regimes import Section
from dieuhanh.signing import paper

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DATA_NAME, TABLE_NAME = "so-lieu.json", "so-lieu.csv"


def report_pdf(assignment: Assignment, submission: Submission, *, by: Actor, on: datetime) -> bytes:
    """The report as PDF/A-3 with its content (canonical JSON) and its figures (CSV) embedded. One statement once the forms are known."""
    content = submission.content or {}
    data = canonical(content)
    attachments = [
        (DATA_NAME, "application/json", data, "Toàn bộ nội dung báo cáo"),
        (TABLE_NAME, "text/csv", _csv(assignment, content), "Số liệu theo từng ô"),
    ]
    return paper.render(
        "report", _data(assignment, submission, by, on, sha256(data).hexdigest()), attachments=attachments
    )


def _data(
    assignment: Assignment, submission: Submission, by: Actor, on: datetime, hashed: str
) -> dict[str, Any]:
    version = assignment.regime_version
    named = labels([assignment.respondent_id, assignment.receiver_id], assignment.opening.data_to)
    body, receiver = named[assignment.respondent_id].name_vi, named[assignment.receiver_id].name_vi
    window = f"từ ngày {assignment.opening.data_from:%d/%m/%Y} đến ngày {assignment.opening.data_to:%d/%m/%Y}"
    content = submission.content or {}
    layouts = [form.layout for form in forms_of(assignment.form_versions)]
    paragraphs = [
        f"Thực hiện {version.document_number} ngày {version.document_date:%d/%m/%Y}, {body} báo cáo số liệu {window} như sau:"
    ]
    if submission.no_data_reason:
        paragraphs.append(f"Trong kỳ không phát sinh số liệu. Lý do: {submission.no_data_reason}")
    return {
        "date": on.astimezone(VIETNAM).date().isoformat(),
        "place": "Hà Nội",
        "body": body,
        "number": assignment.number + (f" (bản {submission.version})" if submission.version > 1 else ""),
        "type_name": "Báo cáo",
        "abstract": f"{_without_type(version.name_vi)}, kỳ {assignment.promise['period']}",
        "addressees": [receiver],
        "paragraphs": paragraphs + _narrative(assignment, content),
        "tables": [] if submission.no_data_reason else [_table(one, content) for one in layouts],
        "notes": [f"{key}: {text}" for key, text in (content.get("notes") or {}).items()],
        "recipients": ["Như trên", "Lưu: VT"],
        "signer": {"position": by.position, "name": by.name},
        "data_sha256": hashed,
        "landscape": any(len(one.columns) > 6 for one in layouts),
        "simulated": assignment.simulated,
    }


def _without_type(name: str) -> str:
    return name[8:] if name.startswith("Báo cáo ") else name


def _narrative(assignment: Assignment, content: dict[str, Any]) -> list[str]:
    texts = content.get("narrative") or {}
    found = []
    for place, section in enumerate((Section.from_dict(one) for one in assignment.regime_version.outline), 1):
        if text := texts.get(section.key):
            found += [f"{place}. {section.title.vi}", *(line for line in text.splitlines() if line.strip())]
    return found


def _cells(layout: Layout, content: dict[str, Any]) -> Cells:
    return cells_from_json((content.get("forms", {}).get(layout.code) or {}).get("cells", {}))


def _table(layout: Layout, content: dict[str, Any]) -> dict[str, Any]:
    cells = _cells(layout, content)
    columns: list[dict[str, Any]] = [{"label": "Nội dung", "align": "left", "width": 2.6}]
    columns += [
        {
            "label": f"{one.label.vi} ({one.unit.vi})" if one.unit.vi else one.label.vi,
            "align": "right",
            "width": 1,
        }
        for one in layout.columns
    ]
    rows = []
    for row in layout.rows:
        shown: list[str | None] = [row.label.vi]
        for column in layout.columns:
            shown.append(_shown(cells.get((row.key, column.key)), column.decimals))
        rows.append(shown)
    totals = [place for place, row in enumerate(layout.rows) if row.kind == TOTAL]
    return {
        "title": f"Biểu {layout.code}. {layout.title.vi}",
        "columns": columns,
        "rows": rows,
        "totals": totals,
    }


def _shown(value: Decimal | None, decimals: int) -> str | None:
    return None if value is None else format_number(value, decimals, "vi")


def _csv(assignment: Assignment, content: dict[str, Any]) -> bytes:
    """One line a figure: form, row, column, indicator, breakdown, period, value."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["form", "row", "column", "indicator", "breakdown", "period", "value"])
    for form in forms_of(assignment.form_versions):
        cells = _cells(form.layout, content)
        for row, column in form.layout.places():
            value = cells.get((row.key, column.key))
            if value is not None:
                writer.writerow(
                    [
                        form.layout.code,
                        row.key,
                        column.key,
                        column.indicator,
                        row.breakdown,
                        assignment.period,
                        format(value, "f"),
                    ]
                )
    return out.getvalue().encode()
