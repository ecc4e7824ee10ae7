"""The verbs of signing. `sign_pdf` is the one that other rooms call."""

from dieuhanh.signing.actions.certificates import register_certificate, store_token, unregister_certificate
from dieuhanh.signing.actions.demonstration import DemoAuthority, create_demo_authority, create_demo_token
from dieuhanh.signing.actions.sign import SignedPdf, sign_pdf
from dieuhanh.signing.actions.trust import (
    LARGEST_LIST,
    import_crl,
    import_trust_anchor,
    withdraw_trust_anchor,
)

__all__ = [
    "LARGEST_LIST",
    "DemoAuthority",
    "SignedPdf",
    "create_demo_authority",
    "create_demo_token",
    "import_crl",
    "import_trust_anchor",
    "register_certificate",
    "sign_pdf",
    "store_token",
    "unregister_certificate",
    "withdraw_trust_anchor",
]
