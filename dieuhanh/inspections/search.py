"""What the search finds of this room: inspections and meetings."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.inspections.queries.access import VIEW
from dieuhanh.inspections.queries.lists import inspections, meetings
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.interface.searching import Asked, Found, Group
from dieuhanh.interface.tags.words import day as day_words


def find_inspections(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Inspections that `by` may see, by code, name or decision. Four statements."""
    return [
        Found(
            one.row.title,
            reverse("inspections:inspection", args=[one.id]),
            one.row.code,
            f"{Stage(one.row.state).words.of(lang())} · {day_words(one.row.held_on)}",
            simulated=one.row.simulated,
        )
        for one in inspections(by, q=" ".join(asked.words), limit=limit)[:limit]
    ]


def find_meetings(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Meetings that `by` may see, by code or name. Four statements."""
    return [
        Found(
            one.row.title,
            reverse("inspections:meeting", args=[one.id]),
            one.row.code,
            MeetingStage(one.row.state).words.of(lang()),
            simulated=one.row.simulated,
        )
        for one in meetings(by, q=" ".join(asked.words), limit=limit)[:limit]
    ]


GROUPS = (
    Group("inspections", _lazy("Inspections"), find_inspections, "inspections:inspections", VIEW, 36),
    Group("meetings", _lazy("Meetings"), find_meetings, "inspections:meetings", VIEW, 37),
)
