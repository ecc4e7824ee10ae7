"""An inspection with the bodies it looks at: frozen figures, their reports, questions and answers, findings."""

from django.db import models
from django.db.models import F, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.inspections.rules.stages import Cause, Degree, Nature, Stage
from dieuhanh.organisations.models import Organisation

EVIDENCE_MARKS = ("", "N", "T", "M", "U")
"""How a fact of the record is known: text read (T), press or official report (N), to be read again (M), cut (U)."""


class NoReasonMissing(models.Func):
    """Whether every withdrawn claim bears its reason."""

    template = """NOT jsonb_path_exists(%(expressions)s, '$.* ? (!exists(@.reason) || @.reason == "")')"""
    output_field = models.BooleanField()


class Inspection(models.Model):
    """One inspection of the Working Group. Its bodies, figures and findings hang on it; its notice is a directive.

    `figures_version` counts how often figures were taken; the last taking is what pages set claims beside. `published`
    and `checks` hold what others printed of a past inspection and the sums it must satisfy.
    """

    not_held = ("search",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=400)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inspections_led")
    decision = models.CharField(max_length=200, blank=True, default="")
    """The decision that made the team, by number and symbol."""
    decided_on = models.DateField(null=True)
    team = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    held_on = models.DateField()
    held_to = models.DateField(null=True)
    state = models.CharField(max_length=10, default=Stage.PLANNED.value)
    figures_version = models.PositiveSmallIntegerField(default=0)
    figures_at = models.DateTimeField(null=True)
    report_due_on = models.DateField(null=True)
    conclusion = models.TextField(blank=True, default="")
    notice_number = models.CharField(max_length=200, blank=True, default="")
    notice = models.ForeignKey("directives.Directive", null=True, on_delete=models.PROTECT, related_name="+")
    """The notice of conclusion as a directive; its tasks carry this record as their source."""
    notice_by = models.UUIDField(null=True)
    report_number = models.CharField(max_length=200, blank=True, default="")
    published = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    search = models.TextField()
    """Code, title and decision folded of case and diacritics."""
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Stage]), name="inspections_inspection_state"
            ),
            models.CheckConstraint(
                condition=Q(held_to__isnull=True) | Q(held_to__gte=F("held_on")),
                name="inspections_inspection_forward",
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="inspections_inspection_mark"
            ),
            # What is made here cannot be announced without the team's decision; a past one may be known without it.
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled")) | ~Q(decision="") | ~Q(evidence_mark=""),
                name="inspections_inspection_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("concluded", "reported", "closed")) | ~Q(conclusion=""),
                name="inspections_inspection_concluded",
            ),
        ]
        indexes = [models.Index(fields=["-held_on", "-id"], name="inspections_inspection_order")]

    def __str__(self) -> str:
        return self.code


class InspectedBody(models.Model):
    """One body of an inspection."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="bodies")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inspected")
    code = models.CharField(max_length=40)
    """The body's code on the day of the inspection: its page's address and the lists' filter."""
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "organisation"], name="inspections_body_once"),
            models.UniqueConstraint(fields=["inspection", "code"], name="inspections_body_code_once"),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="inspections_body_of")]


class Figure(models.Model):
    """A body's figure as the product computed it from its own records when it was taken. Frozen: never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(InspectedBody, on_delete=models.PROTECT, related_name="figures")
    version = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    as_of = models.DateField()
    taken_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)
    """Whether any record that it counts is made up."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "version", "code"], name="inspections_figure_once"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="inspections_figure_parts",
            ),
        ]


class BodyReport(models.Model):
    """What a body says of itself: text, figures, file. A claim; a later version stands beside the earlier ones."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(InspectedBody, on_delete=models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    figures = models.JSONField(default=dict)
    """By the figure's code, as text of a decimal: `{"NV.OO": "3"}`."""
    withdrawn = models.JSONField(default=dict)
    """Claims of earlier versions that this one no longer makes: `{"NV.OO": {"value": "3", "version": 1, "reason": "…"}}`.

    A trigger holds that a version makes or withdraws every claim of the one before (migration 0002).
    """
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_content = models.BinaryField(null=True)
    signature = models.JSONField(null=True)
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    entry_id = models.UUIDField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "version"], name="inspections_report_once"),
            models.CheckConstraint(
                condition=Q(NoReasonMissing("withdrawn")), name="inspections_report_withdrawn_why"
            ),
        ]


class Question(models.Model):
    """A question to one body, or (`body` None) to all of them."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="questions")
    body = models.ForeignKey(InspectedBody, null=True, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspections_question_once")
        ]


class Answer(models.Model):
    """What a body answered; a later answer stands beside the earlier one."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    body = models.ForeignKey(InspectedBody, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200)
    entry_id = models.UUIDField()
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["question", "body", "-id"], name="inspections_answer_of")]


class Finding(models.Model):
    """What the team found at a body. Decision 42/2014/QĐ-TTg asks for nature, degree, cause and responsibility: all four."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(InspectedBody, on_delete=models.PROTECT, related_name="findings")
    topic = models.CharField(max_length=20)
    text = models.TextField()
    nature = models.CharField(max_length=20)
    degree = models.CharField(max_length=20)
    cause = models.CharField(max_length=20)
    responsibility = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    entry_id = models.UUIDField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(nature__in=[one.value for one in Nature])
                & Q(degree__in=[one.value for one in Degree])
                & Q(cause__in=[one.value for one in Cause])
                & ~Q(responsibility=""),
                name="inspections_finding_all_four",
            )
        ]
        indexes = [models.Index(fields=["body", "id"], name="inspections_finding_of")]
