"""What a directive's own head says: symbol, kind, date, title, signer, whose it is. Guesses for a form, checked by a person.

Decree 30/2020/NĐ-CP, Annex I, fixes where they stand; Annex III the abbreviations of kinds in a symbol.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from dieuhanh.deadlines.rules import RuleFault, Text

from .day_words import DAY, find_units
from .states import DirectiveKind

_SYMBOL = re.compile(r"Số ?:? ?(\d{1,5}[a-zA-Z]?(?:/(?:19|20)\d\d)?/[A-ZĐƯ][\w&.]*(?:-[\wĐđ&.]+)*)")
_SHAPE = re.compile(r"\d{1,5}[a-zA-Z]?(?:/(?:19|20)\d\d)?/[^\W\d_][\w&.]*(?:-[\w&.]+)*")
_BY_ABBREVIATION = {
    "NQ": DirectiveKind.RESOLUTION,
    "QĐ": DirectiveKind.DECISION,
    "CT": DirectiveKind.DIRECTIVE,
    "CĐ": DirectiveKind.TELEGRAM,
    "TB": DirectiveKind.CONCLUSION_NOTICE,
    "CTR": DirectiveKind.WORK_PROGRAMME,
}
_BY_HEADING = {
    "NGHỊ QUYẾT": DirectiveKind.RESOLUTION,
    "QUYẾT ĐỊNH": DirectiveKind.DECISION,
    "CHỈ THỊ": DirectiveKind.DIRECTIVE,
    "CÔNG ĐIỆN": DirectiveKind.TELEGRAM,
    "THÔNG BÁO": DirectiveKind.CONCLUSION_NOTICE,
    "CHƯƠNG TRÌNH CÔNG TÁC": DirectiveKind.WORK_PROGRAMME,
}
_ISSUERS = {"TTG": "CP", "CP": "CP", "VPCP": "VPCP", "LĐCP": "CP"}
_HEAD_LINES = 25
_NAME = re.compile(r"(?:[^\W\d_][^\W\d_]*\s+){1,4}[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Head:
    """What was found; "" and None where nothing was. `issuer` is the code that the symbol names."""

    symbol: str = ""
    kind: str = ""
    title: str = ""
    signed_on: date | None = None
    signer: str = ""
    issuer: str = ""


def read_head(text: str) -> Head:
    """The head of a document's text. Never raises."""
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).split("\n") if line.strip()]
    top = lines[:_HEAD_LINES]
    found = next((match for line in top if (match := _SYMBOL.search(line))), None)
    symbol = found[1].rstrip(".") if found else ""
    heading = next((at for at, line in enumerate(top) if line.strip(" .:") in _BY_HEADING), None)
    kind = kind_of(symbol) or (_BY_HEADING[top[heading].strip(" .:")] if heading is not None else None)
    days = [
        unit
        for line in top
        for unit in find_units(line, date(2000, 1, 1))
        if unit.kind == DAY and not unit.year_inferred
    ]
    return Head(
        symbol=symbol,
        kind=kind.value if kind else DirectiveKind.STEERING_LETTER.value if symbol else "",
        title=_title(top, heading),
        signed_on=days[0].first if days else None,
        signer=_signer(lines[-15:]),
        issuer=_ISSUERS.get(_tail(symbol), _tail(symbol).replace("Đ", "D")),
    )


def kind_of(symbol: str) -> DirectiveKind | None:
    """The kind that the abbreviation in a symbol names, if it names one."""
    parts = re.split(r"[/\-]", symbol.upper())
    return next((_BY_ABBREVIATION[part] for part in parts[1:] if part in _BY_ABBREVIATION), None)


def symbol_faults(symbol: str, kind: str, signed_on: date, today: date) -> list[RuleFault]:
    """What does not fit in a typed head: the symbol's shape, its kind, a date in the future."""
    faults = []
    bare = " ".join(symbol.split())
    if not _SHAPE.fullmatch(bare):
        faults.append(
            RuleFault(
                "symbol_shape",
                "symbol",
                Text(
                    "Số, ký hiệu có dạng “169/CĐ-TTg”; hãy ghi đúng như trên văn bản.",
                    "A symbol looks like “169/CĐ-TTg”; write it as the document has it.",
                ),
                bare,
            )
        )
    named = kind_of(bare)
    if named is not None and kind and named.value != kind:
        faults.append(
            RuleFault(
                "symbol_kind",
                "kind",
                Text(
                    f"Ký hiệu là của {named.words.vi.lower()}; hãy chọn đúng loại hoặc sửa ký hiệu.",
                    f"The symbol is that of a {named.words.en.lower()}; choose that kind or mend the symbol.",
                ),
                bare,
            )
        )
    if signed_on > today:
        faults.append(
            RuleFault(
                "future",
                "signed_on",
                Text("Ngày ký chưa tới; hãy kiểm tra lại.", "The day of signing has not come yet; check it."),
                signed_on.isoformat(),
            )
        )
    return faults


def _tail(symbol: str) -> str:
    parts = re.split(r"[/\-]", symbol.upper())
    return parts[-1] if len(parts) > 1 else ""


def _title(top: list[str], heading: int | None) -> str:
    """The lines under the kind's name, or the one that begins "V/v"."""
    about = next((line for line in top if re.match(r"V/v", line, re.IGNORECASE)), "")
    if heading is None:
        return about[3:].strip(" :") if about else ""
    found: list[str] = []
    for line in top[heading + 1 : heading + 4]:
        if re.match(r"(?:Căn cứ|Kính gửi|Thủ tướng|Chính phủ|Điều|I\.|1\.|[-_]{3})", line) or (
            found and line[0].isupper()
        ):
            break
        found.append(line)
    return " ".join(found)[:500]


def _signer(lines: list[str]) -> str:
    """The last line that is a person's name in words with capitals, under "(Đã ký)" or "Ký bởi" where there is one."""
    for line in reversed(lines):
        bare = re.sub(r"^(?:Đã ký|\(Đã ký\)|Ký bởi:?)\s*", "", line).strip(" .")
        words = bare.split()
        if (
            _NAME.fullmatch(bare)
            and 2 <= len(words) <= 5
            and all(word[0].isupper() and not word.isupper() for word in words)
        ):
            return bare
    return ""
