"""A deadline rule as data: how the last day for sending is found, and the check of its shape.

Deadlines are data, not code: one rule per regime, level, kind of respondent and kind of period
(Decree 09/2019/NĐ-CP Art. 8.5b, 13). A rule is stored and exchanged as the dictionary of `to_dict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from .periods import PeriodKind
from .text import RuleFault, Text


class Basis(StrEnum):
    """From what the deadline is counted."""

    DAY_OF_MONTH = "day_of_month"
    """Day `day` of the month `month_offset` months after the period's last month (before: negative)."""
    AFTER_CUTOFF = "after_cutoff"
    """`count` units after the last day of data (Art. 8.5b)."""
    AFTER_BASE = "after_base"
    """`count` units after a day or moment named when the promise is made (receipt, assignment)."""
    BEFORE_OUTER = "before_outer"
    """`count` units before the deadline of the next outer level of the chain."""
    FIXED_DATE = "fixed_date"
    """The date `on`, as an issuing body's request for a thematic or ad-hoc report (Art. 8.5c)."""


class Unit(StrEnum):
    """What `count` counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"


class IfNotWorking(StrEnum):
    """What happens to a deadline that falls on a day off.

    Decree 09 does not say; Decree 94/2016 (statistics) moves a release to the next working day, and
    so does the Civil Code (Art. 148.5) for a period of time. Hence a setting, "next" by default.
    """

    NEXT = "next"
    SAME = "same"
    PREVIOUS = "previous"


class DayEnd(StrEnum):
    """When on its last day a deadline ends."""

    MIDNIGHT = "midnight"
    """23:59:59 local time (Civil Code Art. 148.6: the period ends at 24:00 of the last day)."""
    OFFICE = "office"
    """The end of the working day."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One rule; build it from stored data with `from_dict`, which checks it.

    Attributes:
        code: stable name; `level`: the level of a chain it binds ("" where there is only one).
        basis, day, month_offset, count, unit, on: see `Basis`.
        periods: kinds of period it is for; empty means every kind.
        if_not_working, ends: what a day off does, and when the last day ends.
        legal_source: document, article and clause, as shown beside the deadline.
    """

    code: str
    basis: Basis
    day: int | None = None
    month_offset: int = 0
    count: int | None = None
    unit: Unit = Unit.WORKING_DAY
    on: date | None = None
    periods: tuple[PeriodKind, ...] = ()
    if_not_working: IfNotWorking = IfNotWorking.NEXT
    ends: DayEnd = DayEnd.MIDNIGHT
    level: str = ""
    legal_source: str = ""

    def applies_to(self, kind: PeriodKind) -> bool:
        """Whether it is a rule for periods of `kind`."""
        return not self.periods or kind in self.periods

    @property
    def text(self) -> Text:
        """The rule in one phrase: `ngày 25 của tháng cuối kỳ`."""
        match self.basis:
            case Basis.DAY_OF_MONTH:
                return _day_of_month_text(self.day or 0, self.month_offset)
            case Basis.AFTER_CUTOFF:
                return _count_text(self, " sau ngày chốt số liệu", " after the data cut-off")
            case Basis.AFTER_BASE:
                return _count_text(self, " kể từ ngày được tính", " after the day it counts from")
            case Basis.BEFORE_OUTER:
                return _count_text(
                    self, " trước thời hạn của cấp nhận", " before the receiving level's deadline"
                )
            case Basis.FIXED_DATE:
                on = self.on or date.min
                return Text(f"ngày {on:%d/%m/%Y}", f"on {on.isoformat()}")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON; defaults included, so that a later change of default changes no stored rule."""
        return {
            "code": self.code,
            "basis": self.basis.value,
            "day": self.day,
            "month_offset": self.month_offset,
            "count": self.count,
            "unit": self.unit.value,
            "on": self.on.isoformat() if self.on else None,
            "periods": [kind.value for kind in self.periods],
            "if_not_working": self.if_not_working.value,
            "ends": self.ends.value,
            "level": self.level,
            "legal_source": self.legal_source,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DeadlineRule:
        """The rule that `data` describes.

        Raises:
            RuleInvalid: with every fault of `check_rule`.
        """
        faults = check_rule(data)
        if faults:
            raise RuleInvalid(faults)
        on = data.get("on")
        return cls(
            code=data["code"],
            basis=Basis(data["basis"]),
            day=data.get("day"),
            month_offset=data.get("month_offset") or 0,
            count=data.get("count"),
            unit=Unit(data.get("unit") or Unit.WORKING_DAY),
            on=date.fromisoformat(on) if on else None,
            periods=tuple(PeriodKind(kind) for kind in data.get("periods") or ()),
            if_not_working=IfNotWorking(data.get("if_not_working") or IfNotWorking.NEXT),
            ends=DayEnd(data.get("ends") or DayEnd.MIDNIGHT),
            level=data.get("level") or "",
            legal_source=data.get("legal_source") or "",
        )


class RuleInvalid(ValueError):
    """Data that describes no deadline rule; `faults` says everything that is wrong at once."""

    def __init__(self, faults: list[RuleFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.text.en for fault in faults))


FIELDS = (
    "code",
    "basis",
    "day",
    "month_offset",
    "count",
    "unit",
    "on",
    "periods",
    "if_not_working",
    "ends",
    "level",
    "legal_source",
)


def check_rule(data: Mapping[str, Any]) -> list[RuleFault]:
    """Everything wrong with the shape of a rule, before any calendar is asked; empty when it is sound."""
    faults = [
        _fault(
            "unknown_field",
            name,
            "trường không có trong quy tắc thời hạn",
            "no such field in a deadline rule",
            "",
        )
        for name in data
        if name not in FIELDS
    ]
    for name in ("code", "level", "legal_source"):
        given = data.get(name) or ""
        if not isinstance(given, str) or not given.isprintable() or len(given) > 500:
            vi = "phải là chữ trên một dòng, nhiều nhất 500 ký tự"
            faults.append(
                _fault("not_text", name, vi, "must be text on one line, at most 500 characters", given)
            )
    if not data.get("code"):
        faults.append(_fault("missing", "code", "chưa có mã quy tắc", "the rule needs a code", ""))
    basis = _choice(data, "basis", Basis, faults, required=True)
    unit = _choice(data, "unit", Unit, faults)
    _choice(data, "if_not_working", IfNotWorking, faults)
    _choice(data, "ends", DayEnd, faults)
    _check_periods(data.get("periods") or [], faults)
    if basis is not None:
        faults += _check_basis(basis, unit or Unit.WORKING_DAY, data)
    return faults


def _check_basis(basis: Basis, unit: Unit, data: Mapping[str, Any]) -> list[RuleFault]:
    faults: list[RuleFault] = []
    if basis is Basis.DAY_OF_MONTH:
        _whole(data, "day", 1, 31, faults, required=True)
        _whole(data, "month_offset", -12, 24, faults)
    elif basis is Basis.FIXED_DATE:
        _check_date(data.get("on"), faults)
    else:
        _whole(data, "count", 1, 5000, faults, required=True)
        if unit is Unit.WORKING_HOUR and basis is not Basis.AFTER_BASE:
            vi = "giờ làm việc chỉ tính được từ một thời điểm; hãy chọn ngày làm việc"
            en = "working hours are counted from a moment only; choose working days"
            faults.append(_fault("unit_needs_moment", "unit", vi, en, unit.value))
    needed = {Basis.DAY_OF_MONTH: {"day", "month_offset"}, Basis.FIXED_DATE: {"on"}}.get(basis, {"count"})
    for name in sorted({"day", "month_offset", "count", "on"} - needed):
        if data.get(name):
            vi, en = (
                "không dùng với cách tính đã chọn; hãy để trống",
                "has no meaning with this basis; leave it empty",
            )
            faults.append(_fault("not_used", name, vi, en, data[name]))
    return faults


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(
    data: Mapping[str, Any],
    name: str,
    kinds: type[_Choice],
    faults: list[RuleFault],
    *,
    required: bool = False,
) -> _Choice | None:
    given = data.get(name)
    if given in (None, "") and not required:
        return None
    if isinstance(given, str) and given in {kind.value for kind in kinds}:
        return kinds(given)
    allowed = ", ".join(kind.value for kind in kinds)
    faults.append(
        _fault("not_a_choice", name, f"phải là một trong: {allowed}", f"must be one of: {allowed}", given)
    )
    return None


def _whole(
    data: Mapping[str, Any],
    name: str,
    low: int,
    high: int,
    faults: list[RuleFault],
    *,
    required: bool = False,
) -> None:
    given = data.get(name)
    if given is None and not required:
        return
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        vi, en = f"phải là số nguyên từ {low} đến {high}", f"must be a whole number from {low} to {high}"
        faults.append(_fault("not_in_range", name, vi, en, given))


def _check_periods(given: Any, faults: list[RuleFault]) -> None:
    kinds = {kind.value for kind in PeriodKind}
    if not isinstance(given, (list, tuple)) or any(
        not isinstance(kind, str) or kind not in kinds for kind in given
    ):
        allowed = ", ".join(sorted(kinds))
        vi, en = f"phải là danh sách gồm: {allowed}", f"must be a list of: {allowed}"
        faults.append(_fault("not_a_choice", "periods", vi, en, given))


def _check_date(given: Any, faults: list[RuleFault]) -> None:
    try:
        if not isinstance(given, str):
            raise ValueError
        date.fromisoformat(given)
    except ValueError:
        vi, en = "phải là ngày dạng 2020-06-30", "must be a date such as 2020-06-30"
        faults.append(_fault("not_a_date", "on", vi, en, given))


def _fault(code: str, field: str, vi: str, en: str, value: Any) -> RuleFault:
    return RuleFault(
        code, field, Text(f"{field}: {vi}", f"{field}: {en}"), "" if value is None else str(value)
    )


def _day_of_month_text(day: int, offset: int) -> Text:
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    if offset == 0:
        return Text(f"ngày {day} của tháng cuối kỳ", f"the {day}{suffix} of the period's last month")
    far = abs(offset)
    side_vi, side_en = ("sau", "after") if offset > 0 else ("trước", "before")
    months_vi = f"tháng {side_vi}" if far == 1 else f"tháng thứ {far} {side_vi}"
    months_en = f"the month {side_en}" if far == 1 else f"{far} months {side_en}"
    return Text(
        f"ngày {day} của {months_vi} tháng cuối kỳ",
        f"the {day}{suffix} of {months_en} the period's last month",
    )


_UNIT_TEXT = {
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.CALENDAR_DAY: ("ngày", "day"),
    Unit.WORKING_HOUR: ("giờ làm việc", "working hour"),
}


def _count_text(rule: DeadlineRule, vi: str, en: str) -> Text:
    unit_vi, unit_en = _UNIT_TEXT[rule.unit]
    plural = "" if rule.count == 1 else "s"
    return Text(f"{rule.count} {unit_vi}{vi}", f"{rule.count} {unit_en}{plural}{en}")


GOVERNMENT_25TH = DeadlineRule(
    code="ND09-13.1",
    basis=Basis.DAY_OF_MONTH,
    day=25,
    level="government",
    legal_source="Nghị định 09/2019/NĐ-CP, Điều 13 khoản 1",
)
"""Periodic reports of ministries, agencies and provinces to the Government and the Prime Minister:
at the latest on the 25th of the last month of the period, unless another rule applies."""
