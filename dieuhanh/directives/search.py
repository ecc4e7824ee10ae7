"""What the search finds of this room: tasks and directives."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries.access import VIEW
from dieuhanh.directives.queries.directives import directives
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.interface.searching import Asked, Found, Group


def find_tasks(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Tasks that `by` may see, by code or words; a duty of many bodies once. Four statements."""
    found = tasks(
        by, Filters(q=" ".join(asked.words), level="duties"), sort="given", descending=True, limit=limit
    )
    return [
        Found(
            one.row.content,
            reverse("directives:task", args=[one.id]),
            one.row.code,
            f"{one.lead_name} · {one.state_label}",
            "" if one.row.clock == "no_data" else one.row.clock,
            one.row.simulated,
        )
        for one in found[:limit]
    ]


def find_directives(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Directives that `by` may see, by symbol, title or signer. Three statements."""
    return [
        Found(
            one.row.title or one.row.symbol,
            reverse("directives:directive", args=[one.row.id]),
            one.row.symbol,
            f"{one.kind_label} · {one.signed_label}",
            simulated=one.row.simulated,
        )
        for one in directives(by, q=" ".join(asked.words), limit=limit)[:limit]
    ]


GROUPS = (
    Group("tasks", _lazy("Tasks"), find_tasks, "directives:tasks", VIEW, 30),
    Group("directives", _lazy("Directives"), find_directives, "directives:directives", VIEW, 35),
)
