"""What the frame itself stores: long jobs with their progress, and answers kept for repeats."""

from django.db import models

from dieuhanh.config.identity import uuid7


class Job(models.Model):
    """A long piece of work: how far it is, what came of it, who asked for it."""

    class State(models.TextChoices):
        """waiting → running → done | failed | stopped."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=40, default="")
    result = models.JSONField(null=True)
    problem = models.JSONField(null=True)
    stop_wanted = models.BooleanField(default=False)
    starts = models.SmallIntegerField(default=0)  # how often a worker has taken it up
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="config_job_state",
                condition=models.Q(state__in=["waiting", "running", "done", "failed", "stopped"]),
            )
        ]
        indexes = [models.Index(fields=["person_id", "-created_at"], name="config_job_person")]


class IdempotentAnswer(models.Model):
    """The first answer to a request with an Idempotency-Key, given again to its repeats."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    content_type = models.CharField(max_length=100)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="config_idempotent_once")]
        indexes = [models.Index(fields=["created_at"], name="config_idempotent_age")]


class LoadedReference(models.Model):
    """Which reference data a database holds, by the digest of its files: loaded once, again only when changed."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)
