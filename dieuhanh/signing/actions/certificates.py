"""Registering certificates to people, and keeping their software tokens."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography import x509
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing, Refused, Unauthenticated
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import may
from dieuhanh.organisations.models import Appointment, Person
from dieuhanh.signing import certificates as reading
from dieuhanh.signing.models import Certificate, SoftwareToken
from dieuhanh.signing.queries import access_certificate, leads_to_trust_list
from dieuhanh.signing.rules.registration import registration_faults
from dieuhanh.signing.signer import UnfitToken, WrongPassphrase, open_token
from dieuhanh.signing.words import REGISTRATION_FAULTS, TOKEN_FAULTS


def register_certificate(
    *,
    by: Actor,
    certificate: bytes,
    person_id: UUID | None = None,
    kind: str = Certificate.Kind.SOFTWARE,
) -> Certificate:
    """Register a certificate (PEM or DER) to oneself, or to `person_id` where one manages signing there.

    Raises `Invalid` with every reason against it, `Refused`, `Missing` (no such person).
    """
    person, manages = _owner(by, person_id)
    try:
        read = reading.read_certificate(certificate)
    except reading.Unreadable:
        message = _("This is not a certificate (PEM or DER).")
        raise Invalid(message, faults=[Fault(message, field="certificate")]) from None
    with transaction.atomic():
        return _register(by, read, (), person, manages=manages, kind=kind)


def unregister_certificate(certificate_id: UUID, *, by: Actor, reason: str) -> Certificate:
    """Take a certificate out of the register, with its token. What it signed before stays valid.

    Raises `Missing` for a certificate that `by` may not see, `Invalid` without a reason, `Conflict` when
    it is out already.
    """
    reason = nfc(reason)[:500]
    if not reason:
        message = _("Say why the certificate is taken out.")
        raise Invalid(message, faults=[Fault(message, field="reason")])
    seen = access_certificate(by, certificate_id)
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=seen.pk)
        if certificate.unregistered_at is not None:
            raise Conflict(_("The certificate has been taken out of the register already."))
        certificate.unregistered_at = timezone.now()
        certificate.unregistered_reason = reason
        certificate.save(update_fields=["unregistered_at", "unregistered_reason"])
        SoftwareToken.objects.filter(certificate=certificate).delete()
        body = {
            **_body(certificate),
            "reason": reason,
            "unregistered_at": certificate.unregistered_at.isoformat(),
        }
        _announce("signing.certificate.unregistered", by, certificate, body)
    return certificate


@sensitive_variables("passphrase")
def store_token(*, by: Actor, sealed: bytes, passphrase: str) -> SoftwareToken:
    """Keep a person's PKCS#12 file as delivered; its certificate is registered to him if it is not yet.

    The passphrase is used once, here, to see that the file opens and whose certificate it holds, and
    is then forgotten; the file stays sealed as it came. Raises `Invalid` and `Refused`.
    """
    person, _manages = _owner(by, None)
    try:
        opened = open_token(sealed, passphrase)
    except UnfitToken as unfit:
        message = str(TOKEN_FAULTS[unfit.fault])
        raise Invalid(message, faults=[Fault(message, field="token")]) from None
    except WrongPassphrase:
        message = _("The passphrase does not open this file.")
        raise Invalid(message, faults=[Fault(message, field="passphrase")], code="wrong-passphrase") from None
    fingerprint = reading.fingerprint_of(reading.der_of(opened.certificate))
    with transaction.atomic():
        mine = Certificate.objects.filter(
            fingerprint=fingerprint, person=person, unregistered_at__isnull=True
        ).first()
        certificate = mine or _register(by, opened.certificate, opened.chain, person, manages=False)
        return keep_sealed(by, certificate, sealed)


def keep_sealed(
    by: Actor, certificate: Certificate, sealed: bytes, *, at: datetime | None = None
) -> SoftwareToken:
    """Write the sealed file beside its certificate, in place of an earlier one. Inside a transaction."""
    token, _made = SoftwareToken.objects.update_or_create(
        certificate=certificate,
        defaults={
            "sealed": sealed,
            "sha256": hashlib.sha256(sealed).hexdigest(),
            "stored_at": timezone.now(),
            "wrong_passphrases": 0,
            "paused_until": None,
        },
    )
    _announce("signing.token.stored", by, certificate, {**_body(certificate), "sealed_sha256": token.sha256})
    return token


def _owner(by: Actor, person_id: UUID | None) -> tuple[Person, bool]:
    """Whose certificate it is to be, and whether `by` manages signing for him."""
    if by.token_id is not None:
        raise Refused(_("A machine registers no certificates."))
    wanted = person_id or by.person_id
    if wanted is None:
        raise Unauthenticated(_("Sign in first."))
    person = Person.objects.filter(pk=wanted).first()
    if person is None:
        raise Missing(_("There is no such person."))
    if wanted == by.person_id:
        return person, False
    bodies = (
        Appointment.objects.filter(person=person).values_list("organisation_id", flat=True).distinct()[:8]
    )
    if not any(may(by, "signing.manage", body) for body in [*bodies, None]):
        raise Missing(_("There is no such person."))
    return person, True


def _register(
    by: Actor,
    read: x509.Certificate,
    others: Iterable[x509.Certificate],
    person: Person,
    *,
    manages: bool,
    kind: str = Certificate.Kind.SOFTWARE,
) -> Certificate:
    now = timezone.now()
    facts = reading.facts_of(read)
    known = (
        Certificate.objects.filter(fingerprint=facts.fingerprint).values_list("person_id", flat=True).first()
    )
    faults = registration_faults(
        facts,
        now=now,
        leads_to_trust_list=leads_to_trust_list(read, others, moment=now),
        person_name=person.full_name,
        by_manager=manages,
        person_id=person.pk,
        registered_to=known,
    )
    if faults:
        sentences = [str(REGISTRATION_FAULTS[fault]) for fault in faults]
        raise Invalid(
            _("The certificate cannot be registered: %(reasons)s") % {"reasons": " ".join(sentences)},
            faults=[Fault(sentence, field="certificate") for sentence in sentences],
        )
    return enter(by, read, person, kind=kind, at=now, simulated=False)


def enter(
    by: Actor, read: x509.Certificate, person: Person, *, kind: str, at: datetime, simulated: bool
) -> Certificate:
    """Write a certificate that has been found fit into the register. Inside a transaction."""
    facts = reading.facts_of(read)
    certificate = Certificate.objects.create(
        person=person,
        kind=kind,
        subject=facts.subject[:1000],
        common_name=facts.common_name[:300],
        issuer=facts.issuer[:1000],
        serial=facts.serial[:64],
        fingerprint=facts.fingerprint,
        pem=reading.pem_of(read),
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        registered_at=at,
        simulated=simulated or person.simulated,
    )
    _announce("signing.certificate.registered", by, certificate, _body(certificate))
    return certificate


def _body(certificate: Certificate) -> dict[str, Any]:
    return {
        "person_id": str(certificate.person_id),
        "fingerprint": certificate.fingerprint,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "kind": str(certificate.kind),
        "registered_at": certificate.registered_at.isoformat(),
    }


def _announce(kind: str, by: Actor, certificate: Certificate, body: dict[str, Any]) -> None:
    append(
        kind,
        by=by,
        subject_type="signing.certificate",
        subject_id=certificate.pk,
        organisation_id=by.organisation_id,
        body=body,
    )
