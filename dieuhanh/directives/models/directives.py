"""The document that gives duties: its text as entered, its file, whose office verifies what comes of it."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.directives.rules.states import DirectiveKind, DirectiveStage
from dieuhanh.organisations.models import Organisation

EVIDENCE_MARKS = ("", "N", "T", "M", "U")
"""How a fact of the record is known: text read (T), press or official report (N), to be read again (M), cut (U)."""


class Directive(models.Model):
    """One document of the Government, the Prime Minister, a minister or a provincial chairman.

    `text` is NFC with line feeds for line ends: tasks keep offsets into it. `code_stem` begins the codes of its tasks: the symbol,
    with the year where another document bears the same one. `next_number` is never taken back, so no code is used twice.
    """

    not_held = ("next_number", "search")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    symbol = models.CharField(max_length=200)
    code_stem = models.CharField(max_length=220, unique=True)
    kind = models.CharField(max_length=20)
    title = models.TextField(blank=True, default="")
    issuer = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="directives_issued"
    )
    signer = models.CharField(max_length=200, blank=True, default="")
    signed_on = models.DateField()
    signed_precision = models.CharField(max_length=5, default="day")
    """`day`, `month` or `year`: where only that is known, `signed_on` is its last day."""
    received_on = models.DateField(null=True)
    text = models.TextField(blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_media_type = models.CharField(max_length=100, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_content = models.BinaryField(null=True)
    assigner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="directives_assigned")
    """The body whose office verifies; the Government Office for what the Government and the Prime Minister give."""
    level = models.CharField(max_length=10, default="central")
    state = models.CharField(max_length=10, default=DirectiveStage.DRAFT.value)
    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    next_number = models.PositiveIntegerField(default=1)
    entered_by = models.UUIDField(null=True)
    """The person who entered it or last changed a task of it; may not check it."""
    entered_at = models.DateTimeField()
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    search = models.TextField()
    """Symbol, title and signer folded of case and diacritics."""
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["symbol", "signed_on"], name="directives_directive_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DirectiveStage]),
                name="directives_directive_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in DirectiveKind]), name="directives_directive_kind"
            ),
            models.CheckConstraint(
                condition=Q(signed_precision__in=("day", "month", "year")),
                name="directives_directive_precision",
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="directives_directive_mark"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="directives_directive_published",
            ),
        ]
        indexes = [models.Index(fields=["-signed_on", "-id"], name="directives_directive_order")]

    def __str__(self) -> str:
        return self.symbol
