"""Official paper: a report laid out as Decree 30/2020 (Annex I) asks, as PDF/A-3.

    pdf = render("report", data, attachments=[("data.json", "application/json", raw, "Số liệu")])
    extract_attachment(pdf, "data.json") == raw

`render` is deterministic: equal input gives equal bytes (the document's date comes from the data,
never from the clock). It opens no connection and starts no process. Templates are the `.typ` files
beside this one; `report.typ` names the shape of its data at its head.
"""

from dieuhanh.signing.paper.attachments import extract_attachment, list_attachments
from dieuhanh.signing.paper.render import Attachment, PaperError, font_path, render, signature_block

__all__ = [
    "Attachment",
    "PaperError",
    "extract_attachment",
    "font_path",
    "list_attachments",
    "render",
    "signature_block",
]
