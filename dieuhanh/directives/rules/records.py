"""What an imported register says, taken apart: which document, whose, and whether its word about the outcome is a claim.

A claim needs a product with a date. "Hoàn thành" with a decree and its day, or a system with the day it opened, is one;
anything less is kept as the source's own words and counts as nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.directives.rules.states import DirectiveKind, TaskKind

_KINDS = (
    ("nghị quyết", DirectiveKind.RESOLUTION),
    ("quyết định", DirectiveKind.DECISION),
    ("chỉ thị", DirectiveKind.DIRECTIVE),
    ("công điện", DirectiveKind.TELEGRAM),
    ("thông báo", DirectiveKind.CONCLUSION_NOTICE),
    ("kết luận", DirectiveKind.CONCLUSION_NOTICE),
    ("văn bản", DirectiveKind.STEERING_LETTER),
    ("chương trình", DirectiveKind.WORK_PROGRAMME),
)
_SYMBOL = re.compile(r"^(?:[^\W\d_]+\s){1,2}(?P<symbol>\d+/[\w-]+(?:-[\w]+)*)(?P<rest>.*)$", re.DOTALL)
_DAY = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
_DOCUMENT = re.compile(
    rf"(?P<kind>Nghị định|Quyết định|Thông tư|Chỉ thị|Nghị quyết|Báo cáo) (?P<symbol>\d+\S*) ngày {_DAY}"
)
_OPENED = re.compile(rf"(?:khai trương|vận hành|đưa vào sử dụng)[^;,.]*? {_DAY}", re.IGNORECASE)
_DONE = re.compile(r"^(?:Hoàn thành|Ban hành|Khai trương|Nghị định|Quyết định)\b")
_UNSURE = re.compile(r"chưa rõ|chưa xong|chưa đạt|vẫn chưa", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A source document as a register names it: its symbol where it has one, else its whole description."""

    symbol: str
    kind: DirectiveKind
    title: str
    issuer_code: str = ""
    """The code in the symbol of a ministry's own decision (`QĐ-BTTTT`); empty for what the centre gives."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim in a record: the product's date and what shows it."""

    completed_on: date
    evidence: Given


def document_of(words: str) -> Document:
    """Which document the words name."""
    text = " ".join(words.split())
    kind = next((kind for word, kind in _KINDS if text.lower().startswith(word)), DirectiveKind.OTHER)
    found = _SYMBOL.match(text)
    if found is None:
        return Document(text[:200], kind, "")
    symbol = found["symbol"]
    own = re.search(r"/QĐ-(B\w+)$", symbol)
    return Document(symbol, kind, found["rest"].strip(" ();,"), own[1] if own else "")


def outcome_of(words: str, kind: TaskKind) -> Outcome | None:
    """The claim that a record's words about the outcome make; None for words that claim no dated product."""
    text = " ".join(words.split())
    if not _DONE.match(text) or _UNSURE.search(text):
        return None
    document = _DOCUMENT.search(text)
    if document is not None:
        day = _day(document)
        if day is None:
            return None
        symbol = document["symbol"].rstrip(",;.")
        given = Given(EvidenceKind.DOCUMENT, symbol=symbol, dated=day, note=f"{document['kind']} {symbol}")
        return Outcome(day, given)
    opened = _OPENED.search(text)
    day = _day(opened) if opened is not None and kind is TaskKind.SYSTEM else None
    return Outcome(day, Given(EvidenceKind.PRESS, note=text)) if day is not None else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def mark_of(evidence: str) -> str:
    """The mark with which a register's evidence begins."""
    return evidence[:1] if evidence[:1] in ("N", "T", "M", "U") else ""
