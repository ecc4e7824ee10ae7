"""Vietnamese text: one normal form, folding for search, and the order of lists.

The embedded PostgreSQL has no ICU, so the order of Vietnamese lists comes from
a stored key (`sort_key`), not from a database collation.
"""

import re
import unicodedata

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the dictionary's order
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: chr(0x41 + i) for i, letter in enumerate(_LETTERS)}


def nfc(text: str) -> str:
    """The text in Unicode normal form C, with outer white space removed.

    Marks that turn the direction of writing go as well: one of them in a reason would print the name and the day
    that stand after it backwards.
    """
    return unicodedata.normalize("NFC", _TURNING.sub("", text)).strip()


def fold(text: str) -> str:
    """The text without case and diacritics: `Đăng ký khai sinh` → `dang ky khai sinh`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A key that sorts as a Vietnamese dictionary does, under the C collation.

    Letters decide first (a < ă < â < b … d < đ), then the tones of the whole text.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text).casefold():
        parts = unicodedata.normalize("NFD", char)
        tone = next((c for c in parts if c in _TONES), "")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        letters.append(_ORDER.get(base, base if base.isdigit() or base == " " else "~" + base))
        tones.append(str(_TONES.index(tone) + 1) if tone else "0")
    return "".join(letters) + "!" + "".join(tones).rstrip("0")
