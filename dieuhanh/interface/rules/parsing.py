"""Reading a number as an official typed it, and naming what is wrong with it.

Nothing is guessed silently: `1.2O4` is refused with "letter O for zero; write
1.204", not read as 1204.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from dieuhanh.interface.rules.numbers import language

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_LOOKALIKES = {"O": "0", "o": "0", "О": "0", "о": "0", "l": "1", "I": "1", "|": "1"}
_MISSING_WORDS = {"", "-", "–", "—", "...", "…"}

_TEXTS: dict[str, dict[str, str]] = {
    "letter": {
        "vi": "“{text}” có chữ {letter} thay cho số {digit}; hãy ghi {suggestion}.",
        "en": "“{text}” has the letter {letter} in place of the digit {digit}; write {suggestion}.",
    },
    "group": {
        "vi": "“{text}”: dấu {mark} tách từng nhóm ba chữ số; hãy ghi {suggestion}.",
        "en": "“{text}”: {mark} separates groups of three digits; write {suggestion}.",
    },
    "points": {
        "vi": "“{text}” có nhiều hơn một dấu thập phân ({mark}); hãy ghi {suggestion}.",
        "en": "“{text}” has more than one decimal mark ({mark}); write {suggestion}.",
    },
    "percent": {
        "vi": "“{text}” có dấu %; hãy chỉ ghi số {suggestion}.",
        "en": "“{text}” has a % sign; write only the number {suggestion}.",
    },
    "formula": {
        "vi": "“{text}” là công thức; hãy ghi kết quả bằng số.",
        "en": "“{text}” is a formula; write its result as a number.",
    },
    "text": {
        "vi": "“{text}” không phải là số; hãy chỉ ghi chữ số, ví dụ {suggestion}.",
        "en": "“{text}” is not a number; write digits only, for example {suggestion}.",
    },
    "long": {
        "vi": "Số quá dài (hơn 30 chữ số); hãy kiểm tra lại.",
        "en": "The number is too long (over 30 digits); please check it.",
    },
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read: `value` (None when empty or wrong), `code` of the fault ("" when none), and its sentence."""

    value: Decimal | None
    code: str = ""
    fault: str = ""
    suggestion: str = ""

    @property
    def ok(self) -> bool:
        """Whether the text was a number or plainly empty."""
        return not self.code


def parse_number(text: str, lang: str = "vi") -> Parsed:
    """Read a number written in `lang`: grouping and decimal marks, blanks, a sign; say what is wrong."""
    lang = language(lang)
    shown = unicodedata.normalize("NFC", text).strip()[:40]
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    if bare in _MISSING_WORDS:
        return Parsed(None)
    if bare[0] == "=":
        return _fault("formula", lang, text=shown)
    if bare.endswith("%"):
        inner = parse_number(bare[:-1], lang)
        return _fault("percent", lang, text=shown, suggestion=bare[:-1]) if inner.ok else inner
    if len(bare) > 40:
        return _fault("long", lang)
    return _read(bare, shown, lang)


def _read(bare: str, shown: str, lang: str) -> Parsed:
    group, point = (",", ".") if lang == "en" else (".", ",")
    sign, digits = (bare[0], bare[1:]) if bare[0] in "+-" else ("", bare)
    letters = [one for one in digits if one in _LOOKALIKES]
    if letters and re.search(r"[0-9]", digits):
        mended = "".join(_LOOKALIKES.get(one, one) for one in digits)
        if _read(mended, mended, lang).ok:
            first = letters[0]
            return _fault(
                "letter", lang, text=shown, letter=first, digit=_LOOKALIKES[first], suggestion=sign + mended
            )
    if not re.fullmatch(rf"[0-9{re.escape(group + point)}]*[0-9][0-9{re.escape(group + point)}]*", digits):
        return _fault("text", lang, text=shown, suggestion=f"1{group}204{point}5")
    return _marks(sign, digits, group, point, shown, lang)


def _marks(sign: str, digits: str, group: str, point: str, shown: str, lang: str) -> Parsed:
    whole, found, part = digits.partition(point)
    if point in part:
        plain = digits.replace(point, "") if group not in digits else re.sub(r"[.,]", "", digits)
        return _fault("points", lang, text=shown, mark=point, suggestion=sign + _regroup(plain, group))
    if group in part or (
        group in whole and not re.fullmatch(rf"[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+", whole)
    ):
        return _fault("group", lang, text=shown, mark=group, suggestion=sign + _other(digits, group, point))
    plain = whole.replace(group, "")
    if not plain or (found and not part):
        return _fault(
            "text", lang, text=shown, suggestion=sign + (plain or "0") + (point + part if part else "")
        )
    return Parsed(Decimal(f"{sign}{plain}{'.' + part if part else ''}"))


def _other(digits: str, group: str, point: str) -> str:
    """What was likely meant by a misplaced grouping mark: 12.5 → 12,5; 1.2.34 → 1.234."""
    if digits.count(group) == 1 and point not in digits:
        return digits.replace(group, point)
    if digits.rfind(group) > digits.rfind(point) >= 0 and digits.count(group) == 1:
        return digits.replace(group, "\0").replace(point, group).replace("\0", point)
    return _regroup(re.sub(r"[.,]", "", digits), group)


def _regroup(plain: str, group: str) -> str:
    head = len(plain) % 3
    return group.join(
        ([plain[:head]] if head else []) + [plain[at : at + 3] for at in range(head, len(plain), 3)]
    )


def _fault(code: str, lang: str, **words: str) -> Parsed:
    return Parsed(None, code, _TEXTS[code][lang].format(**words), words.get("suggestion", ""))
