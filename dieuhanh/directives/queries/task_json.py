"""One task as the public contract shows it."""

from datetime import date
from typing import Any

from dieuhanh.directives.queries.tasks import TaskRead


def as_json(read: TaskRead) -> dict[str, Any]:
    """The task as the public contract shows it. What is not known is null."""
    row = read.row

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "code": row.code,
        "id": str(row.id),
        "directive": row.directive.symbol,
        "given_on": row.given_on.isoformat(),
        "clause": row.clause,
        "content": row.content,
        "kind": row.kind,
        "lead": read.lead.code or None,
        "lead_words": row.lead_words or row.lead_person or None,
        "lead_inferred": row.lead_inferred,
        "assigner": read.assigner.code,
        "group": row.is_group,
        "shares": dict(read.shares) if read.shares else None,
        "tier": row.tier,
        "deadline_kind": row.deadline_kind,
        "deadline_words": row.deadline_words,
        "original_due": day(row.original_due),
        "current_due": day(row.current_due),
        "state": row.state,
        "clock": getattr(row, "clock_then", "") or row.clock,
        "class": read.klass,
        "claimed_on": day(row.claimed_on),
        "completed_on": day(row.completed_on),
        "percent": row.percent,
        "was_late": row.was_late,
        "delay_cause": row.delay_cause or None,
        "explain_by": row.explain_by.isoformat() if row.explain_by else None,
        "evidence_mark": row.evidence_mark or None,
        "simulated": row.simulated,
    }
