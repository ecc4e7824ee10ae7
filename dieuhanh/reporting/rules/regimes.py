"""What a reporting regime must state, and where two regimes contradict or repeat each other.

The mandatory parts are those of Decree 09/2019/NĐ-CP (Art. 7–8): name, content, who reports, who
receives, method, deadline per level, frequency, data window, outline and data form. The deadline
leaves at least one working day after the window (Art. 8.5b); windows of one sector should agree
(Art. 8.5a), and a figure asked twice is said before the second regime comes into force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dieuhanh.deadlines.rules import (
    Chain,
    NotAConvention,
    PeriodKind,
    RuleFault,
    RuleInvalid,
    Text,
    WorkingCalendar,
    check_chain,
)
from dieuhanh.deadlines.rules.periods import convention_day

NOTHING = Text("", "")
"""No words."""
PERIODIC, THEMATIC, AD_HOC = "periodic", "thematic", "ad_hoc"
KINDS = (PERIODIC, THEMATIC, AD_HOC)
NARRATIVE, FIGURES, BOTH = "narrative", "figures", "both"
CONTENTS = (NARRATIVE, FIGURES, BOTH)
METHODS = ("system", "email", "fax", "in_person", "other")
"""In the order of preference (Circular 02/2023/TT-BTTTT)."""
PROVINCE_LEVELS = ("district", "commune")
"""Levels below a respondent, whose bodies send to it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the outline report."""

    key: str
    title: Text
    required: bool = True
    most: int = 4000
    guidance: Text = NOTHING

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "key": self.key,
            "title": self.title.to_dict(),
            "required": self.required,
            "most": self.most,
            "guidance": self.guidance.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Section:
        """The inverse of `to_dict`."""
        return cls(
            data["key"],
            Text.from_dict(data["title"]),
            data["required"],
            data["most"],
            Text.from_dict(data["guidance"]),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A regime as proposed. `chains` by kind of respondent (`ministry`, `province`), innermost level first.

    `respondents`: kinds of bodies (`ministry`, `province`) or codes of bodies.
    """

    code: str
    name: Text
    kind: str
    content: str
    sector: str
    legal_basis: Text
    document_number: str
    document_date: date | None
    issuer: str
    receiver: str
    respondents: tuple[str, ...]
    frequency: tuple[str, ...]
    convention: str
    method: str
    chains: Mapping[str, Chain]
    forms: tuple[str, ...] = ()
    outline: tuple[Section, ...] = ()
    needs_signature: bool = True
    one_step: bool = False
    reminders: tuple[int, ...] = (3, 1, 0)
    guidance: Text = NOTHING
    valid_from: date | None = None
    valid_to: date | None = None
    simulated: bool = False


def _fault(field_name: str, vi: str, en: str, code: str = "missing") -> RuleFault:
    return RuleFault(code, field_name, Text(vi, en))


def check_regime(draft: Draft, calendar: WorkingCalendar, years: Iterable[int]) -> list[RuleFault]:
    """Everything that keeps a regime from coming into force; empty when it is whole."""
    faults = [*_check_parts(draft), *_check_choices(draft), *_check_content(draft)]
    if faults or draft.kind != PERIODIC:
        return faults
    for respondent, chain in draft.chains.items():
        for fault in check_chain(chain, calendar, years, convention=draft.convention):
            faults.append(RuleFault(fault.code, f"chains.{respondent}", fault.text, fault.value))
            break  # one period that fails says it; the others would repeat it
    return faults


def _check_parts(draft: Draft) -> list[RuleFault]:
    wanted = (
        ("code", draft.code, "mã chế độ", "its code"),
        ("name_vi", draft.name.vi, "tên chế độ", "its name"),
        ("name_en", draft.name.en, "tên tiếng Anh", "its name in English"),
        ("sector", draft.sector, "lĩnh vực", "its sector"),
        ("legal_basis_vi", draft.legal_basis.vi, "căn cứ pháp lý", "its legal basis"),
        (
            "document_number",
            draft.document_number,
            "số văn bản ban hành",
            "the number of the issuing document",
        ),
        ("document_date", draft.document_date, "ngày ban hành", "the date of issue"),
        ("issuer", draft.issuer, "cơ quan ban hành", "who issued it"),
        ("respondents", draft.respondents, "đối tượng thực hiện báo cáo", "who reports"),
        ("receiver", draft.receiver, "cơ quan nhận báo cáo", "who receives"),
        ("valid_from", draft.valid_from, "ngày có hiệu lực", "from when it holds"),
    )
    return [
        _fault(
            name,
            f"Chưa ghi {vi} (Nghị định 09/2019/NĐ-CP).",
            f"The regime must state {en} (Decree 09/2019/NĐ-CP).",
        )
        for name, given, vi, en in wanted
        if not given
    ]


def _check_choices(draft: Draft) -> list[RuleFault]:
    faults = []
    for name, given, choices in (
        ("kind", draft.kind, KINDS),
        ("content", draft.content, CONTENTS),
        ("method", draft.method, METHODS),
    ):
        if given not in choices:
            allowed = ", ".join(choices)
            faults.append(
                _fault(name, f"Phải chọn một trong: {allowed}.", f"Choose one of: {allowed}.", "not_a_choice")
            )
    kinds = {kind.value for kind in PeriodKind}
    if draft.kind == PERIODIC and (not draft.frequency or not set(draft.frequency) <= kinds):
        faults.append(
            _fault(
                "frequency",
                "Chế độ định kỳ phải ghi tần suất (tháng, quý, 6 tháng, 9 tháng, năm).",
                "A periodic regime must state its frequency.",
            )
        )
    try:
        convention_day(draft.convention)
    except NotAConvention:
        faults.append(
            _fault(
                "convention",
                "Thời gian chốt số liệu ghi “15-14” hoặc “calendar”.",
                "Write the data window as “15-14” or “calendar”.",
                "not_a_choice",
            )
        )
    if draft.valid_from and draft.valid_to and draft.valid_to <= draft.valid_from:
        faults.append(
            _fault(
                "valid_to",
                "Ngày hết hiệu lực phải sau ngày có hiệu lực.",
                "It must end after it begins.",
                "order",
            )
        )
    return faults


def _check_content(draft: Draft) -> list[RuleFault]:
    faults = []
    if draft.content in (FIGURES, BOTH) and not draft.forms:
        faults.append(
            _fault(
                "forms",
                "Nội dung có số liệu thì phải có biểu mẫu.",
                "Content with figures needs a data form.",
            )
        )
    if draft.content in (NARRATIVE, BOTH) and not draft.outline:
        faults.append(
            _fault(
                "outline", "Nội dung có lời văn thì phải có đề cương.", "Narrative content needs an outline."
            )
        )
    if draft.kind == PERIODIC:
        missing = [one for one in respondent_kinds(draft.respondents) if one not in draft.chains]
        faults += [
            _fault(
                "chains",
                f"Chưa có thời hạn cho đối tượng “{one}” (Điều 8 khoản 5 điểm b).",
                f"No deadline for respondents of kind “{one}” (Art. 8.5b).",
            )
            for one in missing
        ]
        for respondent, chain in draft.chains.items():
            lacking = set(draft.frequency) - {kind.value for kind in chain.kinds()}
            if lacking:
                faults.append(
                    _fault(
                        f"chains.{respondent}",
                        f"Chưa có thời hạn cho kỳ: {', '.join(sorted(lacking))}.",
                        f"No deadline for periods of kind: {', '.join(sorted(lacking))}.",
                    )
                )
    return faults


GROUPS = {"all_ministries": "ministry", "all_provinces": "province"}
KINDS_OF = {"ministry": ("ministry", "ministerial_agency", "government_agency"), "province": ("province",)}
"""Kinds of bodies that answer as one kind of respondent."""


def respondent_kinds(respondents: Sequence[str]) -> list[str]:
    """The kinds of respondent named by group words; a body named by its code answers as `body`."""
    found = [GROUPS[one] for one in respondents if one in GROUPS]
    return found + (["body"] if any(one not in GROUPS for one in respondents) else [])


@dataclass(frozen=True, slots=True)
class Asked:
    """What another regime in force asks, as far as conflicts go."""

    code: str
    name: Text
    sector: str
    convention: str
    frequency: frozenset[str]
    respondents: frozenset[str]
    figures: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(indicator, breakdown) of every cell of its forms."""


def warnings(mine: Asked, others: Sequence[Asked]) -> list[RuleFault]:
    """What should be thought over before the regime comes into force; none of it forbids."""
    found = []
    for other in others:
        if other.code == mine.code:
            continue
        if other.sector == mine.sector and other.convention != mine.convention:
            found.append(_differs(mine, other))
        same = mine.figures & other.figures
        if same and mine.respondents & other.respondents and mine.frequency & other.frequency:
            found.append(_asked_twice(other, sorted({indicator for indicator, _ in same})))
    return found


def _differs(mine: Asked, other: Asked) -> RuleFault:
    return _fault(
        "convention",
        f"Thời gian chốt số liệu “{mine.convention}” khác chế độ {other.code} cùng lĩnh vực (“{other.convention}”); "
        "Điều 8 khoản 5 điểm a yêu cầu thống nhất.",
        f"The data window “{mine.convention}” differs from regime {other.code} of the same sector (“{other.convention}”); "
        "Art. 8.5a asks that they agree.",
        "window_differs",
    )


def _asked_twice(other: Asked, indicators: list[str]) -> RuleFault:
    named = ", ".join(indicators[:6]) + (" …" if len(indicators) > 6 else "")
    return _fault(
        "forms",
        f"Chế độ {other.code} đã hỏi cùng số liệu, cùng đối tượng, cùng kỳ: {named}.",
        f"Regime {other.code} asks the same bodies for the same figures in the same period already: {named}.",
        "asked_twice",
    )


def chains_from_json(data: Mapping[str, Any]) -> dict[str, Chain]:
    """Chains by kind of respondent. Raises `RuleInvalid` for a rule that is none."""
    try:
        return {respondent: Chain.from_dict(chain) for respondent, chain in data.items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise RuleInvalid(
            [
                _fault(
                    "chains",
                    "Chuỗi thời hạn không đọc được.",
                    "The chain of deadlines cannot be read.",
                    "shape",
                )
            ]
        ) from error
