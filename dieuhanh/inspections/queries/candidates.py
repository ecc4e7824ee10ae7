"""The bodies that speak for being inspected next, ranked by the weights in force, each count opening to its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.signals import signals_by_lead
from dieuhanh.inspections.models import InspectedBody, Weighting
from dieuhanh.inspections.rules.candidates import (
    DEFAULT_WEIGHTS,
    Candidate,
    Signal,
    rank,
    read_weights,
)
from dieuhanh.inspections.rules.stages import Stage
from dieuhanh.inspections.rules.workflow import LEAD
from dieuhanh.organisations.queries import Label, labels, serving_the_whole

OPENS: dict[Signal, dict[str, str]] = {
    Signal.OVERDUE: {"class": "open_overdue"},
    Signal.REFUTED: {"signal": "refuted"},
    Signal.SILENT: {"signal": "silent"},
    Signal.EXTENDED: {"signal": "extended"},
}
"""The filters of the list of tasks that show exactly what a signal counts."""


@dataclass(frozen=True, slots=True)
class CandidateRead:
    """A candidate with its name and the day it was last inspected, where it was."""

    candidate: Candidate
    label: Label
    last: date | None


@dataclass(frozen=True)
class Ranking:
    """The candidates as of a day, the weights they were ranked by, and who set them."""

    day: date
    weights: dict[Signal, int]
    weighting: Weighting | None
    rows: Sequence[CandidateRead]
    left_out: Sequence[Label] = ()
    """Who leads the inspections and so is not ranked."""


def weighting_now() -> Weighting | None:
    """The weights in force; None while nobody has set any. One statement."""
    return Weighting.objects.order_by("-version").first()


def candidates(by: Actor, *, day: date | None = None, limit: int = 100) -> Ranking:
    """The ranking of the leads whose tasks `by` may see, as of a day. Six statements."""
    on = day or clock.today()
    kept = weighting_now()
    weights = read_weights(kept.weights) if kept else dict(DEFAULT_WEIGHTS)
    found = signals_by_lead(filtered(visible_tasks(by), Filters(as_of=on)), on)
    inspecting = serving_the_whole(LEAD, clock.today())
    named = labels({*found, *inspecting}, on)
    left_out = sorted((named[one] for one in inspecting if one in named), key=lambda one: one.code)
    ids = {label.code: body for body, label in named.items()}
    counts = {
        named[body].code: {
            Signal.OVERDUE: one.overdue,
            Signal.REFUTED: one.refuted,
            Signal.SILENT: one.silent,
            Signal.EXTENDED: one.extended,
        }
        for body, one in found.items()
        if body in named
    }
    ranked = rank(counts, weights, inspecting={one.code for one in left_out})[:limit]
    done = (Stage.CONCLUDED, Stage.REPORTED, Stage.CLOSED)
    last = dict(
        InspectedBody.objects.filter(
            organisation_id__in=[ids[one.code] for one in ranked],
            inspection__state__in=[one.value for one in done],
            inspection__held_on__lte=on,
        )
        .order_by("organisation_id", "inspection__held_on")
        .values_list("organisation_id", "inspection__held_on")
    )
    return Ranking(
        on,
        weights,
        kept,
        [CandidateRead(one, named[ids[one.code]], last.get(ids[one.code])) for one in ranked],
        left_out,
    )
