"""What is claimed: figures by body and period, documents of bodies, and statements about all bodies at once."""

from django.db import models
from django.db.models import F, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation
from dieuhanh.programmes.models.programmes import EVIDENCE_MARKS, Programme, Target
from dieuhanh.programmes.rules.documents import DocumentKind
from dieuhanh.programmes.rules.steps import State

_STATES = [one.value for one in State]


class Claim(models.Model):
    """What figures and documents share: who said it and when, with what mark, and what the assigner's office found."""

    source = models.TextField(blank=True, default="")
    """Who published it, where it was not the body that reported it here."""
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    note = models.TextField(blank=True, default="")
    known_on = models.DateField()
    """From this day it is known: reported, or published. A question as of an earlier day does not see it."""
    by_person = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=State.CLAIMED.value)
    judged_on = models.DateField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    simulated = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Report(Claim):
    """One body's figure for one period (the nation's: the Government's body). Several versions: the last one counts.

    `value` is in the target's unit; a ratio keeps its parts, and then they decide. `found`: what the office found.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programme_reports")
    period = models.CharField(max_length=12)
    as_of = models.DateField()
    """The day that the figure describes."""
    version = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=24, decimal_places=6)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    document = models.CharField(max_length=200, blank=True, default="")
    document_on = models.DateField(null=True)
    found = models.DecimalField(max_digits=24, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "organisation", "period", "version"], name="programmes_report_once"
            ),
            models.UniqueConstraint(
                fields=["target", "organisation", "period"],
                condition=Q(state="claimed"),
                name="programmes_report_one_waiting",
            ),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="programmes_report_state"),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="programmes_report_mark"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(denominator__gt=0, numerator__isnull=False),
                name="programmes_report_parts",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", judged_on__isnull=True)
                | (~Q(state="claimed") & Q(judged_on__isnull=False)),
                name="programmes_report_judged",
            ),
        ]
        indexes = [
            models.Index(
                fields=["target", "organisation", "-as_of", "-version"], name="programmes_report_latest"
            ),
            models.Index(
                fields=["state", "known_on"], condition=Q(state="claimed"), name="programmes_report_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.organisation_id} {self.period}"


class Document(Claim):
    """A decision that a body says it has: its steering committee, working group or plan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="documents")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="programme_documents"
    )
    kind = models.CharField(max_length=10)
    symbol = models.CharField(max_length=200, blank=True, default="")
    """Empty where nobody printed the number: such a claim proves nothing."""
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    other_date = models.DateField(null=True)
    """Another date that a copy of it prints: a conflict to be shown."""
    address = models.CharField(max_length=500, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_STATES), name="programmes_document_state"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in DocumentKind]), name="programmes_document_kind"
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="programmes_document_mark"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="programmes_document_term",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", judged_on__isnull=True)
                | (~Q(state="claimed") & Q(judged_on__isnull=False)),
                name="programmes_document_judged",
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation", "kind", "symbol"],
                condition=Q(state__in=("claimed", "verified")),
                name="programmes_document_once",
            ),
        ]
        indexes = [models.Index(fields=["programme", "organisation"], name="programmes_document_of")]

    def __str__(self) -> str:
        return self.symbol or str(self.id)


class Statement(models.Model):
    """Somebody's word about all bodies at once: "100 % of ministries have a committee and a plan", as of a day."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="statements")
    words = models.TextField()
    kinds = models.JSONField()
    """Which documents it speaks of (`rules.documents.DocumentKind`)."""
    audience = models.JSONField()
    stated_on = models.DateField()
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    """The share as claimed: 100 of 100, 29 of 30."""
    speaker = models.CharField(max_length=200, blank=True, default="")
    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    by_name = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(denominator__gt=0, numerator__lte=F("denominator")),
                name="programmes_statement_share",
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="programmes_statement_mark"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]
