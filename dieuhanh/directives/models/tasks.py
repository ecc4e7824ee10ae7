"""The task: one duty, one lead, one deadline, one product; and who owes it a contribution."""

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from dieuhanh.config.identity import uuid7
from dieuhanh.directives.models.directives import EVIDENCE_MARKS, Directive
from dieuhanh.directives.rules.states import OPEN_STAGES, DeadlineKind, Ground, Stage, TaskKind
from dieuhanh.organisations.models import Organisation

_OPEN = Q(state__in=[one.value for one in OPEN_STAGES])
"""What can still ring, wait or turn overdue: some tens of thousands where the ended are half a million."""
CLOCKS = ("in_time", "due_soon", "overdue", "done_in_time", "done_late", "no_data")


class Task(models.Model):
    """One verb and one product, cut out of one clause of a directive.

    `state` is moved by people; `clock` is the obligation's own word about time, set by the clock; `next_at` is when that
    word or a notice comes next. What a lead claims (`Claim`) and what the assigner verified are kept apart: `completed_on`
    is set by verification alone. Never change a column but through the room's actions.
    """

    not_held = ("next_at", "changed_at", "search", "explain_by", "periods_at")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=400, unique=True)
    """`<symbol>#<clause>#<n>`, a body's share `…/<body>`; never used again."""
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="tasks")
    clause = models.CharField(max_length=200, blank=True, default="")
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    span_text = models.TextField(blank=True, default="")
    content = models.TextField()
    search = models.TextField()
    """Code, content and clause folded of case and diacritics."""
    kind = models.CharField(max_length=10)

    assigner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tasks_assigned")
    lead = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="tasks_led")
    """None: the lead is not known, is no body (a named Deputy Prime Minister), or is a class of bodies (`audience`)."""
    lead_words = models.CharField(max_length=400, blank=True, default="")
    lead_inferred = models.BooleanField(default=False)
    lead_person = models.CharField(max_length=200, blank=True, default="")
    audience = models.JSONField(null=True)
    """`{"kinds": […], "codes": […]}`: the bodies that each get a task of their own when it is published."""
    is_group = models.BooleanField(default=False)
    """The common heading over one task a body; its state is derived from theirs."""
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    tier = models.PositiveSmallIntegerField(default=0)
    """0: given by the directive; 1 and more: broken down by the body above."""
    level = models.CharField(max_length=10, default="central")

    deadline_kind = models.CharField(max_length=14)
    deadline_words = models.CharField(max_length=300, blank=True, default="")
    deadline_rule = models.CharField(max_length=60, blank=True, default="")
    readings = models.JSONField(default=list)
    """What the words allow: `[{"rule": …, "due": "2025-06-29", "words": {"vi": …, "en": …}}]`."""
    reading_chosen = models.PositiveSmallIntegerField(null=True)
    original_due = models.DateField(null=True)
    current_due = models.DateField(null=True)
    calendar_version = models.CharField(max_length=80, blank=True, default="")

    product_kind = models.CharField(max_length=40, blank=True, default="")
    product_words = models.TextField(blank=True, default="")
    target_value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    target_unit = models.CharField(max_length=40, blank=True, default="")
    target_direction = models.CharField(max_length=10, blank=True, default="")
    target_scope = models.CharField(max_length=10, blank=True, default="")

    state = models.CharField(max_length=14, default=Stage.DRAFT.value)
    clock = models.CharField(max_length=14, default="no_data")
    was_late = models.BooleanField(default=False)
    """Whether the deadline passed while it was open; never taken back."""
    given_on = models.DateField()
    """The document's date: from then it is counted."""
    published_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    progress_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_on = models.DateField(null=True)
    """The product's date as the lead claims it; a claim ends nothing."""
    verify_by = models.DateTimeField(null=True)
    completed_on = models.DateField(null=True)
    """The product's date as verified."""
    verified_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    """The day of withdrawal, transfer or link."""
    next_at = models.DateTimeField(null=True)
    periods_at = models.DateTimeField(null=True)
    """When the next period of a periodic duty is to be opened."""
    explain_by = models.DateTimeField(null=True)
    """By when an explanation of its lateness is owed; None where none is asked for or it has been given."""
    delay_cause = models.CharField(max_length=20, blank=True, default="")
    """The cause of delay last given; `unstated` where one was asked for and none given; empty where none was asked for."""
    heard = models.BooleanField(default=True)
    """False for a task taken over from a register that says nothing of its outcome, until somebody acts on it here."""

    return_ground = models.CharField(max_length=20, blank=True, default="")
    return_body = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    repeat_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    transferred_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="transferred_from"
    )

    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    known_result = models.TextField(blank=True, default="")
    """What the imported record says of the outcome, word for word; nobody's claim."""
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Stage]), name="directives_task_state"
            ),
            models.CheckConstraint(condition=Q(clock__in=CLOCKS), name="directives_task_clock"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in TaskKind]), name="directives_task_kind"
            ),
            models.CheckConstraint(
                condition=Q(deadline_kind__in=[one.value for one in DeadlineKind]),
                name="directives_task_deadline_kind",
            ),
            models.CheckConstraint(
                condition=Q(return_ground__in=["", *(one.value for one in Ground)]),
                name="directives_task_ground",
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="directives_task_mark"
            ),
            models.CheckConstraint(
                condition=Q(span_start__isnull=True, span_end__isnull=True) | Q(span_end__gt=F("span_start")),
                name="directives_task_span",
            ),
            models.CheckConstraint(
                condition=Q(is_group=False) | Q(lead__isnull=True), name="directives_task_group_no_lead"
            ),
            # A verified task has its product's date and nothing else has one: D counts what is verified alone.
            models.CheckConstraint(
                condition=Q(state="verified", completed_on__isnull=False)
                | (~Q(state="verified") & Q(completed_on__isnull=True)),
                name="directives_task_done",
            ),
            models.CheckConstraint(
                condition=Q(state="repeated", repeat_of__isnull=False)
                | (~Q(state="repeated") & Q(repeat_of__isnull=True)),
                name="directives_task_repeat",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("withdrawn", "transferred", "repeated")) | Q(closed_on__isnull=False),
                name="directives_task_closed",
            ),
            models.CheckConstraint(
                condition=Q(repeat_of__isnull=True) | ~Q(repeat_of=F("id")), name="directives_task_not_itself"
            ),
            models.CheckConstraint(
                condition=Q(original_due__isnull=True, current_due__isnull=True)
                | Q(original_due__isnull=False, current_due__isnull=False),
                name="directives_task_dues",
            ),
            models.UniqueConstraint(
                fields=["parent", "lead"],
                condition=Q(tier=0) & ~Q(state="transferred"),
                name="directives_task_one_share",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="directives_task_next"),
            models.Index(
                fields=["periods_at"], condition=Q(periods_at__isnull=False), name="directives_task_periods"
            ),
            models.Index(fields=["lead", "current_due", "id"], name="directives_task_owes"),
            models.Index(fields=["assigner", "current_due", "id"], name="directives_task_gave"),
            models.Index(fields=["directive", "id"], name="directives_task_of"),
            models.Index(fields=["parent", "id"], name="directives_task_parts"),
            models.Index(
                Coalesce("current_due", Value(date(9999, 12, 31))), "id", name="directives_task_order"
            ),
            models.Index(
                fields=["verify_by"], condition=Q(state="claimed"), name="directives_task_unverified"
            ),
            models.Index(
                fields=["lead", "explain_by"],
                condition=Q(explain_by__isnull=False),
                name="directives_task_unexplained",
            ),
            models.Index(
                fields=["lead", "current_due", "id"], condition=_OPEN, name="directives_task_owes_open"
            ),
            models.Index(
                fields=["assigner", "current_due", "id"], condition=_OPEN, name="directives_task_gave_open"
            ),
            models.Index(fields=["current_due"], condition=_OPEN, name="directives_task_due_open"),
            models.Index(fields=["assigner", "state"], condition=_OPEN, name="directives_task_gave_state"),
            models.Index(fields=["lead", "state"], condition=_OPEN, name="directives_task_owes_state"),
            models.Index(fields=["given_on"], name="directives_task_given"),
            models.Index(fields=["given_on"], condition=Q(simulated=True), name="directives_task_simulated"),
            models.Index(
                "assigner",
                Coalesce("progress_at", "acknowledged_at"),
                condition=Q(state="in_progress", tier=0, is_group=False),
                include=("current_due", "id", "given_on", "progress_at", "acknowledged_at"),
                name="directives_task_silent",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Coordination(models.Model):
    """A body that owes a task its contribution, by its own deadline; silence is shown on it and not on the lead."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="coordinations")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="coordinations"
    )
    """None: the words name no single body that stood on that date."""
    words = models.CharField(max_length=400, blank=True, default="")
    due_on = models.DateField(null=True)
    contributed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "organisation"], name="directives_coordination_once"),
        ]
        indexes = [models.Index(fields=["organisation", "task"], name="directives_coordination_owes")]
