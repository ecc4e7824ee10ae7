"""Webhooks: who is told of changes at which address, and what became of each telling."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation


class Hook(models.Model):
    """A body's subscription: changes of the tasks that the body may see are sent to one address, in their order.

    The secret must be at hand for each signature, so that it cannot be stored as a hash: it is sealed (AES-256-GCM) with a
    key that lies in the data folder and not in the database (`sealing`).
    """

    class State(models.TextChoices):
        """Whether it is sent to."""

        ACTIVE = "active"
        PAUSED = "paused"
        """Changes are noted and not sent: too many failures in a row."""
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=40))
    sealed = models.BinaryField()
    former = models.BinaryField(null=True)
    """Secrets that were replaced and still sign, each with its end, sealed like the present one (`queries.hooks.secrets_of`)."""
    former_until = models.DateTimeField(null=True)
    """When the last of them ends."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    since = models.BigIntegerField()
    """The first place in the ledger that it is told of."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    next_at = models.DateTimeField(null=True)
    """Not before then; None: at once."""
    why = models.TextField(blank=True, default="")
    """Why it rests or was stopped."""
    token_id = models.UUIDField(null=True)
    """The machine token that made it: the subscription ends with it."""
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=~Q(state="stopped"),
                name="directives_hook_name_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("active", "paused", "stopped")), name="directives_hook_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One change for one subscription. What is sent is read from the ledger each time: no copy of it lies here."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        SET_ASIDE = "set_aside"
        WITHHELD = "withheld"
        """The body may not see the task any more."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="deliveries")
    index = models.BigIntegerField()
    """The entry's place in the ledger."""
    entry_id = models.UUIDField()
    """What the receiver drops doubles by."""
    kind = models.CharField(max_length=80)
    task_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    answer = models.PositiveSmallIntegerField(null=True)
    """The status that the receiver answered last; its words are not kept."""
    fault = models.CharField(max_length=300, blank=True, default="")
    noted_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "index"], name="directives_delivery_once")]
        indexes = [
            models.Index(
                fields=["hook", "index"], condition=Q(state="waiting"), name="directives_delivery_next"
            ),
            models.Index(fields=["hook"], condition=Q(state="set_aside"), name="directives_delivery_aside"),
        ]
