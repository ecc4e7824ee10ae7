"""Who a directive names: one body, a class of bodies, a person, a group, or nobody known.

Pure: names and abbreviations are given in by the caller (`Name`), each with the time it held, so that
"Bộ Kế hoạch và Đầu tư" is a body in 2019 and a former one in 2026. First functions to read: `read_bodies`
(every body of a cell or a clause's head) and `read_lead` (exactly one, or why not).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dieuhanh.deadlines.rules import RuleFault

from .bodies_names import Name, Names, fault, key_of
from .day_words import plain

__all__ = ["Name", "Names", "Who", "WhoKind", "key_of", "read_bodies", "read_lead"]


class WhoKind(StrEnum):
    """What kind of answer "who" has."""

    BODY = "body"
    CLASS = "class"
    PERSON = "person"
    GROUP = "group"
    """A working group or several persons: it answers as one, and is no body in the register."""
    SOME = "some"
    """A number of bodies that the words count or describe and do not name."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Who:
    """One party named: its words and place, what it is, and what a person must look at.

    `code`: a body's code. `members`: the codes a class had on the day. `kinds`: the kinds of bodies in a class.
    `inferred`: the source says itself that it inferred this party. `remark`: what stood in brackets beside it.
    """

    kind: WhoKind
    words: str
    start: int
    end: int
    code: str = ""
    kinds: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    inferred: bool = False
    remark: str = ""
    faults: tuple[RuleFault, ...] = ()


_CLASSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:các )?cơ quan thuộc chính phủ", ("government_agency",)),
    (r"(?:các )?cơ quan ngang bộ", ("ministerial_agency",)),
    (r"(?:các )?cơ quan trung ương", ("ministerial_agency", "government_agency")),
    (r"(?:các|từng|mọi) bộ(?:, ?ngành)?", ("ministry", "ministerial_agency")),
    (
        r"(?:các )?bộ trưởng|(?:các )?thủ trưởng (?:cơ quan ngang bộ|cơ quan)",
        ("ministry", "ministerial_agency"),
    ),
    (
        r"(?:chủ tịch )?(?:ủy ban nhân dân|ubnd) (?:các )?(?:cấp tỉnh|tỉnh, thành phố trực thuộc trung ương|tỉnh, thành phố)"
        r"|(?:các )?địa phương|(?:các )?tỉnh, thành phố(?: trực thuộc trung ương)?",
        ("province",),
    ),
)
_ALONE = {
    "các bộ": ("ministry",),
    "bộ": ("ministry",),
    "tỉnh": ("province",),
    "các bộ, ngành": ("ministry", "ministerial_agency", "government_agency"),
    "bộ, ngành": ("ministry", "ministerial_agency", "government_agency"),
    "ngành": ("ministerial_agency", "government_agency"),
    "cơ quan": ("ministerial_agency", "government_agency"),
    "các cơ quan": ("ministerial_agency", "government_agency"),
}
_PERSON = re.compile(
    r"^(?:phó thủ tướng|thủ tướng|đồng chí|bộ trưởng) (?P<name>(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ]*\s*){2,5})", re.IGNORECASE
)
_GROUP = re.compile(
    r"^(?:tổ công tác|ban chỉ đạo|hội đồng|ủy ban quốc gia|các phó thủ tướng|lãnh đạo chính phủ|đoàn kiểm tra)"
)
_COUNTED = re.compile(r"^\d+ (?:trong \d+ )?(?:bộ|cơ quan|địa phương|tỉnh|ngành|đơn vị)")


def read_bodies(words: str, names: Names, on: date) -> tuple[Who, ...]:
    """Every party named in `words`, in order: a cell's list (separated by `;`) or the head of a clause.

    A comma separates only where it does not belong to one name ("Bộ Văn hóa, Thể thao và Du lịch"); neighbouring
    classes become one ("Các bộ, cơ quan ngang bộ; UBND cấp tỉnh").
    """
    text = unicodedata.normalize("NFC", words)
    found: list[Who] = []
    for start, end in _pieces(text):
        found += _read_piece(text, start, end, names, on, bool(found and found[-1].kind is WhoKind.BODY))
    return _joined(text, found)


def read_lead(words: str, names: Names, on: date) -> Who:
    """The one lead that the words name; a fault where they name none or several (one task has one lead, Decree 39/2022)."""
    found = read_bodies(words, names, on)
    if not found:
        text = unicodedata.normalize("NFC", words)
        return Who(WhoKind.UNKNOWN, text.strip(), 0, len(text), faults=(fault("no_lead", ""),))
    first = found[0]
    if len(found) == 1:
        return first
    listed = "; ".join(one.words for one in found)
    return Who(
        WhoKind.SOME,
        listed,
        first.start,
        found[-1].end,
        members=tuple(one.code for one in found if one.code),
        inferred=any(one.inferred for one in found),
        remark="; ".join(one.remark for one in found if one.remark),
        faults=(fault("several_leads", listed),),
    )


def _pieces(text: str) -> list[tuple[int, int]]:
    """Places between semicolons and line ends, brackets kept whole."""
    pieces, start, depth = [], 0, 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char in ";\n" and depth <= 0:
            pieces.append((start, place))
            start = place + 1
    pieces.append((start, len(text)))
    return [(a, b) for a, b in (_trim(text, a, b) for a, b in pieces) if a < b]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:"):
        end -= 1
    return start, end


def _read_piece(text: str, start: int, end: int, names: Names, on: date, after_body: bool) -> list[Who]:
    whole = text[start:end]
    brackets = re.search(r"\(([^()]*)\)\s*$", whole)
    remark = brackets[1].strip() if brackets else ""
    bare = whole[: brackets.start()].rstrip(" ,") if brackets else whole
    if not bare.strip():
        return []  # a remark beside nothing names nobody
    inferred = "suy luận" in plain(remark)
    one = _one(bare, names, on, after_body)
    if one is None and not _parts_are_classes(bare):
        split = _by_commas(bare, names, on)
        if split:
            return [
                Who(
                    w.kind,
                    w.words,
                    start + w.start,
                    start + w.end,
                    w.code,
                    inferred=inferred,
                    remark=remark,
                    faults=w.faults,
                )
                for w in split
            ]
    kind, code, kinds, faults = one or _class_or_unknown(bare)
    faults = (*faults, *((fault("inferred", bare),) if inferred else ()))
    members = names.of_kinds(kinds, on) if kind is WhoKind.CLASS else ()
    return [Who(kind, bare, start, start + len(bare), code, kinds, members, inferred, remark, faults)]


_Read = tuple[WhoKind, str, tuple[str, ...], tuple[RuleFault, ...]]


def _one(bare: str, names: Names, on: date, after_body: bool = False) -> _Read | None:
    """A body by its name, a person, a group, or an uncounted number; None for classes and what is none of these."""
    small = " ".join(plain(bare).split())
    if re.search(r"không rõ|chưa rõ", small):
        return WhoKind.UNKNOWN, "", (), (fault("no_lead", bare),)
    if _COUNTED.match(small):
        return WhoKind.SOME, "", (), (fault("not_named", bare),)
    name, wrong = names.find(bare, on)
    if name is not None or wrong is not None:
        exact = name is not None and plain(name.words) == small
        if not (after_body or exact or _looks_like_body(small)) and key_of(bare) == small:
            return None  # "Tài chính" alone is a word; after "Bộ Công an;" it is a ministry
        return WhoKind.BODY, name.code if name else "", (), ((wrong,) if wrong else ())
    if _GROUP.match(small):
        return WhoKind.GROUP, "", (), (fault("group", bare),)
    if _PERSON.match(bare) and bare[:1].isupper() and not _looks_like_class(small):
        return WhoKind.PERSON, "", (), ()
    return None


def _looks_like_body(small: str) -> bool:
    return bool(
        re.match(
            r"(?:bộ|văn phòng|ngân hàng|thanh tra|ủy ban|ubnd|tỉnh|thành phố|bảo hiểm|đài|viện|thông tấn|ban) ",
            small,
        )
    )


def _looks_like_class(small: str) -> bool:
    return bool(_kinds_of(small))


def _kinds_of(small: str) -> tuple[str, ...]:
    """The kinds of bodies that a phrase of classes names, or () when a part of it names none."""
    small = small.replace("uỷ", "ủy")
    if small in _ALONE:
        return _ALONE[small]
    left = small
    kinds: list[str] = []
    for pattern, those in _CLASSES:
        left, count = re.subn(rf"(?<!\w)(?:{pattern})(?!\w)", " ", left)
        kinds += those if count else ()
    for part in re.split(r"[,;]|(?<!\w)và(?!\w)", left):
        word = " ".join(part.split())
        if word not in ("", "các", "đề nghị", "yêu cầu") and word not in _ALONE:
            return ()
        kinds += _ALONE.get(word, ())
    return tuple(dict.fromkeys(kinds))


def _parts_are_classes(bare: str) -> bool:
    return bool(_kinds_of(" ".join(plain(bare).split())))


def _class_or_unknown(bare: str) -> _Read:
    kinds = _kinds_of(" ".join(plain(bare).split()))
    if kinds:
        return WhoKind.CLASS, "", kinds, ()
    return WhoKind.SOME, "", (), (fault("not_known", bare),)


def _by_commas(bare: str, names: Names, on: date) -> list[Who]:
    """Bodies named one after another with commas and "và"; [] unless every part is a body."""
    found: list[Who] = []
    cuts = [0, *(m.end() for m in re.finditer(r",\s*|\s+và\s+", bare)), len(bare) + 1]
    at = 0
    while at < len(cuts) - 1:
        for until in range(len(cuts) - 1, at, -1):
            start, end = _trim(bare, cuts[at], min(cuts[until], len(bare)))
            part = re.sub(r"\s+và$", "", bare[start:end])
            one = _one(part, names, on, bool(found))
            if one and one[0] is WhoKind.BODY and one[1]:
                found.append(Who(WhoKind.BODY, part, start, start + len(part), one[1], faults=one[3]))
                at = until
                break
        else:
            return []
    return found if len(found) > 1 else []


def _joined(text: str, found: list[Who]) -> tuple[Who, ...]:
    """Neighbouring classes are one class: a directive gives them one duty together."""
    joined: list[Who] = []
    for who in found:
        last = joined[-1] if joined else None
        if last and last.kind is who.kind is WhoKind.CLASS:
            joined[-1] = Who(
                WhoKind.CLASS,
                text[last.start : who.end],
                last.start,
                who.end,
                kinds=tuple(dict.fromkeys((*last.kinds, *who.kinds))),
                members=tuple(dict.fromkeys((*last.members, *who.members))),
                inferred=last.inferred or who.inferred,
                remark="; ".join(one for one in (last.remark, who.remark) if one),
                faults=(*last.faults, *who.faults),
            )
        else:
            joined.append(who)
    return tuple(joined)
