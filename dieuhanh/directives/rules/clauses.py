"""A directive's text split as Vietnamese documents number it: parts, articles, clauses, points, dashes, paragraphs.

Pure. Spans are places in the text given (form C, LF line ends), so that a task keeps the exact words it was
cut from. Decree 30/2020/NĐ-CP, Annex I, fixes the order: Phần, Chương, Mục, Điều, khoản (1.), điểm (a).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKERS: tuple[tuple[str, int, re.Pattern[str], str], ...] = tuple(
    (kind, level, re.compile(pattern), label)
    for kind, level, pattern, label in (
        ("annex", 0, r"(?:PHỤ LỤC|Phụ lục)(?: (?P<n>[IVXLC]+|\d+|[A-Z]))?\b\.?:?", "phụ lục {n}"),
        ("part", 0, r"(?:PHẦN|Phần) (?:THỨ |thứ )?(?P<n>[IVXLC]+|\d+|\w+)\b\.?:?", "phần {n}"),
        ("chapter", 1, r"(?:CHƯƠNG|Chương) (?P<n>[IVXLC]+|\d+)\b\.?:?", "chương {n}"),
        ("section", 2, r"(?:MỤC|Mục) (?P<n>[IVXLC]+|\d+)\b\.?:?", "mục {n}"),
        ("roman", 2, r"(?P<n>X{0,3}(?:IX|IV|V?I{0,3}))(?<=[IVX])[.)](?=\s)", "{n}"),
        ("article", 3, r"Điều (?P<n>\d{1,3}[a-zđ]?)\b\.?:?", "điều {n}"),
        ("decimal", 6, r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\.?(?=\s)(?! *(?:%|tỷ|triệu|nghìn))", "{n}"),
        ("clause", 5, r"(?P<n>\d{1,3}[a-zđ]?)[.)](?=\s)", "khoản {n}"),
        ("point", 7, rf"(?P<n>[{_LETTERS}]{{1,2}}\d?)[.)](?=\s)", "điểm {n}"),
        ("dash", 8, r"[-–—•*](?=\s)", "gạch {n}"),
        ("plus", 9, r"[+○o](?=\s)", "cộng {n}"),
    )
)
_PARAGRAPH = 4
"""A paragraph without a number stands above numbered clauses: "… yêu cầu:" opens the list under it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered or unnumbered part. `start:end` is its own text with its marker, without what stands under it.

    `body`: where the words begin after the marker. `parent`: index of the part it stands under, or None.
    `label`: how a citation names it ("điều 1, khoản 2, điểm a"); "" for a paragraph under nothing numbered.
    """

    kind: str
    level: int
    label: str
    start: int
    body: int
    end: int
    parent: int | None


def split(text: str) -> tuple[Clause, ...]:
    """The text's parts in reading order. Their own spans never overlap and leave out nothing but white space."""
    clauses: list[Clause] = []
    open_at: list[int] = []
    counts: dict[tuple[int | None, str], int] = {}
    for kind, level, label, start, body, end in _blocks(text):
        while open_at and clauses[open_at[-1]].level >= level:
            open_at.pop()
        parent = open_at[-1] if open_at else None
        counts[parent, kind] = counts.get((parent, kind), 0) + 1
        own = label.format(n=counts[parent, kind]) if kind in ("dash", "plus") else label
        above = clauses[parent].label if parent is not None else ""
        named = ", ".join(part for part in (above, own) if part)
        clauses.append(Clause(kind, level, named, start, body, end, parent))
        open_at.append(len(clauses) - 1)
    return tuple(clauses)


def clause_at(clauses: tuple[Clause, ...], place: int) -> Clause | None:
    """The clause whose own text holds this place; the last before it, when it falls between two."""
    found = None
    for clause in clauses:
        if clause.start > place:
            break
        found = clause
    return found


def begins_clause(line: str) -> bool:
    """Whether a line begins with the marker of a numbered part."""
    return _marker(line, 0, len(line)) is not None


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]` as places: cut at `.` before a capital, at `;`, and at `!` and `?`."""
    at = start
    for match in _STOP.finditer(text, start, end):
        if match.end() > end:
            break
        span = _trimmed(text, at, match.start() + 1)
        if span:
            yield span
        at = match.end()
    span = _trimmed(text, at, end)
    if span:
        yield span


_STOP = re.compile(
    r"(?<!\bTP)(?<!\bTp)(?<!\bTS)(?<!\bđ/c)[.!?](?=\s+[A-ZĐÀ-ỸƠƯĂÂÊÔ“\"(])|;(?=\s)(?![^(\n]*\))", re.UNICODE
)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


_Block = tuple[str, int, str, int, int, int]


def _blocks(text: str) -> Iterator[_Block]:
    """Lines joined to what they continue, each with its marker."""
    block: _Block | None = None
    for start, end in _lines(text):
        marker = _marker(text, start, end)
        if marker is None and block is not None and _continues(text, block, start):
            block = (*block[:5], end)
            continue
        if block is not None:
            yield block
        kind, level, label, body = marker or ("paragraph", _PARAGRAPH, "", start)
        block = (kind, level, label, start, body, end)
    if block is not None:
        yield block


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        span = _trimmed(text, at, at + len(line))
        if span:
            yield span
        at += len(line)


def _marker(text: str, start: int, end: int) -> tuple[str, int, str, int] | None:
    for kind, level, pattern, label in _MARKERS:
        match = pattern.match(text, start, end + 1)
        if match is None or match.end() > end or match.end() == start:
            continue
        if (
            kind in ("annex", "part")
            and match.end() < end
            and text[match.end() : end].lstrip(" .:–-")[:1].islower()
        ):
            continue  # "Phụ lục kèm theo": running words, not a heading
        number = match.groupdict().get("n") or ""
        if kind == "article" and re.match(r"[ ,;]+(?:của|Luật|Nghị|khoản|và|,|\d)", text[match.end() : end]):
            continue  # "Điều 7 Luật …": a citation at a line's beginning
        named = label if kind in ("dash", "plus") else label.format(n=number).strip()
        body = match.end()
        while body < end and text[body].isspace():
            body += 1
        return kind, level, named, body
    return None


def _continues(text: str, block: _Block, start: int) -> bool:
    """Whether a line without a marker goes on with the block before it (a wrapped line), or begins a paragraph."""
    before = text[block[3] : block[5]]
    gap = text[block[5] : start]
    if gap.count("\n") > 1:
        return False
    if text[start].islower() or text[start].isdigit():
        return True
    full = len(before) - before.rfind("\n") > _SHORTEST_FULL_LINE
    return full and before[-1] not in '.:;!?”"' and not before.isupper()


_SHORTEST_FULL_LINE = 45
"""A line shorter than this was ended on purpose (a heading), not wrapped at the page's width."""
