"""One row says that a database is a demonstration, and how much of it is loaded."""

from django.db import models
from django.db.models import Q


class Demonstration(models.Model):
    """The mark of a demonstration's database. Its parts are loaded one after the other, each once."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    parts = models.JSONField(default=list)
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="demonstration_only_one", condition=Q(id=1))]
