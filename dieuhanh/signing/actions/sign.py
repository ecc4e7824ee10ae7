"""Signing a PDF by hand of a person, in the appointment in which he acts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.environment import env
from dieuhanh.config.errors import Invalid, Refused, TooLarge, Unauthenticated
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.models import Appointment, OrganisationVersion
from dieuhanh.signing import pades, paper
from dieuhanh.signing.actions.unlock import unlock
from dieuhanh.signing.models import Signature
from dieuhanh.signing.queries import token_of, verify_pdf
from dieuhanh.signing.rules.verdict import BottomLine, Verdict
from dieuhanh.signing.signer import Signer
from dieuhanh.signing.words import cause_sentences

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """The signed file, its hash, and the record of the signature with the verdict at that moment."""

    pdf: bytes
    sha256: str
    signature_id: UUID
    certificate_id: UUID
    signed_at: datetime
    verdict: Verdict


@sensitive_variables("passphrase")
def sign_pdf(
    pdf: bytes,
    *,
    by: Actor,
    passphrase: str,
    reason_vi: str,
    subject_type: str,
    subject_id: UUID,
    certificate_id: UUID | None = None,
    at: datetime | None = None,
) -> SignedPdf:
    """Sign with the person's own software token, PAdES B-B, in the appointment in which he acts.

    The token is opened with `passphrase` for this one signature. The file is checked again after
    signing by the same function that a receiver uses; a signature that would not be valid is not
    handed out (a certificate expired or revoked, an appointment that has ended). Without a
    revocation list the verdict is indeterminate and says so.

    `at` dates the signature of a simulated person only; a real one is dated by the clock.

    Call it before opening a transaction of your own where you can: a wrong passphrase is then
    counted for good. (Inside one that is rolled back, this process alone remembers it.)

    Raises `Invalid` (wrong passphrase, unreadable PDF), `Refused` (no token, machine, signature that
    would not be valid), `TooMany` (too many wrong passphrases), `TooLarge`.
    """
    person_id, appointment_id = _check_hand(by, at)
    if len(pdf) > env.integer("DIEUHANH_SIGNED_MIB") * 1024 * 1024:
        raise TooLarge(_("The file is larger than what can be signed here."))
    token = token_of(person_id, certificate_id)
    if token is None:
        raise Refused(
            _("You have no software token that can sign. Store yours under “Signatures”."), code="no-token"
        )
    signer = unlock(token, passphrase)
    moment = (at or timezone.now()).replace(microsecond=0)
    signed = _make(
        pdf, signer, appointment_id=appointment_id, reason=nfc(reason_vi)[:LONGEST_REASON], moment=moment
    )
    verdict = verify_pdf(signed, at=moment)
    if verdict.bottom_line is BottomLine.INVALID:
        raise Refused(
            _("The signature would not be valid: %(causes)s")
            % {"causes": " ".join(cause_sentences(verdict))},
            code="signature-not-valid",
        )
    with transaction.atomic():
        record = Signature.objects.create(
            subject_type=subject_type,
            subject_id=subject_id,
            person_id=person_id,
            appointment_id=appointment_id,
            certificate_id=token.certificate_id,
            signed_at=moment,
            reason=nfc(reason_vi)[:LONGEST_REASON],
            file_sha256=verdict.sha256,
            file_size=len(signed),
            signature_sha256=_last_signature_sha256(signed),
            verdict=verdict.as_dict(),
            simulated=by.simulated,
        )
        append(
            "signing.signature.made",
            by=by,
            subject_type=subject_type,
            subject_id=subject_id,
            organisation_id=by.organisation_id,
            body=_body(record, token.certificate.fingerprint, verdict),
        )
    return SignedPdf(signed, verdict.sha256, record.pk, token.certificate_id, moment, verdict)


def _check_hand(by: Actor, at: datetime | None) -> tuple[UUID, UUID]:
    """The person and the appointment in which he signs; a machine has no hand."""
    if by.is_system or by.token_id is not None:
        raise Refused(_("A personal signature is made by a person at the screen, not by a machine."))
    if by.person_id is None:
        raise Unauthenticated(_("Sign in first."))
    if by.appointment_id is None:
        raise Refused(_("You hold no appointment in which you could sign."))
    if at is not None and not by.simulated:
        raise Refused(_("Only a simulated person's signature may be dated otherwise than by the clock."))
    return by.person_id, by.appointment_id


def _make(pdf: bytes, signer: Signer, *, appointment_id: UUID, reason: str, moment: datetime) -> bytes:
    """The signed file, with the visible block where the paper keeps room for it."""
    appointment, body = _appointment(appointment_id, moment)
    try:
        area = pades.signature_area(pdf, signature=pades.count_signatures(pdf) + 1)
        block = None
        if area is not None:
            block = paper.signature_block(
                signature_lines(appointment.person.full_name, appointment.position_vi, body, moment),
                width=area.width,
                height=area.height,
            )
        text = pades.SignatureText(
            name=appointment.person.full_name,
            location=body,
            reason=reason,
            appointment_id=appointment.pk,
            signed_at=moment,
        )
        return pades.sign(pdf, signer=signer, text=text, appearance=block, area=area)
    except pades.NotReadable as fault:
        raise Invalid(_("The file cannot be read as a PDF, or it is encrypted.")) from fault


def signature_lines(name: str, position: str, body: str, moment: datetime) -> list[tuple[str, str]]:
    """What the visible signature says, in Vietnamese; the time as Decree 30/2020 asks (ISO 8601, Việt Nam)."""
    when = moment.astimezone(VIETNAM)
    shown = when.strftime("%d/%m/%Y %H:%M:%S ") + when.isoformat()[-6:]
    return [("Ký bởi", name), ("Chức vụ", position), ("Cơ quan", body), ("Thời gian ký", shown)]


def _appointment(appointment_id: UUID, moment: datetime) -> tuple[Appointment, str]:
    """The appointment with its person, and the body's name on that day. One statement."""
    day = moment.astimezone(VIETNAM).date()
    named = OrganisationVersion.objects.filter(organisation=OuterRef("organisation"), valid_from__lte=day)
    named = named.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    found = (
        Appointment.objects.select_related("person")
        .annotate(body_name=Subquery(named.values("name_vi")[:1]))
        .filter(pk=appointment_id)
        .first()
    )
    if found is None:
        raise Refused(_("You hold no appointment in which you could sign."))
    return found, found.body_name or ""


def _last_signature_sha256(signed: bytes) -> str:
    return pades.read_signatures(signed)[-1].sha256


def _body(record: Signature, fingerprint: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "signature_id": str(record.pk),
        "format": record.format,
        "signed_at": record.signed_at.isoformat(),
        "file_sha256": record.file_sha256,
        "signature_sha256": record.signature_sha256,
        "certificate": fingerprint,
        "appointment_id": str(record.appointment_id),
        "reason": record.reason,
        "verdict": str(verdict.bottom_line),
    }
