"""A meeting with its agenda: items frozen as they stood, explanations, conclusions."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.inspections.rules.stages import MeetingStage
from dieuhanh.organisations.models import Organisation


class Meeting(models.Model):
    """A meeting whose agenda is chosen from tasks. `next_at` is when its clock rings next (a partial index)."""

    not_held = ("next_at", "search")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=400)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings_led")
    held_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, default=MeetingStage.PLANNED.value)
    frozen_at = models.DateTimeField(null=True)
    explanations_due_on = models.DateField(null=True)
    calendar_version = models.CharField(max_length=80, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    told = models.JSONField(default=list)
    """What its clock has told already: `reminder`, `silence`."""
    conclusion = models.TextField(blank=True, default="")
    notice_number = models.CharField(max_length=200, blank=True, default="")
    notice = models.ForeignKey("directives.Directive", null=True, on_delete=models.PROTECT, related_name="+")
    notice_by = models.UUIDField(null=True)
    search = models.TextField()
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in MeetingStage]), name="inspections_meeting_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled"))
                | Q(frozen_at__isnull=False, explanations_due_on__isnull=False),
                name="inspections_meeting_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | (~Q(conclusion="") & Q(notice__isnull=False)),
                name="inspections_meeting_concluded",
            ),
        ]
        indexes = [
            models.Index(fields=["-held_at", "-id"], name="inspections_meeting_order"),
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="inspections_meeting_next"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AgendaItem(models.Model):
    """One item. `frozen` is how the task stood when the agenda was frozen: no later change of the task touches it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    task = models.ForeignKey("directives.Task", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    """Who explains: the task's lead when it was chosen."""
    reason = models.CharField(max_length=200, blank=True, default="")
    frozen = models.JSONField(null=True)
    conclusion = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "task"], name="inspections_item_once"),
            models.UniqueConstraint(fields=["meeting", "number"], name="inspections_item_number"),
        ]
        indexes = [models.Index(fields=["lead", "meeting"], name="inspections_item_lead")]


class Explanation(models.Model):
    """What a lead explained before the meeting; a later one stands beside the earlier."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="explanations")
    text = models.TextField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    entry_id = models.UUIDField()
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="inspections_explanation_of")]
