"""Sentences that the rules say, in the two languages of the product.

The rules import no Django, so they cannot use its translations; and what a rule said is copied
into the obligation (the promise is kept as made), so both languages must be stored with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["vi", "en"]

WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Vietnamese and in English."""

    vi: str
    en: str

    def of(self, language: str) -> str:
        """The text in `language` ("vi", "en", "en-gb" …); Vietnamese where the language is unknown."""
        return self.en if language.startswith("en") else self.vi

    def to_dict(self) -> dict[str, str]:
        """`{"vi": …, "en": …}`, as stored in a promise."""
        return {"vi": self.vi, "en": self.en}

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> Text:
        """The inverse of `to_dict`."""
        return cls(vi=data["vi"], en=data["en"])


@dataclass(frozen=True, slots=True)
class RuleFault:
    """Something wrong with a rule, a calendar row or a chain: which field, and what to do about it.

    `code` is stable and meant for programs and tests; `text` is meant for people.
    """

    code: str
    field: str
    text: Text
    value: str = ""


def day_vi(day: date) -> str:
    """`thứ Hai, 10/08/2020`."""
    return f"{WEEKDAYS_VI[day.weekday()]}, {day:%d/%m/%Y}"


def day_en(day: date) -> str:
    """`Monday, 10 August 2020`."""
    return f"{WEEKDAYS_EN[day.weekday()]}, {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def day_text(day: date) -> Text:
    """The day with its weekday in both languages."""
    return Text(day_vi(day), day_en(day))
