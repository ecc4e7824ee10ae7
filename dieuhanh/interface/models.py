"""What the furniture keeps for a person alone: named views of lists, and what he typed and has not sent yet.

Neither is a decision, so neither has a ledger entry. A person is named by his id without a foreign key:
this floor is below the room that knows people.
"""

from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7


class SavedView(models.Model):
    """A named view of one list: its filters, order and columns as a query string, for one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    list_key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, blank=True, default="")
    is_default = models.BooleanField(default=False)
    """Shown when its owner opens the list without asking for anything."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "list_key", "name"], name="interface_view_name_once"
            ),
            models.UniqueConstraint(
                fields=["person_id", "list_key"],
                condition=Q(is_default=True),
                name="interface_view_one_default",
            ),
        ]


class FormDraft(models.Model):
    """What a person typed into a form and has not sent: brought back when he opens the form again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField()
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    """Field name → list of values. Never a password, a passphrase or a file."""
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "path"], name="interface_draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="interface_draft_age")]
