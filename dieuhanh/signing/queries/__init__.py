"""What the room can be asked. `verify_pdf` is the one that other rooms call."""

from dieuhanh.signing.queries.lists import (
    access_certificate,
    anchors,
    certificates_of,
    revocation_lists,
    signature_of,
    signatures_of,
    token_of,
)
from dieuhanh.signing.queries.verification import leads_to_trust_list, verify_pdf

__all__ = [
    "access_certificate",
    "anchors",
    "certificates_of",
    "leads_to_trust_list",
    "revocation_lists",
    "signature_of",
    "signatures_of",
    "token_of",
    "verify_pdf",
]
