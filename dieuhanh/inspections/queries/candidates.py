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
from dieuhanh.organisations.queries import Label, labels

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


def weighting_now() -> Weighting | None:
    """The weights in force; None while nobody has set any. One statement."""
    return Weighting.objects.order_by("-version").first()


def candidates(by: Actor, *, day: date | None = None, limit: int = 100) -> Ranking:
    """The ranking of the leads whose tasks `by` may see, as of a day. Five statements."""
    on = day or clock.today()
    kept = weighting_now()
    weights = read_weights(kept.weights) if kept else dict(DEFAULT_WEIGHTS)
    found = signals_by_lead(filtered(visible_tasks(by), Filters(as_of=on)), on)
    named = labels(found, on)
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
    ranked = rank(counts, weights)[:limit]
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
    )
