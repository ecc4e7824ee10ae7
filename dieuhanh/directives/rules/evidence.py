"""Which evidence can show that a duty of a kind is done: the product must be of the kind that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.directives.rules.states import TaskKind


class EvidenceKind(StrEnum):
    """What is shown."""

    DOCUMENT = "document"
    """An issued document, by its number and date."""
    FILE = "file"
    """The document's own file; its signature is verified."""
    ADDRESS = "address"
    """Where a system can be reached, with the hash of a kept copy of the page."""
    FIGURE = "figure"
    """A figure from another room, by its indicator and period."""
    PRESS = "press"
    """What the press or an official report says. It is kept as a claim and proves nothing by itself."""

    @property
    def words(self) -> Text:
        """The kind's name in both languages."""
        return _WORDS[self]


_WORDS = {
    EvidenceKind.DOCUMENT: Text("văn bản (số, ngày)", "a document (number, date)"),
    EvidenceKind.FILE: Text("tệp văn bản", "the document's file"),
    EvidenceKind.ADDRESS: Text("địa chỉ hệ thống", "the system's address"),
    EvidenceKind.FIGURE: Text("số liệu của chỉ tiêu", "a figure of an indicator"),
    EvidenceKind.PRESS: Text("tin báo chí, báo cáo", "a press or official report"),
}
FITS: dict[TaskKind, tuple[EvidenceKind, ...]] = {
    TaskKind.DOCUMENT: (EvidenceKind.DOCUMENT, EvidenceKind.FILE),
    TaskKind.REPORT: (EvidenceKind.DOCUMENT, EvidenceKind.FILE),
    TaskKind.SYSTEM: (EvidenceKind.ADDRESS,),
    TaskKind.TARGET: (EvidenceKind.FIGURE,),
    TaskKind.ACTION: (EvidenceKind.DOCUMENT, EvidenceKind.FILE, EvidenceKind.ADDRESS),
    TaskKind.REGULAR: (),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of evidence as it is handed in."""

    kind: EvidenceKind
    symbol: str = ""
    dated: date | None = None
    issuer: str = ""
    address: str = ""
    copy_sha256: str = ""
    indicator: str = ""
    period: str = ""
    value: Decimal | None = None
    file_name: str = ""
    file: bytes = b""
    note: str = ""


def fits(task: TaskKind, given: EvidenceKind) -> bool:
    """Whether evidence of this kind can show that a task of that kind is done."""
    return given in FITS[task]


def wrong_kind(task: TaskKind) -> Text:
    """What to say to who shows evidence of another kind than the task asks for."""
    wanted = FITS[task]
    vi = " hoặc ".join(one.words.vi for one in wanted)
    en = " or ".join(one.words.en for one in wanted)
    return Text(
        f"Nhiệm vụ loại “{task.words.vi}” phải có {vi} làm minh chứng.",
        f"A task of the kind “{task.words.en}” needs {en} as evidence.",
    )


def faults(task: TaskKind, given: list[Given], completed_on: date | None, today: date) -> list[RuleFault]:
    """What is missing or does not fit in a claim; nothing when it may be made.

    `completed_on` is the date of the product, not of the entry: it can lie neither ahead nor apart from the document's own.
    """
    found: list[RuleFault] = []
    if not any(fits(task, one.kind) for one in given):
        found.append(RuleFault("kind", "evidence", wrong_kind(task)))
    for one in given:
        found.extend(_lacks(one))
    if completed_on is None:
        found.append(
            RuleFault(
                "missing",
                "completed_on",
                Text("Ghi ngày của sản phẩm.", "Give the date of the product."),
            )
        )
    elif completed_on > today:
        found.append(
            RuleFault(
                "ahead",
                "completed_on",
                Text(
                    f"Ngày của sản phẩm không thể sau hôm nay, {today:%d/%m/%Y}.",
                    f"The product's date cannot lie after today, {today:%d/%m/%Y}.",
                ),
                completed_on.isoformat(),
            )
        )
    else:
        found.extend(_other_day(given, completed_on))
    return found


def _lacks(given: Given) -> list[RuleFault]:
    needed = {
        EvidenceKind.DOCUMENT: (
            (
                "symbol",
                given.symbol,
                Text("Ghi số, ký hiệu văn bản.", "Give the document's number and symbol."),
            ),
            ("dated", given.dated, Text("Ghi ngày văn bản.", "Give the document's date.")),
        ),
        EvidenceKind.FILE: (("file", given.file, Text("Chọn tệp.", "Choose the file.")),),
        EvidenceKind.ADDRESS: (
            (
                "address",
                given.address.startswith(("https://", "http://")),
                Text("Ghi địa chỉ bắt đầu bằng https://.", "Give an address that begins with https://."),
            ),
        ),
        EvidenceKind.FIGURE: (
            ("indicator", given.indicator, Text("Ghi mã chỉ tiêu.", "Give the indicator's code.")),
            ("period", given.period, Text("Ghi kỳ số liệu.", "Give the figure's period.")),
        ),
        EvidenceKind.PRESS: (("note", given.note, Text("Ghi nguồn.", "Name the source.")),),
    }[given.kind]
    return [RuleFault("missing", name, text) for name, value, text in needed if not value]


def _other_day(given: list[Given], completed_on: date) -> list[RuleFault]:
    dated = [one.dated for one in given if one.kind is EvidenceKind.DOCUMENT and one.dated]
    if not dated or completed_on in dated:
        return []
    day = max(dated)
    return [
        RuleFault(
            "other_day",
            "completed_on",
            Text(
                f"Ngày của sản phẩm là ngày văn bản, {day:%d/%m/%Y}.",
                f"The product's date is the document's own, {day:%d/%m/%Y}.",
            ),
            completed_on.isoformat(),
        )
    ]
