"""JSON API of certificates, the trust list and the check of signatures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from dieuhanh.config.actor import Actor
from dieuhanh.config.environment import env
from dieuhanh.config.errors import Fault, Invalid, TooLarge, Unauthenticated
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.organisations.authority import check
from dieuhanh.signing import actions, queries, words
from dieuhanh.signing.models import Certificate, RevocationList, Signature, TrustAnchor
from dieuhanh.signing.rules.registration import LARGEST_TOKEN
from dieuhanh.signing.rules.verdict import Answer, Verdict

router = Router(tags=["signing"])


class CertificateOut(Schema):
    """A certificate of the register."""

    id: UUID
    person_id: UUID
    kind: str
    subject: str
    common_name: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    registered_at: datetime
    unregistered_at: datetime | None
    has_token: bool
    simulated: bool


class CertificateIn(Schema):
    """A certificate in PEM; `person_id` where it is registered for somebody else."""

    pem: str
    person_id: UUID | None = None


class ReasonIn(Schema):
    """Why something ends."""

    reason: str


class SignatureOut(Schema):
    """A signature made here."""

    id: UUID
    subject_type: str
    subject_id: UUID
    person_id: UUID
    appointment_id: UUID
    certificate_id: UUID
    signed_at: datetime
    format: str
    reason: str
    file_sha256: str
    verdict: dict[str, Any]
    simulated: bool


class AnchorOut(Schema):
    """An authority of the trust list."""

    id: UUID
    name: str
    role: str
    subject: str
    fingerprint: str
    trusted_from: datetime
    trusted_to: datetime | None
    legal_document: str
    simulated: bool


class AnchorIn(Schema):
    """An authority's certificate in PEM; `role` is root or intermediate."""

    pem: str
    name: str = ""
    role: TrustAnchor.Role = TrustAnchor.Role.ROOT
    trusted_from: datetime | None = None
    trusted_to: datetime | None = None
    legal_document: str = ""


class RevocationListOut(Schema):
    """A revocation list, without its bytes."""

    id: UUID
    issuer: str
    number: str
    entries: int
    this_update: datetime
    next_update: datetime
    sha256: str


def _actor(request: HttpRequest) -> tuple[Actor, UUID]:
    by: Actor | None = getattr(request, "actor", None)
    if by is None or by.person_id is None:
        raise Unauthenticated(_("Sign in first."))
    return by, by.person_id


def _certificate(row: Certificate, *, has_token: bool) -> CertificateOut:
    names = [name for name in CertificateOut.model_fields if name != "has_token"]
    return CertificateOut(has_token=has_token, **{name: getattr(row, name) for name in names})


def _read(file: UploadedFile, most: int) -> bytes:
    if file.size is None or file.size > most:
        raise TooLarge(_("The file is larger than what is taken here."))
    return bytes(file.read())


@router.get("/certificates", response=list[CertificateOut])
def list_certificates(request: HttpRequest) -> Any:
    """My certificates, the newest first. A machine has none."""
    by, person_id = _actor(request)
    rows = queries.certificates_of(person_id) if by.token_id is None else []
    return [_certificate(row, has_token=getattr(row, "token", None) is not None) for row in rows]


@router.post("/certificates", response={201: CertificateOut})
@idempotent
def register_certificate(request: HttpRequest, payload: CertificateIn) -> Any:
    """Register a certificate to me, or to another person where I manage signing."""
    by, _person_id = _actor(request)
    row = actions.register_certificate(by=by, certificate=payload.pem.encode(), person_id=payload.person_id)
    return 201, _certificate(row, has_token=False)


@router.post("/certificates/{uuid:certificate_id}/unregister", response=CertificateOut)
@idempotent
def unregister_certificate(request: HttpRequest, certificate_id: UUID, payload: ReasonIn) -> Any:
    """Take a certificate out of the register; its token is deleted. What it signed before stays valid."""
    by, _person_id = _actor(request)
    row = actions.unregister_certificate(certificate_id, by=by, reason=payload.reason)
    return _certificate(row, has_token=False)


@router.post("/software-tokens", response={201: CertificateOut})
@idempotent
def store_token(request: HttpRequest, token: File[UploadedFile], passphrase: Form[str]) -> Any:
    """Store my PKCS#12 file, sealed as sent; the passphrase is used once and forgotten."""
    by, _person_id = _actor(request)
    row = actions.store_token(by=by, sealed=_read(token, LARGEST_TOKEN), passphrase=passphrase)
    return 201, _certificate(row.certificate, has_token=True)


@router.get("/signatures", response=Page[SignatureOut])
def list_signatures(request: HttpRequest, after: str | None = None, limit: int | None = None) -> Any:
    """My signatures, the newest first. A machine has none."""
    by, person_id = _actor(request)
    most, cursor = limit_of(limit, 50), _cursor(after)
    found = queries.signatures_of(person_id, after=cursor, limit=most) if by.token_id is None else []
    rows, following = page_of(found, most, lambda row: str(row.pk))
    return Page[SignatureOut](items=[_signature(row) for row in rows], next=following)


def _cursor(after: str | None) -> UUID | None:
    value = read_cursor(after)
    try:
        return UUID(str(value)) if value else None
    except ValueError as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error


def _signature(row: Signature) -> SignatureOut:
    return SignatureOut(**{name: getattr(row, name) for name in SignatureOut.model_fields})


@router.post("/signatures:verify", response=dict[str, Any])
@idempotent
def verify_signature(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """The verdict on a signed PDF: every finding apart, with its cause in words. The file is not kept."""
    _actor(request)
    return verdict_json(queries.verify_pdf(_read(file, env.integer("DIEUHANH_SIGNED_MIB") * 1024 * 1024)))


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict with each cause as a sentence in the language of the request."""
    body = verdict.as_dict()
    body["sentence"] = str(words.BOTTOM_LINES[verdict.bottom_line])
    body["reasons"] = words.cause_sentences(verdict)
    for shown, signature in zip(body["signatures"], verdict.signatures, strict=True):
        for entry, finding in zip(shown["findings"], signature.findings, strict=True):
            entry["sentence"] = str(words.CAUSES[finding.cause]) if finding.answer is not Answer.YES else ""
    return body


@router.get("/trust-anchors", response=list[AnchorOut])
def list_anchors(request: HttpRequest) -> Any:
    """The trust list."""
    by, _person_id = _actor(request)
    check(by, "signing.manage")
    return queries.anchors()


@router.post("/trust-anchors", response={201: AnchorOut})
@idempotent
def import_anchor(request: HttpRequest, payload: AnchorIn) -> Any:
    """Put an authority on the trust list."""
    by, _person_id = _actor(request)
    return 201, _anchor(
        actions.import_trust_anchor(by=by, certificate=payload.pem.encode(), **_rest(payload))
    )


def _rest(payload: AnchorIn) -> dict[str, Any]:
    return payload.model_dump(exclude={"pem"})


def _anchor(row: TrustAnchor) -> AnchorOut:
    return AnchorOut(**{name: getattr(row, name) for name in AnchorOut.model_fields})


@router.post("/trust-anchors/{uuid:anchor_id}/withdraw", response=AnchorOut)
@idempotent
def withdraw_anchor(request: HttpRequest, anchor_id: UUID, payload: ReasonIn) -> Any:
    """End the trust in an authority from now on."""
    by, _person_id = _actor(request)
    return _anchor(actions.withdraw_trust_anchor(anchor_id, by=by, reason=payload.reason))


@router.get("/revocation-lists", response=list[RevocationListOut])
def list_revocation_lists(request: HttpRequest) -> Any:
    """The newest revocation lists."""
    by, _person_id = _actor(request)
    check(by, "signing.manage")
    return queries.revocation_lists()


@router.post("/revocation-lists", response={201: RevocationListOut})
@idempotent
def import_revocation_list(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Store a revocation list (PEM or DER) that an authority of the trust list signed."""
    by, _person_id = _actor(request)
    row = actions.import_crl(by=by, crl=_read(file, actions.LARGEST_LIST))
    return 201, _revocation_list(row)


def _revocation_list(row: RevocationList) -> RevocationListOut:
    return RevocationListOut(**{name: getattr(row, name) for name in RevocationListOut.model_fields})
