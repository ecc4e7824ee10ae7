"""What is stored of certificates, tokens, the trust list and signatures.

A private key is stored only inside its sealed PKCS#12 file, as its owner delivered it. The passphrase
is not stored anywhere, in any form.
"""

from django.db import models
from django.db.models import F, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Appointment, Person


class Certificate(models.Model):
    """A certificate registered to a person, from one moment until another.

    A certificate is registered once in its life: taken out, it does not come back, so that
    "registered when it signed" always has one answer.
    """

    class Kind(models.TextChoices):
        """Where the key lives."""

        SOFTWARE = "software"
        HARDWARE = "hardware"
        REMOTE = "remote"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SOFTWARE)
    subject = models.CharField(max_length=1000)
    common_name = models.CharField(max_length=300)
    issuer = models.CharField(max_length=1000)
    serial = models.CharField(max_length=64)
    """Hexadecimal, lower case."""
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 of the DER form, hexadecimal."""
    pem = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    registered_at = models.DateTimeField()
    unregistered_at = models.DateTimeField(null=True)
    unregistered_reason = models.CharField(max_length=500, default="", blank=True)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="signing_certificate_forward"
            ),
            models.CheckConstraint(
                condition=Q(unregistered_at__isnull=True) | Q(unregistered_at__gte=F("registered_at")),
                name="signing_certificate_registered_forward",
            ),
        ]
        indexes = [models.Index(fields=["person", "-registered_at"], name="signing_certificate_person")]


class SoftwareToken(models.Model):
    """A person's PKCS#12 file, sealed under his own passphrase, byte for byte as he delivered it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="token")
    sealed = models.BinaryField(max_length=64 * 1024)
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    wrong_passphrases = models.PositiveIntegerField(default=0)
    """In a row; a right one sets it back."""
    paused_until = models.DateTimeField(null=True)

    def __repr__(self) -> str:
        return f"<SoftwareToken {self.pk}>"


class TrustAnchor(models.Model):
    """An authority that this body trusts to issue certificates, between two days."""

    class Role(models.TextChoices):
        """Where a path may end, and what only helps to build one."""

        ROOT = "root"
        INTERMEDIATE = "intermediate"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.ROOT)
    subject = models.CharField(max_length=1000)
    subject_key = models.CharField(max_length=64)
    """SHA-256 of the subject's DER form."""
    fingerprint = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    trusted_from = models.DateTimeField()
    trusted_to = models.DateTimeField(null=True)
    legal_document = models.CharField(max_length=200, default="", blank=True)
    imported_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trusted_to__isnull=True) | Q(trusted_to__gte=F("trusted_from")),
                name="signing_anchor_forward",
            ),
        ]
        indexes = [models.Index(fields=["subject_key"], name="signing_anchor_subject")]


class RevocationList(models.Model):
    """A list of revoked certificates as its issuer signed it. Kept for ever: old signatures need old lists."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issuer = models.CharField(max_length=1000)
    issuer_key = models.CharField(max_length=64)
    """SHA-256 of the issuer's name and public key: an authority that changed its key keeps its name."""
    der = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=64, default="", blank=True)
    entries = models.PositiveIntegerField()
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next_update__gt=F("this_update")), name="signing_crl_forward"),
        ]
        indexes = [models.Index(fields=["issuer_key", "this_update"], name="signing_crl_issuer")]


class Signature(models.Model):
    """A signature made here: who, in which appointment, on what, with which verdict at that moment.

    This record, in the ledger with the hash of the signature, is what proves the time of signing as
    long as there are no time stamps.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="signatures")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()
    format = models.CharField(max_length=20, default="PAdES-B-B")
    reason = models.CharField(max_length=500)
    file_sha256 = models.CharField(max_length=64)
    """Of the whole signed file."""
    file_size = models.PositiveIntegerField()
    signature_sha256 = models.CharField(max_length=64, unique=True)
    """Of the signature itself (the CMS object): still the same where later signatures were added to the file."""
    verdict = models.JSONField()
    simulated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-signed_at"], name="signing_signature_person"),
            models.Index(fields=["subject_type", "subject_id"], name="signing_signature_subject"),
            models.Index(fields=["file_sha256"], name="signing_signature_file"),
        ]
