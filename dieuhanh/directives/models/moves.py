"""What happens to a task: its moves, claims and verdicts, evidence, deadlines changed, requests, notices. Nothing is erased."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.directives.models.directives import Directive
from dieuhanh.directives.models.tasks import Task


class Move(models.Model):
    """One move of a directive or a task: who, when, from where to where, why; with the id of its ledger entry."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    directive = models.ForeignKey(Directive, null=True, on_delete=models.PROTECT, related_name="moves")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="moves")
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=14)
    to_state = models.CharField(max_length=14)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    document = models.CharField(max_length=200, blank=True, default="")
    """The document by which the assigner decided."""
    details = models.JSONField(default=dict)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=True) ^ Q(directive__isnull=True), name="directives_move_of_one"
            )
        ]
        indexes = [
            models.Index(fields=["task", "-id"], name="directives_move_task"),
            models.Index(fields=["directive", "-id"], name="directives_move_directive"),
        ]


class Progress(models.Model):
    """A note of progress, with a photograph where one was taken. It shows how far a task is; it moves no state and proves no end."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="progress")
    at = models.DateTimeField()
    as_of = models.DateField()
    note = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True)
    obstacle = models.TextField(blank=True, default="")
    proposal = models.TextField(blank=True, default="")
    photo_name = models.CharField(max_length=200, blank=True, default="")
    photo_media_type = models.CharField(max_length=20, blank=True, default="")
    photo_sha256 = models.CharField(max_length=64, blank=True, default="")
    """Of the picture as it is kept: without the place and the device that the camera wrote into it."""
    photo_content = models.BinaryField(null=True)
    by_name = models.CharField(max_length=200)
    entry_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="directives_progress_percent"
            ),
            models.CheckConstraint(
                condition=Q(photo_content__isnull=True, photo_sha256="")
                | (Q(photo_content__isnull=False) & ~Q(photo_sha256="")),
                name="directives_progress_photo",
            ),
        ]
        indexes = [models.Index(fields=["task", "-id"], name="directives_progress_of")]


class Claim(models.Model):
    """What the lead says: done, on that day, by this evidence; and beside it what the assigner found."""

    class Verdict(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        RETRACTED = "retracted"
        VOID = "void"
        """Accepted once, then the product was annulled or disproved and the task reopened; or the task ended otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="claims")
    completed_on = models.DateField()
    note = models.TextField(blank=True, default="")
    claimed_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    source = models.TextField(blank=True, default="")
    """Of an imported claim: where it was printed."""
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    verify_by = models.DateTimeField()
    fits = models.BooleanField(default=True)
    """Whether a piece of its evidence fits the task's kind; one that has none cannot be verified."""
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(verdict="waiting"), name="directives_claim_one_waiting"
            )
        ]
        indexes = [
            models.Index(fields=["task", "-id"], name="directives_claim_of"),
            models.Index(fields=["task"], condition=Q(verdict="refused"), name="directives_claim_refused"),
        ]


class Evidence(models.Model):
    """One piece of evidence of a claim, as handed in."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10)
    fits = models.BooleanField()
    symbol = models.CharField(max_length=200, blank=True, default="")
    dated = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=500, blank=True, default="")
    copy_sha256 = models.CharField(max_length=64, blank=True, default="")
    indicator = models.CharField(max_length=40, blank=True, default="")
    period = models.CharField(max_length=12, blank=True, default="")
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    found = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    """The figure that the product itself holds for this indicator, body and period; stands beside the claimed value."""
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_media_type = models.CharField(max_length=100, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_content = models.BinaryField(null=True)
    signature = models.JSONField(null=True)
    """What verifying the file's signature found."""
    note = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["claim"], name="directives_evidence_of")]


class DeadlineChange(models.Model):
    """A deadline moved by a document, later or earlier; the one before stays readable."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="deadline_changes")
    from_due = models.DateField(null=True)
    to_due = models.DateField()
    decided_on = models.DateField()
    document = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    entry_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["task", "-id"], name="directives_deadline_of")]


class ExtensionRequest(models.Model):
    """A lead's request for a later deadline. It stops no clock; asked after the deadline it is a late explanation."""

    class Verdict(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        GRANTED = "granted"
        REFUSED = "refused"
        LATE = "late"
        """A late explanation: kept and shown, never granted by itself."""
        LAPSED = "lapsed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extension_requests")
    due_then = models.DateField()
    wanted = models.DateField()
    reason = models.TextField()
    product_so_far = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    document = models.CharField(max_length=200, blank=True, default="")
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, blank=True, default="")
    judged_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(verdict="waiting"), name="directives_extension_one_waiting"
            )
        ]
        indexes = [models.Index(fields=["task", "-id"], name="directives_extension_of")]


class Notice(models.Model):
    """One step of reminders and of the ladder that was taken; a deadline that moved takes its steps again."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notices")
    code = models.CharField(max_length=8)
    due_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "code", "due_on"], name="directives_notice_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["code", "-at"], name="directives_notice_step")]
