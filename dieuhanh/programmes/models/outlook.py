"""What is expected of a target, apart from what is known: planned paths and judgements, each row final."""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.programmes.models.programmes import Target
from dieuhanh.programmes.rules.outlook import Grade


class Trajectory(models.Model):
    """The planned value by month; a new plan is a new version that names its document."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="trajectories")
    version = models.PositiveSmallIntegerField()
    points = models.JSONField()
    """`[["2020-09", "18"], …]`, values as text."""
    document = models.CharField(max_length=200)
    planned_on = models.DateField()
    by_name = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "version"], name="programmes_trajectory_once"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} v{self.version}"


class Likelihood(models.Model):
    """A person's judgement of whether a target will be met: four parts, a whole, the reason."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="likelihoods")
    parts = models.JSONField()
    overall = models.CharField(max_length=20)
    reason = models.TextField()
    judged_on = models.DateField()
    by_name = models.CharField(max_length=200)
    by_position = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overall__in=[one.value for one in Grade]), name="programmes_likelihood_overall"
            ),
        ]
        indexes = [models.Index(fields=["target", "-judged_on", "-id"], name="programmes_likelihood_latest")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.judged_on}"
