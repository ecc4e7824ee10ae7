"""Signing a PDF (PAdES B-B) and reading what its signatures say.

`sign` appends one signature over the whole file; `read_signatures` reports the arithmetic of each
signature found, in file order, and judges nothing. The appointment in which a person signs is named
inside the signed attributes (CAdES signer-attributes-v2, a claimed role whose name is
`urn:uuid:<appointment>`), so that it cannot be exchanged without breaking the signature.
"""

import hashlib
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.api import CAdESSignedAttrSpec, SignerAttrSpec
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.stamp import StaticStampStyle

from dieuhanh.signing.certificates import run
from dieuhanh.signing.rules.findings import Coverage, LaterChanges, Mathematics
from dieuhanh.signing.signer import Signer

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_SIGNATURES = 16
STRONG_DIGESTS = {"sha256", "sha384", "sha512", "sha512_256", "sha3_256", "sha3_384", "sha3_512"}
AREA_KEYWORD = re.compile(r"signature-area=(\d+):(-?[\d.]+):(-?[\d.]+):([\d.]+):([\d.]+)")
"""Where the paper keeps room for the signature: page from 1, then left, bottom, width, height in points."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page (page from 0), in points from the lower left corner."""

    page: int
    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SignatureText:
    """What the signature says beside the key: all of it is under the signature."""

    name: str
    location: str
    reason: str
    appointment_id: UUID
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature as it stands in the file."""

    field: str
    mathematics: Mathematics
    signed_at: datetime | None
    appointment_id: UUID | None
    certificate: bytes | None
    others: tuple[bytes, ...]
    sha256: str = ""
    """Of the signature itself (the CMS object)."""
    reason: str = ""


class NotReadable(ValueError):
    """The bytes are not a PDF that can be signed or checked."""


def sign(
    pdf: bytes,
    *,
    signer: Signer,
    text: SignatureText,
    appearance: bytes | None = None,
    area: Area | None = None,
    timestamper: Any = None,
) -> bytes:
    """The PDF with one more signature appended, PAdES B-B, over every byte of it.

    `appearance` is a one-page PDF drawn in `area`; without both the signature is invisible. The
    first signature certifies the file: later signatures may be added, anything else breaks it.
    Raises `NotReadable` for a broken or encrypted PDF.
    """
    writer = _open_for_signing(pdf)
    number = len(list(writer.prev.embedded_signatures)) + 1
    field = f"ChuKy{number}"
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=text.name,
        location=text.location or None,
        reason=text.reason or None,
        certify=number == 1,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        signer_key_usage=set(),
        cades_signed_attr_spec=CAdESSignedAttrSpec(
            signer_attributes=SignerAttrSpec(claimed_attrs=[_role(text.appointment_id)], certified_attrs=[])
        ),
    )
    spec = SigFieldSpec(sig_field_name=field)
    with tempfile.TemporaryDirectory(prefix="dieuhanh-sign-") as folder:
        style = None
        if appearance is not None and area is not None:
            style = _style(appearance, Path(folder))
            spec = SigFieldSpec(sig_field_name=field, on_page=area.page, box=_box(area))
        machine = _PdfSignerAt(
            metadata, signer.hand(), timestamper=timestamper, stamp_style=style, new_field_spec=spec
        )
        machine.signed_at = text.signed_at.astimezone(VIETNAM)
        result = run(machine.async_sign_pdf(writer))
    return bytes(result.getbuffer())


def signature_area(pdf: bytes, *, signature: int = 1) -> Area | None:
    """The room that the paper keeps for its n-th signature, or None where it keeps none."""
    try:
        keywords = str(PdfFileReader(BytesIO(pdf), strict=False).trailer["/Info"]["/Keywords"])
    except Exception:  # no information dictionary, or one that cannot be read: no area is known
        return None
    areas = AREA_KEYWORD.findall(keywords)
    if len(areas) < signature:
        return None
    page, *numbers = areas[signature - 1]
    left, bottom, width, height = map(float, numbers)
    return Area(int(page) - 1, left, bottom, width, height)


def count_signatures(pdf: bytes) -> int:
    """How many signatures the file bears. Raises `NotReadable`."""
    return len(list(_open_for_signing(pdf).prev.embedded_signatures))


class _QuietWriter(IncrementalPdfFileWriter):
    """Leaves the document's metadata as the paper has them.

    The library would write its own name over the producer in one of the two places where PDF/A
    wants the same text twice; the paper would no longer be PDF/A for it.
    """

    def _update_meta(self) -> None:
        return


class _PdfSignerAt(PdfSigner):
    """Signs with the moment it is given: one act of signing has one present."""

    signed_at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.signed_at
        return session


def _open_for_signing(pdf: bytes) -> _QuietWriter:
    try:
        writer = _QuietWriter(BytesIO(pdf), strict=True)
        encrypted = writer.prev.encrypted
    except Exception as fault:  # the reader raises many kinds on broken files; to the caller they are one
        raise NotReadable("not a PDF") from fault
    if encrypted:
        raise NotReadable("encrypted")
    return writer


def _style(appearance: bytes, folder: Path) -> StaticStampStyle:
    page = folder / "appearance.pdf"
    page.write_bytes(appearance)
    margins = Margins.uniform(0)  # type: ignore[no-untyped-call]
    background = ImportedPdfPage(str(page))  # type: ignore[no-untyped-call]
    flush = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN, margins=margins
    )
    return StaticStampStyle(background=background, border_width=0, background_layout=flush)


def _box(area: Area) -> tuple[int, int, int, int]:
    return (
        round(area.left),
        round(area.bottom),
        round(area.left + area.width),
        round(area.bottom + area.height),
    )


def _role(appointment_id: UUID) -> cms.AttCertAttribute:
    name = asn1_x509.GeneralName("uniform_resource_identifier", f"urn:uuid:{appointment_id}")
    return cms.AttCertAttribute({"type": "role", "values": [cms.RoleSyntax({"role_name": name})]})


# ---- reading


def read_signatures(pdf: bytes) -> list[FoundSignature]:
    """Every signature in the file with its arithmetic, oldest first.

    Raises `NotReadable` for what is no PDF, is encrypted, or bears more signatures than a paper has.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise NotReadable("encrypted")
        embedded = list(reader.embedded_signatures)
    except NotReadable:
        raise
    except Exception as fault:  # the reader raises many kinds on broken files; to the caller they are one
        raise NotReadable("not a PDF") from fault
    if len(embedded) > MOST_SIGNATURES:
        raise NotReadable("too many signatures")
    return [_read(signature, pdf) for signature in embedded]


def _read(signature: EmbeddedPdfSignature, pdf: bytes) -> FoundSignature:
    try:
        return _read_well_formed(signature, pdf)
    except Exception:  # a signature that cannot be read is a finding, not an error of ours
        broken = Mathematics(
            readable=False,
            digest_matches=False,
            signature_verifies=False,
            strong=False,
            personal=True,
            coverage=Coverage.PARTIAL,
            later=LaterChanges.OTHER,
        )
        return FoundSignature(str(signature.field_name), broken, None, None, None, ())


def _read_well_formed(signature: EmbeddedPdfSignature, pdf: bytes) -> FoundSignature:
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    certificate = signature.signer_cert
    digest_matches, verifies = validate_sig_integrity(
        signature.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    mathematics = Mathematics(
        readable=True,
        digest_matches=bool(digest_matches),
        signature_verifies=bool(verifies),
        strong=_is_strong(signature, certificate),
        personal=signature.sig_object_type == "/Sig",
        coverage=_coverage(signature, pdf),
        later=_later_changes(signature),
    )
    signed_at = signature.self_reported_timestamp
    return FoundSignature(
        field=str(signature.field_name),
        mathematics=mathematics,
        signed_at=signed_at if signed_at is None or signed_at.tzinfo else None,
        appointment_id=_appointment(signature.signer_info),
        certificate=certificate.dump(),
        others=tuple(item.dump() for item in signature.other_embedded_certs),
        sha256=hashlib.sha256(signature.pkcs7_content).hexdigest(),
        reason=str(signature.sig_object.get("/Reason", "")),
    )


def _is_strong(signature: EmbeddedPdfSignature, certificate: asn1_x509.Certificate) -> bool:
    if signature.md_algorithm not in STRONG_DIGESTS:
        return False
    key = certificate.public_key
    return bool(key.bit_size >= (2048 if key.algorithm in {"rsa", "rsassa_pss"} else 256))


def _coverage(signature: EmbeddedPdfSignature, pdf: bytes) -> Coverage:
    """The library's level, and our own look at the gap: it must hold the signature and nothing else."""
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    gap = pdf[start:end].strip()
    try:
        held = bytes.fromhex(gap[1:-1].decode("ascii")) if gap[:1] == b"<" and gap[-1:] == b">" else b""
    except ValueError:
        held = b""
    if held != signature.pkcs7_content:
        return Coverage.PARTIAL
    if signature.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    if signature.coverage is SignatureCoverageLevel.ENTIRE_REVISION:
        return Coverage.EARLIER_REVISION
    return Coverage.PARTIAL


def _later_changes(signature: EmbeddedPdfSignature) -> LaterChanges:
    """None, further signatures alone, or something else.

    The last revision must itself be signed over the whole file: an addition that nobody signed is
    never harmless, even where the format's rules would let it pass.
    """
    if signature.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return LaterChanges.NONE
    difference = signature.diff_result
    if not isinstance(difference, DiffResult) or difference.modification_level is ModificationLevel.OTHER:
        return LaterChanges.OTHER
    if difference.modification_level.value > ModificationLevel.FORM_FILLING.value:
        return LaterChanges.OTHER
    last = list(signature.reader.embedded_signatures)[-1]
    if last.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return LaterChanges.OTHER
    signature_fields = {item.field_name for item in signature.reader.embedded_signatures}
    return (
        LaterChanges.SIGNATURES if difference.changed_form_fields <= signature_fields else LaterChanges.OTHER
    )


def _appointment(signer_info: cms.SignerInfo) -> UUID | None:
    """The appointment claimed in the signed attributes, or None where none is named."""
    try:
        attributes = find_unique_cms_attribute(signer_info["signed_attrs"], "signer_attributes_v2")
        for attribute in attributes["claimed_attributes"]:
            if attribute["type"].native == "role":
                for role in attribute["values"]:
                    return UUID(role["role_name"].chosen.native)
    except Exception:  # absent, doubled or of another form: no appointment is named
        return None
    return None
