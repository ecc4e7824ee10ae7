"""Causes of delay and explanations of one task, as its page and the API show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.directives.models import DelayCause, Explanation
from dieuhanh.directives.rules.causes import Occasion, cause_words


@dataclass(frozen=True)
class ExplanationRead:
    """An explanation asked for: given, late, lapsed, or still silent."""

    row: Explanation

    @property
    def cause(self) -> str:
        """Its cause, in the reader's language."""
        return cause_words(self.row.cause).of(lang())

    @property
    def silent(self) -> bool:
        """Whether its own deadline passed and nothing came."""
        return self.row.given_at is None and self.row.lapsed_at is None and self.row.due_at < clock.now()

    @property
    def state(self) -> str:
        """The clock's word about the explanation itself; "" where it is owed no more."""
        if self.row.given_at is not None:
            return "done_late" if self.row.late else "done_in_time"
        if self.row.lapsed_at is not None:
            return ""
        return "overdue" if self.silent else "due_soon"


@dataclass(frozen=True)
class CauseRead:
    """A cause as given."""

    row: DelayCause

    @property
    def cause(self) -> str:
        """The cause, in the reader's language."""
        return cause_words(self.row.cause).of(lang())

    @property
    def occasion(self) -> str:
        """On what occasion it was asked for."""
        return Occasion(self.row.occasion).words.of(lang())


def explanations_of(task_id: UUID) -> Sequence[ExplanationRead]:
    """The explanations asked for, the latest first. One statement."""
    return [ExplanationRead(one) for one in Explanation.objects.filter(task_id=task_id).order_by("-id")[:20]]


def causes_of(task_id: UUID) -> Sequence[CauseRead]:
    """The causes given, the latest first. One statement."""
    return [CauseRead(one) for one in DelayCause.objects.filter(task_id=task_id).order_by("-id")[:50]]


def following_json(task_id: UUID) -> dict[str, Any]:
    """Both, as the public contract shows them. Two statements."""
    return {
        "explanations": [
            {
                "asked_at": one.row.asked_at.isoformat(),
                "due_at": one.row.due_at.isoformat(),
                "given_at": one.row.given_at.isoformat() if one.row.given_at else None,
                "cause": one.row.cause or None,
                "text": one.row.text or None,
                "late": one.row.late,
                "silent": one.silent,
            }
            for one in explanations_of(task_id)
        ],
        "causes": [
            {
                "cause": one.row.cause,
                "label": one.cause,
                "occasion": one.row.occasion,
                "list": one.row.list_version,
                "at": one.row.at.isoformat(),
                "by": one.row.by_name,
            }
            for one in causes_of(task_id)
        ],
    }
