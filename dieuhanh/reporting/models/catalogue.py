"""What is stored of indicators, sources and targets.

An indicator's arithmetic (how it adds up, its convention, its decimals) never changes: another
arithmetic is another indicator. Its words, owner and legal list do, in versions by date.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation


class Section(models.Model):
    """A group of indicators on the wall, as in Decision 1498/QĐ-TTg."""

    code = models.CharField(max_length=20, primary_key=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)


class Source(models.Model):
    """Where figures come from: publisher, title, date, licence. Figures made up for show say so here."""

    class Standing(models.TextChoices):
        """What a figure of this source is worth before anybody checked it."""

        CLAIMED = "claimed"
        PUBLISHED = "published"
        VERIFIED = "verified"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    publisher_vi = models.CharField(max_length=300)
    publisher_en = models.CharField(max_length=300)
    title_vi = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500)
    published = models.DateField(null=True)
    cadence = models.CharField(max_length=20, default="", blank=True)
    licence = models.CharField(max_length=200, default="", blank=True)
    note_vi = models.TextField(default="", blank=True)
    note_en = models.TextField(default="", blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.PUBLISHED)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)


class Indicator(models.Model):
    """What is measured, and how its figures add up. Words and owner are in its versions."""

    class OverOrganisations(models.TextChoices):
        """How bodies' figures make the figure of the body above them."""

        SUM = "sum"
        WEIGHTED_MEAN = "weighted_mean"
        LAST = "last"
        NONE = "none"

    class OverTime(models.TextChoices):
        """How figures of short periods make the figure of a longer one; `cumulative` counts from 1 January."""

        SUM = "sum"
        LAST = "last"
        MEAN = "mean"
        CUMULATIVE = "cumulative"
        NONE = "none"

    class NationalValue(models.TextChoices):
        """Whether the country's figure is published as such, computed from the bodies', or either."""

        PUBLISHED = "published"
        ROLLED_UP = "rolled_up"
        EITHER = "either"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=60, unique=True)
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    """The indicator of which this is another measure: `GC-01-MOM` of `GC-01`."""
    decimals = models.PositiveSmallIntegerField(default=0)
    over_organisations = models.CharField(max_length=15, choices=OverOrganisations.choices, default="none")
    weight = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="weighs")
    """For a weighted mean: the indicator whose figures of the same body and period are the weights."""
    over_time = models.CharField(max_length=10, choices=OverTime.choices, default="none")
    period_kinds = ArrayField(models.CharField(max_length=12))
    convention = models.CharField(max_length=12, default="calendar")
    """`calendar`, `15-14` (Decree 09/2019/NĐ-CP Art. 12) or another window such as `16-15`."""
    vintages = ArrayField(models.CharField(max_length=12), default=list)
    respondents = ArrayField(models.CharField(max_length=20), default=list)
    """The kinds of body whose figures make the totals: never two kinds of which one lies in the other."""
    national_value = models.CharField(max_length=10, choices=NationalValue.choices, default="either")
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reporting_indicator_weight",
                condition=Q(over_organisations="weighted_mean", weight__isnull=False)
                | (~Q(over_organisations="weighted_mean") & Q(weight__isnull=True)),
            ),
            models.CheckConstraint(
                name="reporting_indicator_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]


class IndicatorVersion(models.Model):
    """What an indicator was called, what it meant and who answered for it, in one stretch of time."""

    class Direction(models.TextChoices):
        """Which way is better."""

        HIGHER = "higher"
        LOWER = "lower"
        NEUTRAL = "neutral"
        IN_BAND = "in_band"

    class Status(models.TextChoices):
        """How far the indicator is collected: not yet, some of its breakdowns, all."""

        PLANNED = "planned"
        PARTIAL = "partial"
        COMPLETE = "complete"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=620)
    sort_key = models.CharField(max_length=700)
    unit_vi = models.CharField(max_length=80)
    unit_en = models.CharField(max_length=80)
    direction = models.CharField(max_length=8, choices=Direction.choices, default="neutral")
    owner = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    legal_list = ArrayField(models.CharField(max_length=80), default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default="planned")
    evidence = models.CharField(max_length=1, default="", blank=True)
    definition_vi = models.TextField(default="", blank=True)
    definition_en = models.TextField(default="", blank=True)
    legal_document = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="reporting_indicator_version_no_overlap",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"), F("valid_to"), function="daterange", output_field=models.Field()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="reporting_indicator_version_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]


class Breakdown(models.Model):
    """A part into which an indicator is broken: `AGR` of GDP. The empty code is the whole and has no row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="breakdowns")
    code = models.CharField(max_length=120)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    set = models.CharField(max_length=40, default="", blank=True)
    sort = models.IntegerField(default=0)
    part_of = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "code"], name="reporting_breakdown_once"),
            models.CheckConstraint(name="reporting_breakdown_named", condition=~Q(code="")),
        ]


class Target(models.Model):
    """What was set to be reached, by whom, in which document. A change is a new version that names the old."""

    append_only = True

    class Kind(models.TextChoices):
        """What reaching it means."""

        POINT = "point"
        ABOUT = "about"
        AT_LEAST = "at_least"
        AT_MOST = "at_most"
        RANGE = "range"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=80, unique=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    breakdown = models.CharField(max_length=120, default="", blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    low = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    high = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    strict = models.BooleanField(default=False)
    """The bound itself is not enough: "under 4 %"."""
    stretch_low = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    stretch_high = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    assigner_vi = models.CharField(max_length=200)
    assigner_en = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    document_date = models.DateField(null=True)
    valid_from = models.DateField()
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    note_vi = models.TextField(default="", blank=True)
    note_en = models.TextField(default="", blank=True)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reporting_target_bounds",
                condition=Q(kind__in=["point", "about"], low__isnull=False, high=F("low"))
                | Q(kind="at_least", low__isnull=False, high__isnull=True)
                | Q(kind="at_most", low__isnull=True, high__isnull=False)
                | Q(kind="range", low__isnull=False, high__gte=F("low")),
            )
        ]
        indexes = [models.Index(fields=["organisation", "indicator", "period"], name="reporting_target_of")]
