"""The verdict on a signed PDF, at its receipt and at any later time.

Five statements at most, however many signatures the file bears: trust list, revocation lists,
registrations, appointments, our own records of the signatures.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography import x509
from django.db import connection
from django.utils import timezone

from dieuhanh.config.environment import env
from dieuhanh.organisations.models import Appointment
from dieuhanh.signing import certificates as reading
from dieuhanh.signing.models import Certificate, Signature, TrustAnchor
from dieuhanh.signing.pades import FoundSignature, NotReadable, read_signatures
from dieuhanh.signing.rules import findings as judge
from dieuhanh.signing.rules.findings import AppointmentHeld, PathResult, Registration
from dieuhanh.signing.rules.verdict import Cause, SignatureVerdict, Verdict

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def verify_pdf(data: bytes, *, at: datetime | None = None, organisation_id: UUID | None = None) -> Verdict:
    """The verdict on a signed PDF.

    `at` is a moment (aware) at which the file is proved to have existed: its receipt by the ledger,
    say. Where none is given, our own record of the signature proves the time; else only the present
    does, and what has expired or was revoked since stays indeterminate. `organisation_id` is the body
    whose paper this is, where the caller knows it. Never raises for a bad file: that is the verdict.
    """
    now = timezone.now()
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > env.integer("DIEUHANH_SIGNED_MIB") * 1024 * 1024:
        return Verdict(sha256, now, (), Cause.TOO_LARGE)
    try:
        found = read_signatures(data)
    except NotReadable as fault:
        many = str(fault) == "too many signatures"
        return Verdict(sha256, now, (), Cause.TOO_MANY_SIGNATURES if many else Cause.UNREADABLE)
    if not found:
        return Verdict(sha256, now, (), Cause.NOT_SIGNED)
    registers = _Registers.read(found, with_records=at is None)
    verdicts = tuple(_judge(one, registers, at=at, now=now, expected=organisation_id) for one in found)
    return Verdict(sha256, now, verdicts)


def leads_to_trust_list(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], *, moment: datetime
) -> bool:
    """Whether the certificate leads to the trust list at that moment. One statement."""
    der = [reading.der_of(item) for item in others]
    found = _Trust.read().path(reading.der_of(certificate), der, moment)
    return found.result is PathResult.FOUND


# ---- what the registers know


@dataclass(frozen=True, slots=True)
class _Trust:
    """The trust list, parsed."""

    rows: Sequence[tuple[str, bytes, datetime, datetime | None]]

    @classmethod
    def read(cls) -> "_Trust":
        rows = TrustAnchor.objects.values_list("role", "pem", "trusted_from", "trusted_to")
        return cls(
            [
                (role, reading.der_of(x509.load_pem_x509_certificate(pem.encode())), start, end)
                for role, pem, start, end in rows
            ]
        )

    def path(self, certificate: bytes, others: Sequence[bytes], moment: datetime) -> reading.Path:
        """The path at the moment, to an anchor that was trusted at that moment."""
        then = [
            (role, der)
            for role, der, start, end in self.rows
            if start <= moment and (end is None or moment < end)
        ]
        between = [der for role, der in then if role == TrustAnchor.Role.INTERMEDIATE]
        roots = [der for role, der in then if role == TrustAnchor.Role.ROOT]
        return reading.build_path(certificate, others=[*others, *between], anchors=roots, moment=moment)


@dataclass(frozen=True, slots=True)
class _Registers:
    """Everything that the judgement of a file's signatures needs, read at once."""

    paths: dict[str, reading.Path]
    lists: dict[str, list[x509.CertificateRevocationList]]
    registrations: dict[str, Certificate]
    records: dict[str, datetime]
    appointments: dict[UUID, Appointment]

    @classmethod
    def read(cls, found: Sequence[FoundSignature], *, with_records: bool) -> "_Registers":
        trust = _Trust.read()
        paths = {
            one.sha256: trust.path(one.certificate, one.others, one.signed_at)
            for one in found
            if one.certificate is not None and one.signed_at is not None
        }
        prints = [reading.fingerprint_of(one.certificate) for one in found if one.certificate]
        registered = Certificate.objects.filter(fingerprint__in=prints).select_related("person")
        named = [one.appointment_id for one in found if one.appointment_id]
        known = [one.sha256 for one in found if one.sha256] if with_records else []
        records = Signature.objects.filter(signature_sha256__in=known)
        return cls(
            paths=paths,
            lists=_lists(found, paths),
            registrations={row.fingerprint: row for row in registered},
            records=dict(records.values_list("signature_sha256", "signed_at")),
            appointments=Appointment.objects.in_bulk(named),
        )


_LISTS = """
SELECT wanted.signature, list.der
FROM unnest(%(signatures)s::text[], %(issuers)s::text[], %(moments)s::timestamptz[]) AS wanted(signature, issuer, moment)
CROSS JOIN LATERAL (
    (SELECT id FROM signing_revocationlist
      WHERE issuer_key = wanted.issuer AND next_update >= wanted.moment ORDER BY this_update LIMIT 1)
    UNION
    (SELECT id FROM signing_revocationlist WHERE issuer_key = wanted.issuer ORDER BY this_update DESC LIMIT 1)
) chosen
JOIN signing_revocationlist list ON list.id = chosen.id
"""


def _lists(
    found: Sequence[FoundSignature], paths: dict[str, reading.Path]
) -> dict[str, list[x509.CertificateRevocationList]]:
    """By signature: of each issuer in its path, the first list that held when it signed, and the newest."""
    wanted = [
        (one.sha256, reading.authority_key(authority), one.signed_at)
        for one in found
        if one.sha256 in paths
        for authority in paths[one.sha256].certificates[:-1]
    ]
    if not wanted:
        return {}
    signatures, issuers, moments = zip(*wanted, strict=True)
    lists: dict[str, list[x509.CertificateRevocationList]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _LISTS, {"signatures": list(signatures), "issuers": list(issuers), "moments": list(moments)}
        )
        for sha256, der in cursor.fetchall():
            lists.setdefault(sha256, []).append(x509.load_der_x509_crl(bytes(der)))
    return lists


# ---- the judgement


def _judge(
    one: FoundSignature, registers: _Registers, *, at: datetime | None, now: datetime, expected: UUID | None
) -> SignatureVerdict:
    proven_at = at or registers.records.get(one.sha256) or now
    path = registers.paths.get(one.sha256)
    facts = reading.facts_of(x509.load_der_x509_certificate(one.certificate)) if one.certificate else None
    row = registers.registrations.get(facts.fingerprint) if facts else None
    person = row.person if row else None
    appointment = registers.appointments.get(one.appointment_id) if one.appointment_id else None
    result = path.result if path else PathResult.NO_PATH
    links = None
    if path and result is PathResult.FOUND and one.signed_at:
        links = reading.link_statuses(path.certificates, registers.lists.get(one.sha256, []), one.signed_at)
    accept = env.text("DIEUHANH_SIGNING_MISSING_CRL") == "accept"
    return SignatureVerdict(
        field=one.field,
        findings=(
            judge.judge_intact(one.mathematics),
            judge.judge_coverage(one.mathematics),
            judge.judge_time(one.signed_at, proven_at),
            judge.judge_chain(result, _ends(path), proven_at),
            judge.judge_revocation(links, one.signed_at, proven_at, missing_list_is_fine=accept),
            judge.judge_registration(_registration(row), one.signed_at, proven_at),
            judge.judge_appointment(
                one.appointment_id,
                _held(appointment),
                person.pk if person else None,
                _day(one.signed_at),
                expected_organisation_id=expected,
            ),
        ),
        signed_at=one.signed_at,
        proven_at=proven_at,
        subject=facts.subject if facts else "",
        issuer=facts.issuer if facts else "",
        serial=facts.serial if facts else "",
        fingerprint=facts.fingerprint if facts else "",
        person_id=person.pk if person else None,
        person_name=person.full_name if person else "",
        appointment_id=one.appointment_id,
        position=appointment.position_vi if appointment else "",
        organisation_id=appointment.organisation_id if appointment else None,
        simulated=bool(row and row.simulated),
    )


def _ends(path: reading.Path | None) -> datetime | None:
    """When the first certificate under the anchor ends; the anchor's own end is the trust list's matter."""
    return min((item.not_valid_after_utc for item in path.certificates[1:]), default=None) if path else None


def _registration(row: Certificate | None) -> Registration | None:
    return Registration(row.person_id, row.registered_at, row.unregistered_at) if row else None


def _held(row: Appointment | None) -> AppointmentHeld | None:
    return AppointmentHeld(row.person_id, row.organisation_id, row.valid_from, row.valid_to) if row else None


def _day(moment: datetime | None) -> date | None:
    """The day in Việt Nam: appointments begin and end by it."""
    return moment.astimezone(VIETNAM).date() if moment else None
