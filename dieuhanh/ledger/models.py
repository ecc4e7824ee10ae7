"""What the ledger stores. Rows of ``append_only`` tables can be neither changed nor removed by the program.

No table is the target of a foreign key and none has a trigger: bodies must be free to live on another
machine (design, "Beyond one machine"). What foreign keys would promise, ``verify`` proves.
"""

from django.db import models
from django.db.models.functions import Now

from dieuhanh.config.identity import uuid7


class Entry(models.Model):
    """One decision: what, who, when, on what, and the commitment to its body. Public but for the names."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    appointment_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    commitment = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="ledger_entry_subject"),
            models.Index(fields=["organisation_id", "id"], name="ledger_entry_organisation"),
            models.Index(fields=["kind", "id"], name="ledger_entry_kind"),
        ]


class Body(models.Model):
    """The canonical JSON an entry commits to, with its salt: under rights, and erasable by law."""

    append_only = True

    entry_id = models.UUIDField(primary_key=True)
    salt = models.BinaryField()
    body = models.TextField()


class Pending(models.Model):
    """An entry written and not yet in the tree. Emptied by the sequencer alone."""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()
    queued_at = models.DateTimeField(db_default=Now())


class Leaf(models.Model):
    """An entry's place in the tree, from 0."""

    append_only = True

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    leaf_hash = models.BinaryField()


class Node(models.Model):
    """The root of a full tile: level L covers 256**L leaves. What lies between is hashed when asked for."""

    append_only = True

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """A tree head as it was signed (C2SP tlog-checkpoint)."""

    append_only = True

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    signed_at = models.DateTimeField()
    note = models.TextField()


class Key(models.Model):
    """A public key that heads were signed with, in C2SP vkey form."""

    append_only = True

    vkey = models.TextField(primary_key=True)
    valid_from = models.DateTimeField()


class Cursor(models.Model):
    """How far a subscriber has come: ``position`` is the next index it will be given."""

    subscriber = models.TextField(primary_key=True)
    position = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())


class SetAside(models.Model):
    """An entry that a subscriber failed on again and again, kept for a person to look at."""

    id = models.BigAutoField(primary_key=True)
    subscriber = models.TextField()
    index = models.BigIntegerField()
    error = models.TextField()
    attempts = models.SmallIntegerField()
    at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_set_aside"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "index"], name="ledger_set_aside_once"),
        ]
