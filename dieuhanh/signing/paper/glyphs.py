"""What the font can show. PDF/A forbids a character without a glyph, and a report must not fail for an emoji."""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

STAND_IN = "□"
_KEPT = {"\n"}


def showable(value: Any, fonts: Path) -> Any:
    """The same JSON value with every text in NFC and every character that the fonts lack replaced.

    Spaces of every kind become spaces, invisible format marks go, anything else unknown becomes □.
    """
    if isinstance(value, str):
        known = characters(fonts)
        return "".join(_shown(char, known) for char in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: showable(item, fonts) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [showable(item, fonts) for item in value]
    return value


def _shown(char: str, known: frozenset[int]) -> str:
    kind = unicodedata.category(char)
    if char in _KEPT:
        return char
    if kind.startswith("Z") or char == "\t":
        return " "
    if kind in {"Cc", "Cf"}:
        return ""
    if ord(char) in known:
        return char
    return STAND_IN if ord(STAND_IN) in known else "?"


@cache
def characters(fonts: Path) -> frozenset[int]:
    """The code points that every font file of the folder has a glyph for."""
    sets = [_of_file(file.read_bytes()) for file in sorted(fonts.rglob("*.ttf"))]
    return frozenset.intersection(*sets) if sets else frozenset()


def _of_file(font: bytes) -> frozenset[int]:
    """The character map of a TrueType file (tables `cmap`, formats 4 and 12)."""
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _sum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag != b"cmap":
            continue
        for part in range(struct.unpack_from(">H", font, offset + 2)[0]):
            place = offset + struct.unpack_from(">HHL", font, offset + 4 + 8 * part)[2]
            kind = struct.unpack_from(">H", font, place)[0]
            found |= {4: _format_4, 12: _format_12}.get(kind, lambda _font, _place: set())(font, place)
    return frozenset(found)


def _format_4(font: bytes, place: int) -> set[int]:
    count = struct.unpack_from(">H", font, place + 6)[0] // 2
    form = f">{count}H"
    ends = struct.unpack_from(form, font, place + 14)
    starts = struct.unpack_from(form, font, place + 16 + 2 * count)
    deltas = struct.unpack_from(form, font, place + 16 + 4 * count)
    ranges_at = place + 16 + 6 * count
    ranges = struct.unpack_from(form, font, ranges_at)
    found = set()
    for index, (start, end, delta, shift) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if shift:
                glyph = struct.unpack_from(">H", font, ranges_at + 2 * index + shift + 2 * (code - start))[0]
            if (glyph + delta) & 0xFFFF if not shift or glyph else 0:
                found.add(code)
    return found


def _format_12(font: bytes, place: int) -> set[int]:
    found: set[int] = set()
    for group in range(struct.unpack_from(">L", font, place + 12)[0]):
        start, end, glyph = struct.unpack_from(">LLL", font, place + 16 + 12 * group)
        found.update(range(start + (glyph == 0), end + 1))
    return found
