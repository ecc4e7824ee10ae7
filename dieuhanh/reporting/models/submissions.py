"""The report: its versions, the moves it made, the files that prove it, the workbooks that were uploaded."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.reporting.models.assignments import STAGES, Assignment


class Submission(models.Model):
    """One version of a report. What was accepted is never changed again: an amendment is the next version.

    `cells`: `{form code: {row: {column: "1204.5"}}}` as entered; `narrative`: `{section: text}`;
    `notes`: answers to warnings, `{form/check: text}`; `marks`: cells marked by who returned it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default="open")
    cells = models.JSONField(default=dict)
    narrative = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    marks = models.JSONField(default=list)
    unread = models.JSONField(default=dict)
    """What was typed and is no number, kept as typed: `{form: {row: {column: text}}}`."""
    content = models.JSONField(null=True)
    """The whole report as it was put to the leader: entered, held and computed cells, texts, notes."""
    no_data_reason = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    """Why this version was made (an amendment), or why it was returned or refused."""
    draft = models.PositiveIntegerField(default=0)
    """Counts the saves: who saves on top of another's save is told."""
    entered_by = models.UUIDField(null=True)
    """The person who last wrote figures; may not approve them."""
    author_appointment = models.UUIDField(null=True)
    author_name = models.CharField(max_length=300, blank=True, default="")
    approver_appointment = models.UUIDField(null=True)
    approver_name = models.CharField(max_length=300, blank=True, default="")
    signer_appointment = models.UUIDField(null=True)
    signer_name = models.CharField(max_length=300, blank=True, default="")
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    receipt_number = models.CharField(max_length=80, blank=True, default="")
    content_hash = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the canonical content, fixed when it is put to the leader."""
    verdict = models.JSONField(null=True)
    """What verifying the signature at receipt found."""
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "version"], name="reporting_submission_version_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STAGES), name="reporting_submission_state"),
        ]


class Transition(models.Model):
    """One move of a report: who, when, from where to where, why; with the id of its ledger entry."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="transitions")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="")
    marks = models.JSONField(default=list)
    entry_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["assignment", "-id"], name="reporting_transition_history")]


class SubmissionFile(models.Model):
    """A file of a version: the report as signed, the data inside it. Bytes, hash and maker; never changed."""

    append_only = True

    class Kind(models.TextChoices):
        """What the file is."""

        REPORT = "report"
        SIGNED = "signed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    signature_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["submission", "-id"], name="reporting_file_of")]


class Upload(models.Model):
    """A workbook as it came. A faulty one is kept for its owner, with the same book marked; nothing of it was written."""

    class State(models.TextChoices):
        """What came of it."""

        WAITING = "waiting"
        TAKEN = "taken"
        FAULTY = "faulty"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="uploads")
    person_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    marked = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    faults = models.JSONField(default=list)
    cells_read = models.PositiveIntegerField(default=0)
    cells_good = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["assignment", "-id"], name="reporting_upload_of")]
