"""What `ledger verify` holds the room's rows to: inspections and meetings with all that hangs on them, and the weights."""

from django.db.models import Model

from dieuhanh.inspections.models import (
    AgendaItem,
    Answer,
    BodyReport,
    Explanation,
    Figure,
    Finding,
    FollowUp,
    InspectedBody,
    Inspection,
    Meeting,
    Move,
    Paper,
    Question,
    Weighting,
)
from dieuhanh.ledger.held import hold, parts_by

INSPECTION_PARTS: dict[type[Model], str] = {
    InspectedBody: "inspection_id",
    Figure: "body__inspection_id",
    BodyReport: "body__inspection_id",
    Question: "inspection_id",
    Answer: "body__inspection_id",
    Finding: "body__inspection_id",
    FollowUp: "inspection_id",
    Paper: "inspection_id",
    Move: "inspection_id",
}
MEETING_PARTS: dict[type[Model], str] = {
    AgendaItem: "meeting_id",
    Explanation: "item__meeting_id",
    FollowUp: "meeting_id",
    Paper: "meeting_id",
    Move: "meeting_id",
}
"""What hangs on each, and the way to what it hangs on."""


hold(Inspection.objects.all(), parts_of=parts_by(INSPECTION_PARTS))
hold(Meeting.objects.all(), parts_of=parts_by(MEETING_PARTS))
hold(Weighting.objects.all())
