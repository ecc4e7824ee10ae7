"""Regimes and what was opened under them. A regime's versions follow each other; each names its document."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation


class Regime(models.Model):
    """A binding rule that someone must report something to someone; the same through its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class RegimeVersion(models.Model):
    """Everything that Decree 09/2019/NĐ-CP wants a regime to state, as one document stated it.

    `respondents`: `all_ministries`, `all_provinces` or codes of bodies; `chains`: by kind of
    respondent, the deadline rules of every level (`deadlines.rules.Chain`); `outline`: its sections.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name_vi = models.CharField(max_length=400)
    name_en = models.CharField(max_length=400)
    name_folded = models.CharField(max_length=820)
    kind = models.CharField(max_length=10)
    content = models.CharField(max_length=10)
    sector = models.CharField(max_length=40)
    legal_basis_vi = models.TextField()
    legal_basis_en = models.TextField()
    document_number = models.CharField(max_length=100)
    document_date = models.DateField()
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="regimes_issued")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="regimes_received")
    respondents = ArrayField(models.CharField(max_length=40))
    frequency = ArrayField(models.CharField(max_length=12), default=list)
    convention = models.CharField(max_length=10)
    method = models.CharField(max_length=12)
    chains = models.JSONField()
    outline = models.JSONField(default=list)
    guidance_vi = models.TextField(blank=True, default="")
    guidance_en = models.TextField(blank=True, default="")
    needs_signature = models.BooleanField(default=True)
    one_step = models.BooleanField(default=False)
    reminder_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    warnings = models.JSONField(default=list)
    """What was said against it when it was saved: windows that differ, figures asked twice."""
    simulated = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regime", "number"], name="reporting_regime_version_once"),
            models.UniqueConstraint(fields=["regime", "valid_from"], name="reporting_regime_start_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="reporting_regime_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.number}"


class RegimeForm(models.Model):
    """A form that a regime's version asks for; which version of the form is decided when a period opens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    regime_version = models.ForeignKey(RegimeVersion, on_delete=models.PROTECT, related_name="form_links")
    form = models.ForeignKey("reporting.Form", on_delete=models.PROTECT, related_name="regime_links")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regime_version", "form"], name="reporting_regime_form_once")
        ]


class OpenedPeriod(models.Model):
    """A period of a regime that was opened: its window and the version of the regime that it follows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="periods")
    regime_version = models.ForeignKey(RegimeVersion, on_delete=models.PROTECT, related_name="periods")
    period = models.CharField(max_length=12)
    last_day = models.DateField()
    """The last calendar day of the period, by which periods of different kinds are put in order."""
    convention = models.CharField(max_length=10)
    data_from = models.DateField()
    data_to = models.DateField()
    actual_cutoff = models.DateField(null=True)
    """Where the data could not be closed inside the window: the nearest possible day."""
    opened_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regime", "period"], name="reporting_period_once")]
        indexes = [models.Index(fields=["-last_day"], name="reporting_period_order")]
