"""What the room stores."""

from dieuhanh.inspections.models.inspections import (
    Answer,
    BodyReport,
    Figure,
    Finding,
    InspectedBody,
    Inspection,
    Question,
)
from dieuhanh.inspections.models.meetings import AgendaItem, Explanation, Meeting
from dieuhanh.inspections.models.outcomes import FollowUp, Move, Paper, Weighting

__all__ = [
    "AgendaItem",
    "Answer",
    "BodyReport",
    "Explanation",
    "Figure",
    "Finding",
    "FollowUp",
    "InspectedBody",
    "Inspection",
    "Meeting",
    "Move",
    "Paper",
    "Question",
    "Weighting",
]
