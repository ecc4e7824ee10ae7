"""A proposed duty as the public contract shows it."""

from typing import Any

from dieuhanh.config.actor import Actor
from dieuhanh.deadlines.rules import RuleFault
from dieuhanh.directives.models import Directive
from dieuhanh.directives.queries.cutting import Suggestion, orphans
from dieuhanh.directives.rules.duties import Reason


def proposal_json(one: Suggestion, text: str) -> dict[str, Any]:
    """A proposal with the words it came from, why, and a score; `covered_by` is empty where no task covers it."""
    proposal = one.proposal
    return {
        "number": one.number,
        "span": [proposal.start, proposal.end],
        "text": text[proposal.start : proposal.end],
        "clause": proposal.clause,
        "verb": proposal.verb,
        "product": proposal.product,
        "kind": proposal.kind,
        "lead": {
            "words": proposal.who,
            "kind": one.lead.kind.value,
            "code": one.lead.code or None,
            "bodies": list(one.lead.members),
            "faults": [_fault(fault) for fault in one.lead.faults],
        },
        "coordinators": proposal.coordinators,
        "deadline": {
            "words": proposal.deadline_words,
            "kind": one.deadline.kind.value,
            "readings": [reading.to_dict() for reading in one.deadline.readings],
            "faults": [_fault(fault) for fault in one.deadline.faults],
        },
        "score": proposal.score,
        "reasons": [_reason(reason, text) for reason in proposal.reasons],
        "covered_by": list(one.covered_by),
    }


def orphans_json(by: Actor, row: Directive) -> list[dict[str, Any]]:
    """Where in the text something is ordered that no task covers: span, words, clause."""
    return [
        {"span": [one.start, one.end], "text": row.text[one.start : one.end], "clause": one.clause}
        for one in orphans(row, by=by)
    ]


def _fault(fault: RuleFault) -> dict[str, Any]:
    return {"code": fault.code, "message": fault.text.to_dict()}


def _reason(reason: Reason, text: str) -> dict[str, Any]:
    return {
        "code": reason.code,
        "span": [reason.start, reason.end],
        "words": text[reason.start : reason.end],
        "weight": reason.weight,
        "why": reason.why.to_dict(),
    }
