"""What a task waits for, as filters of lists: a verdict, an explanation, a period's report, a word after long silence."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from dieuhanh.config import clock
from dieuhanh.directives.models import Claim, Coordination, ExtensionRequest, Move, Task, TaskPeriod
from dieuhanh.directives.rules.clock import end_of, start_of
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage

if TYPE_CHECKING:
    from dieuhanh.directives.queries.filtering import Filters  # which narrows lists by this file

OPEN = [one.value for one in OPEN_STAGES]
WAITING = {
    "acknowledge": Q(state=Stage.ASSIGNED.value, acknowledge_by__isnull=False),
    "verify": Q(state=Stage.CLAIMED.value),
    "return": Q(state=Stage.RETURN_ASKED.value),
    "extension": Q(Exists(ExtensionRequest.objects.filter(task=OuterRef("pk"), verdict="waiting"))),
    "explain": Q(explain_by__isnull=False),
    "unexplained": Q(explain_by__isnull=False),
    "period": Q(Exists(TaskPeriod.objects.filter(task=OuterRef("pk"), state="open", clock="overdue"))),
    "refused": Q(
        Exists(Claim.objects.filter(task=OuterRef("pk"), verdict="refused")), state=Stage.IN_PROGRESS.value
    ),
    "silent": Q(state=Stage.IN_PROGRESS.value),
    "contribute": Q(
        Exists(
            Coordination.objects.filter(
                task=OuterRef("pk"), organisation__isnull=False, contributed_at__isnull=True
            )
        ),
        state__in=OPEN,
        is_group=False,
    ),
}
"""What a task waits for, as a filter: `waiting=verify`. `silent`: nothing heard for longer than progress is owed;
`unexplained`: an explanation owed whose own deadline has passed; `contribute`: a co-ordinator's part that has not come
(of the co-ordinator that is asked about, where one is)."""


def followed(rows: QuerySet[Task], given: "Filters", day: date) -> QuerySet[Task]:
    """The rows narrowed by what following them knows: silence, claims past their verdict, causes, acts of a day."""
    if given.waiting == "silent":
        rows = rows.filter(silent())
    if given.is_open:
        rows = rows.filter(state__in=OPEN)
    if given.waiting == "unexplained":
        rows = rows.filter(explain_by__lt=clock.now())
    if given.unverified:
        rows = rows.filter(Exists(unverified_claims(moment_on(day))))
    if given.cause:
        rows = rows.filter(delay_cause="" if given.cause == "none" else given.cause)
    if given.acted:
        acts = Move.objects.filter(task=OuterRef("pk"), action=given.acted)
        if given.acted_on is not None:
            acts = acts.filter(at__gte=start_of(given.acted_on), at__lte=end_of(given.acted_on))
        rows = rows.filter(Exists(acts))
    if given.verified_on is not None:
        rows = rows.filter(
            state=Stage.VERIFIED.value,
            verified_at__gte=start_of(given.verified_on),
            verified_at__lte=end_of(given.verified_on),
        )
    return rows


def silent() -> Q:
    """Nothing was heard for longer than progress is owed: since the last word, or since it was acknowledged."""
    edge = clock.now() - timedelta(days=CENTRAL.progress_days)
    return WAITING["silent"] & Q(LessThan(Coalesce("progress_at", "acknowledged_at"), edge))


def moment_on(day: date) -> datetime:
    """The moment that stands for a day asked about: its end, but never later than now."""
    return min(end_of(day), clock.now())


def unverified_claims(moment: datetime) -> QuerySet[Claim]:
    """Of a task (`OuterRef("pk")`): claims that waited for a verdict at a moment, past the day by which one was due."""
    return Claim.objects.filter(
        Q(judged_at=None) | Q(judged_at__gt=moment),
        task=OuterRef("pk"),
        claimed_at__lte=moment,
        verify_by__lt=moment,
    )
