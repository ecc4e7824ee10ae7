"""Reading a directive's file: PDF or DOCX, safely, or one clear sentence why not.

First function to read: `read_document`. Parsing runs in a process of its own (`text_parsers`), with bounded time
and memory and no right to write a file. A document marked as a state secret is refused; nothing of it is kept,
logged or repeated in the answer.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import dieuhanh
from dieuhanh.deadlines.rules import Text

from .rules.clauses import begins_clause
from .rules.encodings import broken, legacy_encoding
from .rules.markings import marking

LARGEST_FILE = 7 * 1024 * 1024
"""In base64, as the entering form carries it back, it must stay under the 10 MiB that a request may hold."""
SECONDS = 30


class NotReadable(ValueError):
    """The file is not taken; `text` says why and what to do, `code` names the reason for programs."""

    def __init__(self, code: str, value: int | str = 0) -> None:
        self.code = code
        text = FAULTS[code]
        self.text = Text(text.vi.format(value=value), text.en.format(value=value))
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text (form C, LF line ends, a paragraph a line) and what to tell about it.

    `notices`: sentences for who enters it, such as pages that hold only a picture.
    """

    text: str
    media_type: str
    pages: int
    size: int
    sha256: str
    notices: tuple[Text, ...] = ()


def read_document(content: bytes) -> Document:
    """The text of a PDF or DOCX. Raises `NotReadable` and nothing else, whatever the bytes."""
    if len(content) > LARGEST_FILE:
        raise NotReadable("too_large", LARGEST_FILE // 2**20)
    if not content:
        raise NotReadable("empty")
    return _checked(_parse_apart(content), content)


def pages_of(content: bytes) -> list[str]:
    """Every text of a PDF or DOCX that could bear a marking, page by page. Raises `NotReadable` where there is none."""
    answer = _parse_apart(content)
    if "fault" in answer:
        raise NotReadable(answer["fault"], answer["value"])
    return [*answer["pages"], *answer["aside"]]


def refuse_marked(*fields: str) -> None:
    """Raise `NotReadable` when a typed field carries a classification marking."""
    if marking(fields) is not None:
        raise NotReadable("secret")


def _parse_apart(content: bytes) -> dict[str, Any]:
    root = str(Path(dieuhanh.__file__).resolve().parent.parent)
    environment = {"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dieuhanh.directives.text_parsers"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise NotReadable("too_heavy") from error
    if done.returncode != 0:
        raise NotReadable("too_heavy")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _checked(answer: Mapping[str, Any], content: bytes) -> Document:
    """The parser's answer as a document, unless it is a fault, marked, or in letters that cannot be kept."""
    if "fault" in answer:
        raise NotReadable(answer["fault"], answer["value"])
    pages: list[str] = answer["pages"]
    aside: list[str] = answer["aside"]
    if marking([*pages, *aside]) is not None:
        raise NotReadable("secret")
    whole = "\n".join(pages)
    legacy = legacy_encoding(whole)
    if legacy is not None:
        raise NotReadable("legacy", legacy)
    if broken(whole):
        raise NotReadable("letters")
    text = flow(pages)
    notices = []
    empty = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    if empty:
        notices.append(
            Text(
                f"Trang {', '.join(empty)} không có chữ (ảnh chụp?); hãy đối chiếu với bản gốc.",
                f"Page {', '.join(empty)} holds no letters (a picture?); compare it with the original.",
            )
        )
    return Document(
        text, answer["media_type"], len(pages), len(content), sha256(content).hexdigest(), tuple(notices)
    )


def flow(pages: Sequence[str]) -> str:
    """Pages as one text, a paragraph a line: page numbers left out, lines wrapped at the page's width joined."""
    paragraphs: list[str] = []
    for number, page in enumerate(pages, 1):
        lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", page).split("\n")]
        if len(pages) > 1:
            lines = _without_number(lines, number)
        for line in lines:
            if not line:
                continue
            if paragraphs and _goes_on(paragraphs[-1], line):
                paragraphs[-1] += " " + line
            else:
                paragraphs.append(line)
    return "\n".join(paragraphs)


def _without_number(lines: list[str], number: int) -> list[str]:
    filled = [place for place, line in enumerate(lines) if line]
    for place in filled[:1] + filled[-1:]:
        if re.fullmatch(rf"-? ?{number} ?-?", lines[place]):
            lines[place] = ""
    return lines


_SHORTEST_FULL_LINE = 50


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues the paragraph before it."""
    if begins_clause(line):
        return False
    if line[0].islower():
        return before[-1] not in ".:;"
    return len(before) >= _SHORTEST_FULL_LINE and before[-1] not in '.:;!?”"/' and not before.isupper()


FAULTS: Mapping[str, Text] = MappingProxyType(
    {
        "empty": Text("Tệp rỗng.", "The file is empty."),
        "too_large": Text(
            "Tệp lớn hơn {value} MB; hãy gửi bản gọn hơn.",
            "The file is larger than {value} MB; send a smaller one.",
        ),
        "too_many_pages": Text(
            "Văn bản dài hơn {value} trang; hãy tách phần giao nhiệm vụ thành tệp riêng.",
            "The document has more than {value} pages; put the part that gives tasks into a file of its own.",
        ),
        "too_long": Text(
            "Văn bản dài hơn {value} ký tự; hãy tách thành tệp nhỏ hơn.",
            "The document has more than {value} characters; cut it into smaller files.",
        ),
        "too_heavy": Text(
            "Đọc tệp này quá lâu hoặc quá tốn bộ nhớ nên đã dừng; hãy lưu lại thành PDF hoặc DOCX mới.",
            "Reading this file took too long or too much memory and was stopped; save it as a new PDF or DOCX.",
        ),
        "broken": Text(
            "Tệp bị hỏng, không đọc được; hãy lưu lại thành PDF hoặc DOCX rồi gửi lần nữa.",
            "The file is broken and cannot be read; save it as PDF or DOCX and send it again.",
        ),
        "bomb": Text("Tệp bung ra quá lớn so với cỡ nén.", "The file unpacks to far more than its size."),
        "encrypted": Text(
            "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.",
            "The file has a password; remove it and send it again.",
        ),
        "old_or_locked": Text(
            "Tệp là .doc đời cũ hoặc có mật khẩu; hãy bỏ mật khẩu và lưu dạng .docx hoặc PDF.",
            "The file is an old .doc or has a password; remove the password and save it as .docx or PDF.",
        ),
        "picture": Text(
            "Tệp là ảnh, không có chữ để đọc; hãy gửi bản PDF hoặc DOCX có chữ, hoặc nhập bằng mẫu.",
            "The file is a picture and holds no letters; send a PDF or DOCX with text, or enter it by form.",
        ),
        "rich_text": Text(
            "Tệp là .rtf; hãy lưu dạng .docx hoặc PDF.", "The file is .rtf; save it as .docx or PDF."
        ),
        "not_a_document": Text(
            "Tệp không phải PDF hay DOCX; hãy gửi một trong hai dạng đó.",
            "The file is neither PDF nor DOCX; send one of these.",
        ),
        "macros": Text(
            "Tệp có macro; hãy lưu dạng .docx không macro.",
            "The file has macros; save it as .docx without macros.",
        ),
        "entities": Text(
            "Tệp có khai báo thực thể XML, Word không bao giờ ghi như vậy; không nhận.",
            "The file declares XML entities, which Word never writes; it is not taken.",
        ),
        "no_text": Text(
            "Tệp không có lớp chữ (bản quét); hệ thống không nhận dạng chữ: hãy gửi bản có chữ, hoặc nhập bằng mẫu.",
            "The file has no text layer (a scan); letters are not recognised here: send one with text, or enter it by form.",
        ),
        "legacy": Text(
            "Văn bản dùng phông chữ cũ mã {value}; hãy chuyển sang Unicode rồi gửi lại.",
            "The document is typed for old {value} fonts; convert it to Unicode and send it again.",
        ),
        "letters": Text(
            "Phông chữ trong tệp không cho biết chữ cái nên văn bản đọc ra bị sai; hãy lưu lại từ bản gốc.",
            "The file's fonts do not say their letters, so its text comes out wrong; save it again from the original.",
        ),
        "secret": Text(
            "Văn bản có dấu chỉ độ mật: tài liệu bí mật nhà nước không được đưa vào hệ thống này. Không giữ lại bản nào.",
            "The document carries a classification marking: state secrets must not enter this system. No copy was kept.",
        ),
    }
)
"""Every reason not to take a file, with what to do."""
