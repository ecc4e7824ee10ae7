"""The obligation: one body, one period, one deadline, with the promise as it was made and its clock."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation

STAGES = (
    "open", "in_progress", "no_data", "checked", "submitted", "returned", "approved", "signed",
    "sent", "recalled", "received", "refused", "accepted", "consolidated", "amendment_requested",
)  # fmt: skip
CLOCKS = ("in_time", "due_soon", "overdue", "done_in_time", "done_late", "no_data")


class Assignment(models.Model):
    """What one body owes for one period. `promise` keeps the deadline as made, with its calendar and rule.

    `state` is where the report in hand (`version`) stands; `clock` is the obligation's own word about
    time; `next_at` is when that word or a reminder comes next.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=60)
    opening = models.ForeignKey(
        "reporting.OpenedPeriod", on_delete=models.PROTECT, related_name="assignments"
    )
    regime_version = models.ForeignKey(
        "reporting.RegimeVersion", on_delete=models.PROTECT, related_name="assignments"
    )
    respondent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments_received")
    level = models.CharField(max_length=20)
    period = models.CharField(max_length=12)
    form_versions = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=20, default="open")
    version = models.PositiveIntegerField(default=1)
    clock = models.CharField(max_length=14, default="in_time")
    promise = models.JSONField()
    calendar_version = models.CharField(max_length=80)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    due_soon_at = models.DateTimeField()
    reminders = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    was_late = models.BooleanField(default=False)
    """Whether the deadline passed while it was open; a flag, never taken back."""
    one_step = models.BooleanField(default=False)
    needs_signature = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening", "respondent"], name="reporting_assignment_once"),
            models.CheckConstraint(condition=Q(state__in=STAGES), name="reporting_assignment_state"),
            models.CheckConstraint(condition=Q(clock__in=CLOCKS), name="reporting_assignment_clock"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="reporting_assignment_next"
            ),
            models.Index(fields=["due_at", "id"], name="reporting_assignment_due"),
            models.Index(fields=["respondent", "due_at"], name="reporting_assignment_owes"),
            models.Index(fields=["receiver", "due_at"], name="reporting_assignment_gets"),
            models.Index(fields=["period", "due_at"], name="reporting_assignment_period"),
        ]

    def __str__(self) -> str:
        return self.number


class Extension(models.Model):
    """A deadline moved, by whom and why; the earlier one stays readable."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    from_due_on = models.DateField()
    to_due_on = models.DateField()
    reason = models.TextField()
    appointment_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


class Reminder(models.Model):
    """One reminder that was sent: T-3, T-1 or T0. Counted per body and year."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminders_sent")
    respondent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reminders")
    code = models.CharField(max_length=8)
    due_on = models.DateField()
    """Part of the key: a deadline that was moved reminds again."""
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "code", "due_on"], name="reporting_reminder_once")
        ]
        indexes = [models.Index(fields=["respondent", "year"], name="reporting_reminder_year")]
