"""What is stored of bodies, people and their powers. Periods are half open: [valid_from, valid_to)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.identity import uuid7


def _period(start: str = "valid_from", end: str = "valid_to") -> Func:
    """The half-open date range of two columns, for exclusion constraints."""
    return Func(F(start), F(end), function="daterange", output_field=models.Field())


class Organisation(models.Model):
    """A body's identity, the same through all its names and places."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=40, unique=True)
    """A stable natural key, never shown as the code: `BCT`, `T02-1`."""
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)


class OrganisationVersion(models.Model):
    """What a body was called, what it was, and under whom, in one stretch of time.

    Versions of a body follow each other without gap or overlap: `continues_on`
    names the start of the next one (a foreign key checked at commit), it is
    empty in exactly one version, and no two versions continue on the same day.
    """

    class Kind(models.TextChoices):
        """What a body is."""

        GOVERNMENT = "government", _("Government")
        MINISTRY = "ministry", _("Ministry")
        MINISTERIAL_AGENCY = "ministerial_agency", _("Ministerial-level agency")
        GOVERNMENT_AGENCY = "government_agency", _("Agency under the Government")
        PROVINCE = "province", _("Province")
        DISTRICT = "district", _("District")
        COMMUNE = "commune", _("Commune")
        DEPARTMENT = "department", _("Department")
        OTHER = "other", _("Other body")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    code = models.CharField(max_length=40)
    official_code = models.CharField(max_length=20, default="", blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subkind = models.CharField(max_length=40, default="", blank=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=420)
    sort_key = models.CharField(max_length=420, db_collation="C")
    parent = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="child_versions"
    )
    region = models.CharField(max_length=20, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    continues_on = models.DateField(null=True)
    legal_document = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="organisations_version_no_overlap",
                expressions=[("organisation", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="organisations_version_code_once",
                expressions=[("code", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], name="organisations_version_start_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "continues_on"], name="organisations_version_next_once"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(continues_on__isnull=True),
                name="organisations_version_one_last",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organisations_version_forward",
            ),
            models.CheckConstraint(
                condition=Q(continues_on__isnull=True) | Q(continues_on=F("valid_to")),
                name="organisations_version_no_gap",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("organisation")),
                name="organisations_version_not_own_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "valid_from"], name="organisations_version_parent"),
            models.Index(fields=["kind", "sort_key"], name="organisations_version_kind"),
            models.Index(fields=["code"], name="organisations_version_code"),
            models.Index(fields=["official_code"], name="organisations_version_official"),
            models.Index(fields=["sort_key", "organisation"], name="organisations_version_order"),
            GinIndex(fields=["name_folded"], name="organisations_version_words", opclasses=["gin_trgm_ops"]),
        ]


class Succession(models.Model):
    """Who took over from whom, when, and by which document. `share` is for divided bodies: parts of a whole."""

    class Kind(models.TextChoices):
        """How one body followed another."""

        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split off")
        DIVIDED = "divided", _("Divided")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions_in")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    effective_on = models.DateField()
    is_default = models.BooleanField(default=True)
    """Of the successors of a divided body, the one that takes over what names no other."""
    legal_document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"], name="organisations_succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="organisations_succession_not_self"
            ),
            models.UniqueConstraint(
                fields=["predecessor", "effective_on"],
                condition=Q(is_default=True),
                name="organisations_succession_one_default",
            ),
        ]


class PersonManager(BaseUserManager["Person"]):
    """Django asks for this by name when it looks a user up."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of a user name, whatever its case."""
        return self.get(username=(username or "").casefold())


class Person(AbstractBaseUser):
    """A human being who may sign in. What he may do lies in his appointments."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, default="")
    sort_key = models.CharField(max_length=420, default="", db_collation="C")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=2, default="vi")
    home = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    """The body whose administrators keep this person's record; none: those of the whole country."""
    is_active = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        indexes = [
            GinIndex(fields=["name_folded"], name="organisations_person_words", opclasses=["gin_trgm_ops"])
        ]

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    is_staff = False
    is_superuser = False

    def get_full_name(self) -> str:
        """The whole name, as Vietnamese names are said."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name: the last word."""
        return self.full_name.rsplit(" ", 1)[-1]


class Appointment(models.Model):
    """A position that a person holds in a body for a time, and the powers that go with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    scope = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="scoped_appointments")
    """The body whose whole subtree the powers reach: its own, or a higher one for those who serve the whole."""
    position_vi = models.CharField(max_length=200)
    position_en = models.CharField(max_length=200)
    powers = ArrayField(models.CharField(max_length=60))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    legal_document = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organisations_appointment_forward",
            ),
            ExclusionConstraint(
                name="organisations_appointment_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("position_vi", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Delegation(models.Model):
    """Powers of one appointment lent to another one between two dates, by a document."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations_taken")
    powers = ArrayField(models.CharField(max_length=60))
    valid_from = models.DateField()
    valid_to = models.DateField()
    legal_document = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="organisations_delegation_forward"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="organisations_delegation_not_self"),
        ]


class MachineToken(models.Model):
    """A named key for a machine: scoped to powers and a body, expiring, stored hashed, shown once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    digest = models.BinaryField(unique=True)
    """SHA-256 of the token; the token itself has 256 random bits, so a plain hash suffices."""
    hint = models.CharField(max_length=12)
    owner = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    powers = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="organisations_token_name_once")
        ]


class KnownDevice(models.Model):
    """A browser on which a person has signed in: its failed tries are counted apart from a stranger's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    digest = models.BinaryField(unique=True)
    """SHA-256 of the random value in the browser's cookie."""
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)
