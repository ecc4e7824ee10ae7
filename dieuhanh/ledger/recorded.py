"""What the ledger's own entries are called."""

from dieuhanh.interface.recorded import Recorded, Subject

RECORDED = Recorded(
    kinds={
        "ledger.body.erased": ("Xóa nội dung theo luật", "Body erased by law"),
        "ledger.entry.set_aside": (
            "Để riêng một bút toán không xử lý được",
            "Entry set aside that could not be handled",
        ),
    },
    subjects={"ledger.entry": Subject(("Bút toán", "Entry"))},
)
