"""What the entries about certificates and signatures are called."""

from dieuhanh.interface.recorded import Recorded, Subject

RECORDED = Recorded(
    kinds={
        "signing.anchor.imported": (
            "Đưa tổ chức chứng thực vào danh sách tin cậy",
            "Authority put on the trust list",
        ),
        "signing.anchor.withdrawn": (
            "Thôi tin cậy một tổ chức chứng thực",
            "Authority taken off the trust list",
        ),
        "signing.certificate.registered": ("Đăng ký chứng thư số", "Certificate registered"),
        "signing.certificate.unregistered": (
            "Rút chứng thư số khỏi sổ",
            "Certificate taken off the register",
        ),
        "signing.crl.imported": ("Lưu danh sách thu hồi", "Revocation list stored"),
        "signing.signature.made": ("Ký số", "Signature made"),
        "signing.token.stored": ("Lưu tệp khóa ký", "Signing key stored"),
    },
    subjects={
        "signing.anchor": Subject(("Tổ chức chứng thực", "Certification authority")),
        "signing.certificate": Subject(("Chứng thư số", "Certificate")),
        "signing.crl": Subject(("Danh sách thu hồi", "Revocation list")),
    },
)
