"""The files embedded in a PDF: the data of a report travel inside its paper."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

MOST_ATTACHMENTS = 256


def extract_attachment(pdf: bytes, name: str) -> bytes:
    """The bytes of the embedded file of that name. Raises `KeyError` where there is none.

    A file that is no PDF, or whose table of embedded files cannot be read, has no attachment.
    """
    found = _specifications(pdf).get(name)
    if found is None:
        raise KeyError(name)
    stream = found["/EF"]["/F"]
    return bytes(stream.data)


def list_attachments(pdf: bytes) -> list[str]:
    """The names of the embedded files, in the file's order."""
    return list(_specifications(pdf))


def _specifications(pdf: bytes) -> dict[str, Any]:
    try:
        tree = PdfFileReader(BytesIO(pdf), strict=False).root["/Names"]["/EmbeddedFiles"]
        found: dict[str, Any] = {}
        _walk(tree, found, depth=0)
        return found
    except Exception:  # absent or broken: to the caller there is nothing embedded
        return {}


def _walk(node: Any, found: dict[str, Any], *, depth: int) -> None:
    """A name tree: leaves hold name and specification by turns; depth is bounded against loops."""
    if depth > 8 or len(found) > MOST_ATTACHMENTS:
        return
    names = node.get("/Names", generic.ArrayObject())
    for place in range(0, len(names) - 1, 2):
        specification = names[place + 1]
        title = specification.get("/UF", None) or specification.get("/F", None) or names[place]
        found.setdefault(str(title), specification)
    for child in node.get("/Kids", generic.ArrayObject()):
        _walk(child, found, depth=depth + 1)
