"""How many tasks count as what, kept by the database with every change of a task."""

from django.db import models


class Total(models.Model):
    """A change of a count: the sum over the rows of one key is the count. Rows of one key are folded into one by and by.

    Written by triggers on the task's table alone (migration 0006), as rows of their own, so that two who end tasks of
    one lead never wait for each other. It can be rebuilt from the tasks at any time (`actions.totals.rebuild`).
    """

    id = models.BigAutoField(primary_key=True)
    lead_id = models.UUIDField(null=True)
    assigner_id = models.UUIDField()
    part = models.BooleanField()
    """Broken down by a body; False: given by a directive."""
    klass = models.CharField(max_length=14)
    """A word of `rules.states.Class` as of now, the clock's word standing for the day; `draft`, `repeated`, `heading` for
    what counts as nothing.
    """
    claimed = models.BooleanField()
    soon = models.BooleanField()
    count = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["lead_id"], name="directives_total_lead"),
            models.Index(fields=["assigner_id"], name="directives_total_assigner"),
        ]
