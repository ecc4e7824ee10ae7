"""Classification markings: MẬT, TỐI MẬT, TUYỆT MẬT as a mark on a document, not as words in its text.

State secrets stay outside networked systems (Law on the Protection of State Secrets 29/2018/QH14, Art. 5.1; Decision
23/2018/QĐ-TTg): a marked document is refused and no copy is kept. "bí mật nhà nước" in a sentence is no mark.
Only what is text can be seen: a stamp that is a picture cannot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SECRET, TOP_SECRET, MOST_SECRET = "MẬT", "TỐI MẬT", "TUYỆT MẬT"
HEAD_LINES = 15
"""How many lines of a page may hold a mark beside other words: number, symbol, national name."""

_SPACED = re.compile(r"(?:(T ?U ?Y ?Ệ ?T) ?|(T ?Ố ?I) ?)?M ?Ậ ?T")
_TITLE = re.compile(r"(?:(Tuyệt) |(Tối) )?[Mm]ật")
_LEVEL_FIELD = re.compile(r"(?:độ|dấu|mức(?: độ)?) mật ?[:：] ?(?:(tuyệt)|(tối))? ?mật(?!\w)", re.IGNORECASE)
_APART = re.compile(
    r"(?:^|\s{2,}|[\t|(\[*_])(?:(TUYỆT)\s+|(TỐI)\s+)?MẬT(?=$|\s{2,}|[\t|)\]*_.])", re.MULTILINE
)
_AT_THE_END = re.compile(r"(?:^|(?P<before>\S+)\s+)(?:(TUYỆT)\s+|(TỐI)\s+)?MẬT$")
_AT_THE_START = re.compile(r"^(?:(TUYỆT)\s+|(TỐI)\s+)?MẬT\s+(?P<after>\S+)")
_WORDS_BEFORE = frozenset(
    [
        "BÍ",
        "BẢO",
        "CƠ",
        "ĐỘ",
        "DẤU",
        "LIỆU",
        "BẢN",
        "TIN",
        "MỤC",
        "VẬT",
        "VÀ",
        "HOẶC",
        "LÀ",
        "KHÔNG",
        "CÓ",
        "NỘI",
        "NƯỚC",
        "CHỮ",
        "GIỮ",
        "THÔNG",
        "VIỆC",
        "TUYỆT",
        "TỐI",
    ]
)
_WORDS_AFTER = frozenset(["NHÀ", "MÃ", "KHẨU", "VỤ", "THƯ", "ĐỘ", "PHI", "VÀ", "HOẶC", "CỦA", "ONG"])


def marking(pages: Sequence[str]) -> str | None:
    """The classification that some page (or field) is marked with, or None. Never raises."""
    for page in pages:
        lines = [line.strip("\r\n") for line in unicodedata.normalize("NFC", page).split("\n")]
        filled = [line for line in lines if line.strip()]
        for place, line in enumerate(filled):
            before = filled[place - 1] if place else ""
            after = filled[place + 1] if place + 1 < len(filled) else ""
            bare = _bare(line)
            if bare:
                found = _alone(bare, before, after)
            else:
                found = _field(line) or (_beside(line) if place < HEAD_LINES else None)
            if found:
                return found
    return None


def _bare(line: str) -> re.Match[str] | None:
    """A line that is nothing but the mark, whatever frames it."""
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(line.split()))
    return _SPACED.fullmatch(bare) or _TITLE.fullmatch(bare)


def _alone(match: re.Match[str], before: str, after: str) -> str | None:
    """The mark of such a line, unless it is the rest of a wrapped sentence ("bảo vệ bí / mật / nhà nước")."""
    last = re.findall(r"\w+", before)[-1:]
    first = re.findall(r"\w+", after)[:1]
    wrapped = bool(last and last[0].upper() in _WORDS_BEFORE) or bool(
        first and first[0].upper() in _WORDS_AFTER and not before.strip().endswith((".", ";", ":"))
    )
    return None if wrapped and not match.group(1) and not match.group(2) else _level(match)


def _field(line: str) -> str | None:
    match = _LEVEL_FIELD.search(" ".join(line.split()))
    return _level(match) if match else None


def _beside(line: str) -> str | None:
    """The mark in a page's head beside other words: set apart, or at an end of a line of capitals or of the number."""
    apart = _APART.search(line)
    if apart and not _ordinary(line, apart.start(), apart.end()):
        return _level(apart)
    words = " ".join(line.split()).strip(" .*")
    number = re.match(r"Số\b", words)
    if not (number or words.isupper()):
        return None
    ending = _AT_THE_END.search(words)
    if ending and (ending["before"] or "").strip('“”"(),.') not in _WORDS_BEFORE:
        return _level_of(ending.group(2), ending.group(3))
    starting = _AT_THE_START.search(words)
    if starting and starting["after"].strip('“”"(),.') not in _WORDS_AFTER:
        return _level(starting)
    return None


def _ordinary(line: str, start: int, end: int) -> bool:
    before, after = re.findall(r"\w+", line[:start])[-1:], re.findall(r"\w+", line[end:])[:1]
    return bool(before and before[0] in _WORDS_BEFORE) or bool(after and after[0] in _WORDS_AFTER)


def _level(match: re.Match[str]) -> str:
    return _level_of(match.group(1), match.group(2))


def _level_of(most: str | None, top: str | None) -> str:
    return MOST_SECRET if most else TOP_SECRET if top else SECRET
