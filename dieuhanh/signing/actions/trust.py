"""The trust list and its revocation lists. Power: `signing.manage` over the whole."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing, TooLarge
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check
from dieuhanh.signing import certificates as reading
from dieuhanh.signing.models import RevocationList, TrustAnchor

LARGEST_LIST = 32 * 1024 * 1024
POWER = "signing.manage"


def import_trust_anchor(
    *,
    by: Actor,
    certificate: bytes,
    name: str = "",
    role: str = TrustAnchor.Role.ROOT,
    trusted_from: datetime | None = None,
    trusted_to: datetime | None = None,
    legal_document: str = "",
) -> TrustAnchor:
    """Put an authority (PEM or DER) on the trust list, from its own beginning unless told otherwise.

    A root ends paths; an intermediate only helps to build them. Raises `Invalid`, `Conflict`, `Refused`.
    """
    check(by, POWER)
    try:
        read = reading.read_certificate(certificate)
    except reading.Unreadable:
        raise _invalid(_("This is not a certificate (PEM or DER)."), "certificate") from None
    facts = reading.facts_of(read)
    if not facts.is_authority:
        raise _invalid(_("This certificate is not an authority's: it may not issue others."), "certificate")
    start = trusted_from or facts.valid_from
    if trusted_to is not None and trusted_to < start:
        raise _invalid(_("Trust cannot end before it begins."), "trusted_to")
    with transaction.atomic():
        if TrustAnchor.objects.filter(fingerprint=facts.fingerprint).exists():
            raise Conflict(_("This authority is on the trust list already."))
        anchor = TrustAnchor.objects.create(
            name=(nfc(name) or facts.common_name)[:300],
            role=TrustAnchor.Role(role),
            subject=facts.subject[:1000],
            subject_key=reading.name_key(read.subject),
            fingerprint=facts.fingerprint,
            pem=reading.pem_of(read),
            trusted_from=start,
            trusted_to=trusted_to,
            legal_document=nfc(legal_document)[:200],
            imported_at=timezone.now(),
            simulated=by.simulated,
        )
        _announce("signing.anchor.imported", by, anchor, reason="")
    return anchor


def withdraw_trust_anchor(
    anchor_id: UUID, *, by: Actor, reason: str, at: datetime | None = None
) -> TrustAnchor:
    """End the trust in an authority at a moment (now unless told otherwise). What was signed before keeps it."""
    check(by, POWER)
    if not nfc(reason):
        raise _invalid(_("Say why the trust ends."), "reason")
    moment = at or timezone.now()
    with transaction.atomic():
        anchor = TrustAnchor.objects.select_for_update().filter(pk=anchor_id).first()
        if anchor is None:
            raise Missing(_("There is no such record."))
        if anchor.trusted_to is not None and anchor.trusted_to <= moment:
            raise Conflict(_("The trust in this authority has ended already."))
        if moment < anchor.trusted_from:
            raise _invalid(_("Trust cannot end before it begins."), "trusted_to")
        anchor.trusted_to = moment
        anchor.save(update_fields=["trusted_to"])
        _announce("signing.anchor.withdrawn", by, anchor, reason=nfc(reason)[:500])
    return anchor


def import_crl(*, by: Actor, crl: bytes) -> RevocationList:
    """Store a revocation list (PEM or DER) that an authority of the trust list signed.

    The same list twice is one row. Delta, indirect and partitioned lists are refused: they say less
    than they seem to. Raises `Invalid`, `TooLarge`, `Refused`.
    """
    check(by, POWER)
    if len(crl) > LARGEST_LIST:
        raise TooLarge(_("The revocation list is larger than what is taken here."))
    try:
        read = reading.read_crl(crl)
        facts = reading.list_facts(read)
    except reading.Unreadable:
        raise _invalid(
            _("This is not a revocation list (PEM or DER) that says until when it holds."), "crl"
        ) from None
    if not facts.plain:
        raise _invalid(_("Only complete revocation lists are taken, not delta or partial ones."), "crl")
    signers = [one for one in _authorities(facts.issuer_key) if reading.signed_by(read, one)]
    if not signers:
        raise _invalid(
            _("No authority on the trust list signed this revocation list. Put its issuer there first."),
            "crl",
        )
    der = _der(read)
    sha256 = hashlib.sha256(der).hexdigest()
    with transaction.atomic():
        known = RevocationList.objects.filter(sha256=sha256).first()
        if known is not None:
            return known
        row = RevocationList.objects.create(
            issuer=facts.issuer[:1000],
            issuer_key=reading.authority_key(signers[0]),
            der=der,
            sha256=sha256,
            number="" if facts.number is None else str(facts.number)[:64],
            entries=facts.entries,
            this_update=facts.this_update,
            next_update=facts.next_update,
            imported_at=timezone.now(),
        )
        append(
            "signing.crl.imported",
            by=by,
            subject_type="signing.crl",
            subject_id=row.pk,
            organisation_id=by.organisation_id,
            body={
                "issuer": row.issuer,
                "content_hash": sha256,
                "entries": row.entries,
                "this_update": row.this_update.isoformat(),
                "next_update": row.next_update.isoformat(),
            },
        )
    return row


def _authorities(subject_key: str) -> Sequence[x509.Certificate]:
    rows = TrustAnchor.objects.filter(subject_key=subject_key).values_list("pem", flat=True)
    return [x509.load_pem_x509_certificate(pem.encode()) for pem in rows]


def _der(crl: x509.CertificateRevocationList) -> bytes:
    return crl.public_bytes(Encoding.DER)


def _invalid(message: str, field: str) -> Invalid:
    return Invalid(message, faults=[Fault(message, field=field)])


def _announce(kind: str, by: Actor, anchor: TrustAnchor, *, reason: str) -> None:
    append(
        kind,
        by=by,
        subject_type="signing.anchor",
        subject_id=anchor.pk,
        organisation_id=by.organisation_id,
        body={
            "name": anchor.name,
            "role": str(anchor.role),
            "fingerprint": anchor.fingerprint,
            "trusted_from": anchor.trusted_from.isoformat(),
            "trusted_to": anchor.trusted_to.isoformat() if anchor.trusted_to else None,
            "reason": reason,
        },
    )
