"""What a person writes for a body, and which of the bodies found is meant. Pure; first functions to read: `read`, `judge`.

A code, an official name in Vietnamese or English, or `name (code)` as forms offer it. Case, diacritics and punctuation
decide nothing. A part of a name acts for nobody: who merges bodies or transfers a task must have named one.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from dieuhanh.config.text import fold, nfc

LONGEST = 250
"""Characters of a name with its code."""
MOST_WORDS = 12
_CODE = re.compile(r"[A-Z0-9Đ][A-Z0-9Đ.\-]{0,39}")
_WITH_CODE = re.compile(r"(.*\S)\s*\(\s*([^\s()]{1,40})\s*\)")
_OF_A_PROVINCE = re.compile(
    r"(?:(?:uy ban nhan dan|ubnd|people s committee of) )?(?:(?:tinh|thanh pho|tp) )?"
    r"(.+?)(?: (?:province|city))?(?: people s committee)?"
)
"""What people write before and after the name of a province, which stands bare in the register (`Tỉnh Cao Bằng`)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One body as it was written. `codes`: what it may be a code of; `words`: its name, folded, without punctuation."""

    text: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    with_code: bool = False

    @property
    def name(self) -> str:
        """The whole name as names are compared."""
        return " ".join(self.words)

    @property
    def province(self) -> str:
        """The name of the province it may be."""
        found = _OF_A_PROVINCE.fullmatch(self.name)
        return found[1] if found else self.name


def tidy(text: str) -> str:
    """What was typed, in one normal form and with single spaces, no longer than a name is."""
    return " ".join(nfc(text.replace("\0", " ")).split())[:LONGEST]


def key_of(name: str) -> str:
    """A name as names are compared: no case, no diacritics, no punctuation."""
    return " ".join(re.findall(r"\w+", fold(name)))


def read(text: str) -> Written:
    """One body from what was typed."""
    given = tidy(text)
    codes = [given.upper()] if _CODE.fullmatch(given.upper()) else []
    inner = _WITH_CODE.fullmatch(given)
    certain = inner is not None and _CODE.fullmatch(inner[2].upper()) is not None
    if inner is not None and certain:
        codes.append(inner[2].upper())
    words = tuple(key_of(given).split()[:MOST_WORDS])
    return Written(given, tuple(codes), words, certain)


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands on one line of several bodies: one name, or (`parts`) what may be several of them."""

    whole: str
    parts: tuple[str, ...] = ()

    def chosen(self, meant: Container[str]) -> tuple[str, ...]:
        """The bodies written, once it is known which texts mean one: a name may have commas, and a list of codes none."""
        if self.whole in meant or not self.parts:
            return (self.whole,)
        codes = all(_CODE.fullmatch(one) for one in self.parts)
        return self.parts if codes or all(one in meant for one in self.parts) else (self.whole,)


def pieces(text: str) -> list[Piece]:
    """Several bodies, one a line or between semicolons; codes and names may also stand between commas, codes between spaces."""
    found: dict[str, Piece] = {}
    for line in re.split(r"[;\n\r]+", text.replace("\0", " ")):
        whole = " ".join(line.split()).strip(" ,")
        parts = [part for part in re.split(r"[\s,]+", whole) if part]
        if not all(_CODE.fullmatch(part.upper()) for part in parts):
            parts = [part.strip() for part in whole.split(",") if part.strip()]
        if whole:
            found[whole] = Piece(whole, tuple(parts) if len(parts) > 1 else ())
    return list(found.values())


class Known(Protocol):
    """A body that may be meant, as one version of it says."""

    @property
    def id(self) -> UUID: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...


Found = TypeVar("Found", bound=Known)


class Outcome(StrEnum):
    """What became of what was written."""

    ONE = "one"
    SEVERAL = "several"
    """The name, or in a filter a part of the name, of more than one."""
    NEAR = "near"
    """A part of somebody's name."""
    ENDED = "ended"
    """A body that does not stand on the day."""
    NONE = "none"


def judge(
    written: Written, standing: Sequence[Found], other: Sequence[Found] = (), *, parts: bool = False
) -> tuple[Outcome, list[Found]]:
    """Which body is meant, of those that stand on the day and those that did or will; else the ones that it may be.

    A code decides before a name, a name before a province's name within words, and those before a part of a name,
    which is taken only where `parts` are and one body alone has it.
    """
    for means in (_by_code, _by_name, _by_province):
        now = _each(one for one in standing if means(written, one))
        if now:
            return (Outcome.ONE if len(now) == 1 else Outcome.SEVERAL), now
        if then := _each(one for one in other if means(written, one)):
            return Outcome.ENDED, then
    near = _each(one for one in standing if _by_part(written, one))
    if parts and near:
        return (Outcome.ONE if len(near) == 1 else Outcome.SEVERAL), near
    return (Outcome.NEAR, near) if near else (Outcome.NONE, [])


def _by_code(written: Written, one: Known) -> bool:
    return one.code in written.codes


def _by_name(written: Written, one: Known) -> bool:
    return bool(written.words) and written.name in (key_of(one.name_vi), key_of(one.name_en))


def _by_province(written: Written, one: Known) -> bool:
    return one.kind == "province" and written.province in (key_of(one.name_vi), key_of(one.name_en))


def _by_part(written: Written, one: Known) -> bool:
    names = f"{key_of(one.name_vi)} | {key_of(one.name_en)}"
    return bool(written.words) and not written.with_code and all(word in names for word in written.words)


def _each(rows: Iterable[Found]) -> list[Found]:
    """Each body once, as the first of its versions says."""
    found: dict[UUID, Found] = {}
    for one in rows:
        found.setdefault(one.id, one)
    return list(found.values())
