"""What is stored of figures: batches of facts, the facts themselves, and what they add up to.

A fact is (organisation, indicator, breakdown, period, source, vintage) → value, status, version.
Facts are append-only; the table is partitioned by the year in which the period begins and refers to
nothing by foreign key, so that it can be spread over machines by organisation (design, "Beyond one
machine"). Its real definition is in `sql/fact_table.sql`; `managed` is off because Django cannot
write a partitioned table.
"""

from django.db import models

from dieuhanh.config.identity import uuid7


class FactBatch(models.Model):
    """Facts that came together: one submission, one import, one computation. One ledger entry covers them.

    The facts of a batch are those with `first_id ≤ id ≤ last_id` and this `batch_id`; `content_hash` is the
    SHA-256 of them as CSV lines in the order of their ids (see `rules.facts.STORED_COLUMNS`).
    """

    append_only = True

    class Kind(models.TextChoices):
        """How the facts came."""

        SUBMISSION = "submission"
        IMPORT = "import"
        ENTERED = "entered"
        COMPUTED = "computed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    organisation_id = models.UUIDField(null=True)
    """The body whose facts they are; empty where they are of many."""
    submission_id = models.UUIDField(null=True)
    ledger_entry_id = models.UUIDField(null=True)
    rows = models.BigIntegerField()
    first_id = models.UUIDField()
    last_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200, default="", blank=True)
    file_hash = models.CharField(max_length=64, default="", blank=True)
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=200, default="", blank=True)
    position = models.CharField(max_length=200, default="", blank=True)
    simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "reporting_fact_batch"
        indexes = [models.Index(fields=["submission_id"], name="reporting_fact_batch_sent")]


class Fact(models.Model):
    """One version of one figure."""

    append_only = True

    class Status(models.TextChoices):
        """What the figure is worth: said by the body itself, published, checked, found wrong."""

        CLAIMED = "claimed"
        PUBLISHED = "published"
        VERIFIED = "verified"
        REFUTED = "refuted"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    indicator_id = models.UUIDField()
    breakdown = models.TextField(default="")
    period = models.TextField()
    period_start = models.DateField()
    period_end = models.DateField()
    source_id = models.UUIDField()
    vintage = models.TextField()
    version = models.IntegerField()
    supersedes = models.UUIDField(null=True)
    value = models.DecimalField(max_digits=40, decimal_places=12, null=True)
    no_data_reason = models.TextField(default="")
    status = models.TextField(choices=Status.choices)
    simulated = models.BooleanField(default=False)
    as_of = models.DateField()
    batch_id = models.UUIDField()
    note = models.TextField(default="")

    class Meta:
        managed = False
        db_table = "reporting_fact"


class Rollup(models.Model):
    """What the facts below a body add up to, kept as they come and rebuildable to the same bytes.

    The figure is `total`, or `total / weight` where a weight is kept (a weighted mean is stored as its
    numerator and denominator). `base` is the kind of period the facts were of: figures of months are
    never added to figures of quarters. The real definition is in `sql/fact_table.sql`.
    """

    pk = models.CompositePrimaryKey(
        "indicator_id", "organisation_id", "period_start", "period", "breakdown", "basis", "base"
    )
    indicator_id = models.UUIDField()
    organisation_id = models.UUIDField()
    breakdown = models.TextField()
    period = models.TextField()
    period_start = models.DateField()
    basis = models.TextField()
    """`actual` or `plan`."""
    base = models.TextField()
    total = models.DecimalField(max_digits=40, decimal_places=12)
    weight = models.DecimalField(max_digits=40, decimal_places=12, null=True)
    leaves = models.IntegerField()
    """Figures in the total, those of bodies that ended within the period included."""
    reported = models.IntegerField()
    """Bodies (times short periods) that stood at the period's end and answered."""
    verified = models.IntegerField()
    simulated = models.IntegerField()
    expected = models.IntegerField()

    class Meta:
        managed = False
        db_table = "reporting_rollup"
