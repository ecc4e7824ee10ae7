"""What following a task adds to it: the periods of a regular duty, the causes of delay, the explanation of lateness."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.directives.models.tasks import Task
from dieuhanh.directives.rules.causes import Occasion


class TaskPeriod(models.Model):
    """One period of a periodic duty: an obligation with its own deadline, state, report and lateness.

    `due_on` is a promise: it stays as opened, whatever later becomes of the duty's words.
    """

    not_held = ("next_at",)

    class State(models.TextChoices):
        """Where the period stands."""

        OPEN = "open"
        REPORTED = "reported"
        LAPSED = "lapsed"
        """The duty ended before the period was reported: withdrawn, transferred, verified or linked as a repeat."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="periods")
    code = models.CharField(max_length=12)
    every = models.CharField(max_length=8)
    first_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    clock = models.CharField(max_length=14)
    was_late = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)
    """The report's own day, by which it is in time or late; not the day of its entry."""
    reported_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")
    document = models.CharField(max_length=200, blank=True, default="")
    """The report's number and symbol: the evidence of the period."""
    by_name = models.CharField(max_length=200, blank=True, default="")
    entry_id = models.UUIDField(null=True)
    """The ledger entry of the report."""
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "code"], name="directives_period_once"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "reported", "lapsed")), name="directives_period_state"
            ),
            models.CheckConstraint(
                condition=Q(
                    clock__in=("in_time", "due_soon", "overdue", "done_in_time", "done_late", "no_data")
                ),
                name="directives_period_clock",
            ),
            models.CheckConstraint(
                condition=Q(state="reported", reported_on__isnull=False, reported_at__isnull=False)
                | (~Q(state="reported") & Q(reported_on__isnull=True, reported_at__isnull=True)),
                name="directives_period_reported",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("first_on")), name="directives_period_days"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="directives_period_next"
            ),
            models.Index(fields=["task", "due_on"], name="directives_period_of"),
            models.Index(fields=["due_on", "id"], name="directives_period_order"),
            models.Index(fields=["task", "due_on"], condition=Q(state="open"), name="directives_period_open"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.code}"


class DelayCause(models.Model):
    """A cause of delay as the lead gave it, on which occasion, by which version of the list."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="delay_causes")
    cause = models.CharField(max_length=20)
    list_version = models.CharField(max_length=8)
    occasion = models.CharField(max_length=12)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    entry_id = models.UUIDField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(occasion__in=[one.value for one in Occasion]), name="directives_cause_occasion"
            )
        ]
        indexes = [
            models.Index(fields=["task", "-id"], name="directives_cause_of"),
            models.Index(fields=["cause", "task"], name="directives_cause_by"),
        ]


class Explanation(models.Model):
    """An explanation of lateness that the ladder asked for, with its own deadline; silence stays visible."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="explanations")
    task_due_on = models.DateField()
    """The task's deadline that passed; a deadline that moved and passed again asks again."""
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True, default="")
    cause = models.CharField(max_length=20, blank=True, default="")
    late = models.BooleanField(default=False)
    """Handed in after its own deadline."""
    lapsed_at = models.DateTimeField(null=True)
    """When the task ended, or its deadline was moved, before the explanation came."""
    by_name = models.CharField(max_length=200, blank=True, default="")
    by_position = models.CharField(max_length=200, blank=True, default="")
    entry_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "task_due_on"], name="directives_explanation_once"),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, text="", cause="")
                | (Q(given_at__isnull=False) & ~Q(text="") & ~Q(cause="")),
                name="directives_explanation_whole",
            ),
        ]
        indexes = [models.Index(fields=["task", "-id"], name="directives_explanation_of")]
