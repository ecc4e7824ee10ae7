"""Runs alone, in a process of its own, over bytes that nobody trusts: PDF or DOCX in, plain lines out.

`texts.read_document` starts it with the bytes on standard input and reads one JSON object from standard output.
The process may use a bounded time and memory and may write no file, so a bomb or a hang ends it and nothing else.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MOST_PAGES = 300
MOST_LETTERS = 2_000_000
MOST_PARTS = 2_000
LARGEST_UNPACKED = 128 * 1024 * 1024
LARGEST_XML = 32 * 1024 * 1024
WORST_RATIO = 200
SMALL = 1024 * 1024
SECONDS = 20
MEMORY = 1024 * 1024 * 1024

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN = b"wordprocessingml.document.main+xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class Fault(Exception):
    """Why the bytes cannot be read: a code that `texts.FAULTS` has a sentence for, and a number for it."""

    def __init__(self, code: str, value: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def parse(content: bytes) -> dict[str, Any]:
    """`{"media_type", "pages": [text], "aside": [text]}` or `{"fault", "value"}`. Never raises."""
    try:
        if content[:1024].lstrip()[:5] == b"%PDF-":
            answer = _pdf(content)
        elif content.startswith(b"PK\x03\x04"):
            answer = _docx(content)
        else:
            raise Fault(_guess(content))
        if sum(map(len, answer["aside"])) > MOST_LETTERS:
            raise Fault("too_long", MOST_LETTERS)
        return answer
    except Fault as fault:
        return {"fault": fault.code, "value": fault.value}
    except MemoryError:
        return {"fault": "too_heavy", "value": 0}
    except RecursionError:
        return {"fault": "broken", "value": 0}
    except Exception:  # parsers of hostile files raise anything; to the official it is one sentence
        return {"fault": "broken", "value": 0}


def _guess(content: bytes) -> str:
    if not content:
        return "empty"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "old_or_locked"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"GIF8")):
        return "picture"
    return "rich_text" if content.startswith(b"{\\rtf") else "not_a_document"


def _pdf(content: bytes) -> dict[str, Any]:
    from pypdf import PdfReader  # here: a DOCX needs none of it, and starting must be quick
    from pypdf.errors import DependencyError

    reader = PdfReader(BytesIO(content), strict=False)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Fault("encrypted")
    except (DependencyError, NotImplementedError) as error:
        raise Fault("encrypted") from error
    if len(reader.pages) > MOST_PAGES:
        raise Fault("too_many_pages", MOST_PAGES)
    pages: list[str] = []
    aside: list[str] = []
    letters = 0
    for page in reader.pages:
        text = _clean(page.extract_text() or "")
        letters += len(text)
        if letters > MOST_LETTERS:
            raise Fault("too_long", MOST_LETTERS)
        pages.append(text)
        aside += _notes_of(page)
    aside += [_clean(str(value)) for value in (reader.metadata or {}).values() if isinstance(value, str)]
    if sum(character.isalpha() for page_text in pages for character in page_text) < 20:
        raise Fault("no_text")
    return {"media_type": PDF, "pages": pages, "aside": aside}


def _notes_of(page: Any) -> list[str]:
    """The words of stamps and comments laid over a page."""
    found = []
    for note in page.get("/Annots") or []:
        try:
            words = note.get_object().get("/Contents")
        except Exception:  # noqa: S112 - a broken note says nothing
            continue
        if isinstance(words, str):
            found.append(_clean(words))
    return found


def _docx(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        _check_package(package)
    from docx import Document

    document = Document(BytesIO(content))
    lines = list(_paragraphs(document.element.body))
    aside = [line for line in _boxes(document.element.body) if line]
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if name.startswith(
            ("/word/header", "/word/footer", "/word/footnotes", "/word/comments", "/word/endnotes")
        ):
            aside += list(_paragraphs(_root(part)))
    text = _clean("\n".join(lines))
    if len(text) > MOST_LETTERS:
        raise Fault("too_long", MOST_LETTERS)
    if not any(character.isalpha() for character in text):
        raise Fault("no_text")
    properties = document.core_properties
    aside += [properties.title, properties.subject, properties.keywords, properties.category]
    return {"media_type": DOCX, "pages": [text], "aside": [_clean(line) for line in aside if line]}


def _check_package(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Fault("bomb")
    for part in parts:
        if part.flag_bits & 1:
            raise Fault("encrypted")
        if part.file_size > SMALL and part.file_size > WORST_RATIO * max(part.compress_size, 1):
            raise Fault("bomb")
        if part.filename.lower().endswith((".xml", ".rels")) and part.file_size > LARGEST_XML:
            raise Fault("bomb")
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name for name in names):
        raise Fault("macros")
    types = next((part for part in parts if part.filename.lower() == "[content_types].xml"), None)
    if types is None or _MAIN not in package.read(types):
        raise Fault("not_a_document")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_declarations(package.read(part))


def _check_declarations(xml: bytes) -> None:
    """Refuse a document type: Word writes none, and entities are how XML reads other files."""
    plain = xml.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Fault("entities")


def _root(part: Any) -> Any:
    from lxml import etree

    element = getattr(part, "element", None)
    if element is not None:
        return element
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(part.blob, parser)


def _paragraphs(root: Any) -> Iterator[str]:
    """Each paragraph outside text boxes and fallbacks, in document order, table cells one after another."""
    for paragraph in root.iter(f"{_WORD}p"):
        if not _inside(paragraph, f"{_WORD}txbxContent", _FALLBACK):
            yield "".join(_words(paragraph))


def _boxes(root: Any) -> Iterator[str]:
    for box in root.iter(f"{_WORD}txbxContent"):
        for paragraph in box.iter(f"{_WORD}p"):
            yield "".join(_words(paragraph))


def _inside(element: Any, *tags: str) -> bool:
    return any(above.tag in tags for above in element.iterancestors())


def _words(paragraph: Any) -> Iterator[str]:
    """The paragraph's letters: what was struck out is `w:delText` and so not among them."""
    for element in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}noBreakHyphen"):
        nearest = next((above for above in element.iterancestors(f"{_WORD}p")), None)
        if nearest is not paragraph:
            continue
        kind = element.tag.removeprefix(_WORD)
        yield element.text or "" if kind == "t" else {"tab": "\t", "br": "\n"}.get(kind, "-")


_KEPT_CONTROLS = "\n\t"


def _clean(text: str) -> str:
    """Form C, LF line ends, no control characters, no invisible marks, no halves of letters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs", "Cn")
    ).translate({0x200B: None, 0xFEFF: None, 0x200E: None, 0x200F: None})


def main() -> None:
    """Read standard input, answer on standard output, within the limits."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = parse(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
