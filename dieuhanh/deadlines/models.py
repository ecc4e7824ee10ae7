"""What is stored of time: versions of the working calendar, and deadline rules with their validity.

A version of the calendar is whole and never changed: a new notice makes a new version, and a
promise names the version it was computed with. Validity is half-open: `valid_to` is the first day
on which a rule no longer holds.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from dieuhanh.config.identity import uuid7

KINDS = ("holiday", "compensatory", "working_weekend")


class CalendarVersion(models.Model):
    """One whole calendar over `first_day` … `last_day`; the newest row is the calendar in use."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.TextField(unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    weekend = ArrayField(models.SmallIntegerField())
    settled_from = models.DateField(null=True)
    settled_to = models.DateField(null=True)
    note = models.TextField()
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")), name="deadlines_version_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CalendarDay(models.Model):
    """A day that does not follow the weekly rule, in one version, with the notice that set it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.TextField()
    name_vi = models.TextField()
    name_en = models.TextField()
    notice = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "date"], name="deadlines_day_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="deadlines_day_kind"),
            models.CheckConstraint(condition=~Q(notice=""), name="deadlines_day_has_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class DeadlineRuleRecord(models.Model):
    """A deadline rule (`data`, see `rules.rule.DeadlineRule.to_dict`) as it holds from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.TextField()
    level = models.TextField(blank=True)
    legal_source = models.TextField()
    convention = models.TextField(default="15-14")
    data = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="deadlines_rule_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="deadlines_rule_forward",
            ),
            models.CheckConstraint(condition=~Q(legal_source=""), name="deadlines_rule_has_source"),
        ]
        indexes = [models.Index(fields=["code", "valid_from"], name="deadlines_rule_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"
