"""What comes of an inspection or a meeting: tasks, papers, history; and the weights by which the next is chosen."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.inspections.models.inspections import Inspection
from dieuhanh.inspections.models.meetings import AgendaItem, Meeting
from dieuhanh.organisations.models import Organisation

_OF_ONE = Q(inspection__isnull=True) ^ Q(meeting__isnull=True)


class FollowUp(models.Model):
    """A task proposed in a session; `task` is the one in `directives` that it became when the notice was drafted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=40)
    content = models.TextField()
    kind = models.CharField(max_length=10, default="action")
    product_words = models.CharField(max_length=1000, blank=True, default="")
    due_on = models.DateField(null=True)
    task = models.ForeignKey("directives.Task", null=True, on_delete=models.PROTECT, related_name="+")
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_OF_ONE, name="inspections_follow_up_of_one"),
            models.UniqueConstraint(
                fields=["inspection", "meeting", "number"],
                name="inspections_follow_up_number",
                nulls_distinct=False,
            ),
        ]


class Paper(models.Model):
    """A paper laid out from the record and signed: the report to the Prime Minister, a meeting's notice."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="papers")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    signature_id = models.UUIDField()
    verdict = models.CharField(max_length=20)
    signed_by = models.CharField(max_length=200)
    at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=_OF_ONE, name="inspections_paper_of_one")]


class Move(models.Model):
    """One move of an inspection or a meeting: who, when, from where to where, why; with the id of its ledger entry."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="moves")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="moves")
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    body = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    """The body that the move is about; who serves another body does not see it."""
    note = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=_OF_ONE, name="inspections_move_of_one")]
        indexes = [
            models.Index(fields=["inspection", "-id"], name="inspections_move_inspection"),
            models.Index(fields=["meeting", "-id"], name="inspections_move_meeting"),
        ]


class Weighting(models.Model):
    """The weights of candidates from one moment on; the versions before stay readable."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(unique=True)
    weights = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    entry_id = models.UUIDField()
