"""What is stored of the wall: the events as they are told, and the scenes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dieuhanh.centre.rules.scenes import ROTATE_LEAST, ROTATE_MOST
from dieuhanh.config.identity import uuid7


class Event(models.Model):
    """A ledger entry as the wall tells it. The key is the entry's place in the tree, so a repeat changes nothing.

    `at` is on the clock by which obligations are judged (in demonstration mode a morning of 2020);
    `recorded_at` is when the entry was written. An empty text is not told: it only refreshes its tiles.
    """

    append_only = True

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    organisation_id = models.UUIDField(null=True)
    state = models.CharField(max_length=14, blank=True, default="")
    text_vi = models.CharField(max_length=400, blank=True, default="")
    text_en = models.CharField(max_length=400, blank=True, default="")
    href = models.CharField(max_length=300, blank=True, default="")
    tiles = ArrayField(models.CharField(max_length=20), default=list)
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-index"], condition=~Q(text_vi=""), name="centre_event_told"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Scene(models.Model):
    """A layout of the wall as data: `layout` is a `rules.scenes.Layout`. `rotate_seconds` 0: it stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    layout = models.JSONField()
    order = models.PositiveSmallIntegerField(default=100)
    rotate_seconds = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rotate_seconds=0)
                | Q(rotate_seconds__gte=ROTATE_LEAST, rotate_seconds__lte=ROTATE_MOST),
                name="centre_scene_rotation",
            )
        ]

    def __str__(self) -> str:
        return self.code
