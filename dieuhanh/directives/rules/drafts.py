"""A directive and a task as they are handed in, and what is wrong with them before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.directives.rules.markings import marking
from dieuhanh.directives.rules.states import DeadlineKind, DirectiveKind, TaskKind

DIRECTIONS = ("at_least", "at_most", "point")
SCOPES = ("national", "each")


@dataclass(frozen=True, slots=True)
class NewDirective:
    """A document as entered. `issuer` and `assigner` are codes of bodies as they stood on `signed_on`."""

    symbol: str
    kind: str
    signed_on: date
    assigner: str
    title: str = ""
    issuer: str = ""
    signer: str = ""
    signed_precision: str = "day"
    received_on: date | None = None
    text: str = ""
    file_name: str = ""
    file_media_type: str = ""
    file: bytes = b""
    source: str = ""
    evidence_mark: str = ""


@dataclass(frozen=True, slots=True)
class NewCoordinator:
    """A co-ordinating body by its code, or in the document's words where no single body is meant."""

    code: str = ""
    words: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """One duty as cut out: one verb and one product.

    Exactly one of `lead` (a body's code), `audience` (`{"kinds": […], "codes": […]}`: one task for each body) and
    `lead_person` (a named Deputy Prime Minister) says who answers; none of them only in an imported record.
    `readings`: `[{"rule", "due", "words"}]`; `reading_chosen` picks one and gives the deadline.
    """

    content: str
    kind: str
    clause: str = ""
    span: tuple[int, int] | None = None
    lead: str = ""
    audience: Mapping[str, Any] | None = None
    lead_person: str = ""
    lead_words: str = ""
    lead_inferred: bool = False
    coordinators: Sequence[NewCoordinator] = ()
    deadline_kind: str = DeadlineKind.NONE.value
    deadline_words: str = ""
    deadline_rule: str = ""
    readings: Sequence[Mapping[str, Any]] = ()
    reading_chosen: int | None = None
    due: date | None = None
    product_kind: str = ""
    product_words: str = ""
    target_value: Decimal | None = None
    target_unit: str = ""
    target_direction: str = ""
    target_scope: str = ""
    source: str = ""
    evidence_mark: str = ""
    known_result: str = ""
    original_due: date | None = None
    """Where the record says that the deadline was moved already: the first one."""

    @property
    def due_on(self) -> date | None:
        """The deadline that the chosen reading gives, or the one given outright."""
        if self.due is not None or self.reading_chosen is None:
            return self.due
        said = (
            self.readings[self.reading_chosen].get("due")
            if self.reading_chosen < len(self.readings)
            else None
        )
        return date.fromisoformat(str(said)) if said else None


def secret_marking(*texts: str) -> str | None:
    """The classification marking that a document bears, or None: see `markings`.

    A secret document is refused and no copy of it kept: such documents are not entered in a networked system.
    """
    return marking(texts)


def directive_faults(new: NewDirective) -> list[RuleFault]:
    """What is wrong with a document as entered."""
    found = []
    if not new.symbol.strip():
        found.append(_lacks("symbol", "Ghi số, ký hiệu văn bản.", "Give the document's number and symbol."))
    if len(new.symbol) > 200:
        found.append(
            _lacks("symbol", "Số, ký hiệu quá 200 ký tự.", "The symbol is longer than 200 characters.")
        )
    if new.kind not in set(DirectiveKind):
        found.append(_lacks("kind", "Chọn loại văn bản.", "Choose the kind of document."))
    if new.signed_precision not in ("day", "month", "year"):
        found.append(_lacks("signed_precision", "Chọn ngày, tháng hoặc năm.", "Choose day, month or year."))
    if new.received_on is not None and new.received_on < new.signed_on:
        found.append(
            _lacks(
                "received_on",
                "Ngày nhận không thể trước ngày ký.",
                "It cannot be received before it is signed.",
            )
        )
    return found


def task_faults(new: NewTask, text: str, *, imported: bool = False) -> list[RuleFault]:
    """What is wrong with a task as cut out. An imported record may say that it does not know the lead."""
    found = []
    if not new.content.strip():
        found.append(_lacks("content", "Ghi nội dung nhiệm vụ.", "Say what is to be done."))
    if new.kind not in set(TaskKind):
        found.append(_lacks("kind", "Chọn loại nhiệm vụ.", "Choose the kind of task."))
    if new.deadline_kind not in set(DeadlineKind):
        found.append(_lacks("deadline_kind", "Chọn loại thời hạn.", "Choose the kind of deadline."))
    leads = [bool(new.lead), bool(new.audience), bool(new.lead_person)]
    if sum(leads) > 1:
        found.append(
            _lacks(
                "lead",
                "Một nhiệm vụ chỉ có một cơ quan chủ trì; giao chung thì chọn nhóm cơ quan.",
                "A task has one lead; for many bodies choose a class of bodies.",
            )
        )
    elif not any(leads) and not imported:
        found.append(_lacks("lead", "Chọn cơ quan chủ trì.", "Choose the lead."))
    if new.span is not None and not 0 <= new.span[0] < new.span[1] <= len(text):
        found.append(
            _lacks("span", "Đoạn trích nằm ngoài văn bản.", "The span lies outside the document's text.")
        )
    found += _deadline_faults(new)
    if new.target_direction and new.target_direction not in DIRECTIONS:
        found.append(_lacks("target_direction", "Chọn chiều của chỉ tiêu.", "Choose the target's direction."))
    if new.target_scope and new.target_scope not in SCOPES:
        found.append(_lacks("target_scope", "Chọn phạm vi của chỉ tiêu.", "Choose the target's scope."))
    return found


_DATED = (DeadlineKind.DATE, DeadlineKind.BEFORE, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.DAYS)


def _deadline_faults(new: NewTask) -> list[RuleFault]:
    if new.reading_chosen is not None and not 0 <= new.reading_chosen < len(new.readings):
        return [
            _lacks("reading_chosen", "Chọn một cách hiểu thời hạn.", "Choose one reading of the deadline.")
        ]
    if len(new.readings) > 1 and new.reading_chosen is None and new.due is None:
        return [
            _lacks(
                "reading_chosen",
                "Thời hạn có hai cách hiểu; chọn một.",
                "The deadline can be read in two ways; choose one.",
            )
        ]
    if new.deadline_kind in _DATED and new.due_on is None:
        return [_lacks("due", "Ghi ngày của thời hạn.", "Give the deadline's date.")]
    return []


def _lacks(name: str, vi: str, en: str) -> RuleFault:
    return RuleFault("wrong", name, Text(vi, en))
