"""From an accepted report to facts: each cell with an indicator becomes a claimed figure of the body."""

from datetime import datetime
from typing import Any

from dieuhanh.config.actor import Actor
from dieuhanh.reporting.actions.facts import record_facts
from dieuhanh.reporting.models import Assignment, Source, Submission
from dieuhanh.reporting.queries.filling import forms_of
from dieuhanh.reporting.rules.forms import cells_from_json

SOURCE = "BAO-CAO"
"""The source of every figure that a body reports through the system."""


def record(assignment: Assignment, submission: Submission, *, by: Actor, moment: datetime) -> int:
    """Record the report's figures as claimed facts with the report as their source; gives how many."""
    rows = fact_rows(assignment, submission)
    if rows:
        _ensure_source()
        record_facts(
            rows, by=by, source=SOURCE, submission_id=submission.id, simulated=assignment.simulated, at=moment
        )
    return len(rows)


def _ensure_source() -> None:
    """The one source of everything that comes by report; the report itself is named by each batch. One statement."""
    Source.objects.get_or_create(
        code=SOURCE,
        defaults={
            "publisher_vi": "Đơn vị báo cáo",
            "publisher_en": "The reporting body",
            "title_vi": "Báo cáo gửi qua hệ thống, có chữ ký số",
            "title_en": "Signed reports sent through the system",
            "standing": Source.Standing.CLAIMED,
        },
    )


def fact_rows(assignment: Assignment, submission: Submission) -> list[dict[str, Any]]:
    """The figures of a report, one for each (indicator, breakdown): a column that repeats an earlier period's gives none."""
    content = submission.content or {}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for form in forms_of(assignment.form_versions):
        cells = cells_from_json((content.get("forms", {}).get(form.layout.code) or {}).get("cells", {}))
        for row, column in form.layout.places():
            value = cells.get((row.key, column.key))
            if value is None or not column.indicator or _repeats(form.layout.columns, column):
                continue
            rows[column.indicator, row.breakdown] = {
                "organisation_id": assignment.respondent_id,
                "indicator": column.indicator,
                "breakdown": row.breakdown,
                "period": assignment.period,
                "value": value,
                "vintage": "official",
                "as_of": assignment.opening.actual_cutoff or assignment.opening.data_to,
            }
    return list(rows.values())


def _repeats(columns: Any, column: Any) -> bool:
    """Whether the column only brings an earlier period's figure along, and another holds this period's."""
    return column.kind == "prefilled" and any(
        one.indicator == column.indicator and one is not column for one in columns
    )
