"""One row of a register of tasks: its columns, what may stand in each, and every fault with what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

from dieuhanh.config.errors import Fault
from dieuhanh.deadlines.rules import Text

from .rules.bodies_words import Names, read_lead
from .rules.day_words import find_units, month_end
from .rules.deadline_words import resolve
from .rules.markings import marking

LONGEST = {"source_document": 200, "clause": 200, "content_short_vi": 4000, "lead": 400, "deadline": 300}
LONGEST_OTHER = 8000

COLUMNS = (
    "source_document",
    "date",
    "clause",
    "content_short_vi",
    "lead",
    "coordinators",
    "deadline",
    "kind",
    "known_result",
    "evidence",
)
KINDS = {
    "van_ban": "document",
    "he_thong": "system",
    "chi_tieu": "target",
    "bao_cao": "report",
    "viec_cu_the": "action",
    "thuong_xuyen": "regular",
}
"""The register's word for a kind of task → the kind."""
KIND_WORDS = {kind: word for word, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a register. `line` is where it stood in the file; it takes no part in comparison."""

    source_document: str
    dated: str
    clause: str
    content: str
    lead: str
    coordinators: tuple[str, ...]
    deadline: str
    kind: str
    known_result: str
    evidence: str
    line: int = field(default=0, compare=False)

    @property
    def signed_on(self) -> date:
        """The document's day; the last day of the month or year where only that is known."""
        parts = [int(part) for part in self.dated.split("-")]
        if len(parts) == 1:
            return date(parts[0], 12, 31)
        return date(*parts) if len(parts) == 3 else month_end(parts[0], parts[1])

    @property
    def signed_precision(self) -> str:
        """`day`, `month` or `year`."""
        return ("year", "month", "day")[self.dated.count("-")]

    @property
    def evidence_mark(self) -> str:
        """N press or report, T text read, M not re-read, U cut in the source."""
        return self.evidence[:1]

    @property
    def first_possible_day(self) -> date:
        """The earliest day that the document can be of: what a deadline without a year is read from."""
        parts = [int(part) for part in self.dated.split("-")]
        return date(*parts, *((1,) * (3 - len(parts))))


_RUNS = re.compile(r"'*[=+\-@\t\r]")


def harmless(value: str) -> str:
    """A cell that a spreadsheet might run gets an apostrophe; one that has apostrophes before such a sign gets one more."""
    return "'" + value if _RUNS.match(value) else value


def as_meant(value: str) -> str:
    """The inverse of `harmless`."""
    return value[1:] if value.startswith("'") and _RUNS.match(value) else value


class Formula:
    """Stands where a workbook had a formula."""


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MARK = re.compile(r"[NTMU](?=$|[\s:;(,])")


def filled(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


class RowCheck:
    """One line being checked: its values, and the faults found in it."""

    def __init__(
        self, number: int, raw: Sequence[Any], places: dict[str, int], lang: str, names: Names | None
    ) -> None:
        self.number, self.raw, self.places, self.lang, self.names = number, raw, places, lang, names
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []

    def row(self) -> TaskRow | None:
        """The row, or None when something in it is wrong."""
        if any(filled(cell) for cell in self.raw[len(self.places) :]):
            self.fault("evidence", "", SAID["too_wide"])
        cells = {name: self._text(name) for name in COLUMNS}
        for name in ("source_document", "content_short_vi", "deadline"):
            if not cells[name] and not self._faulty(name):
                self.fault(name, "", SAID[f"empty_{name}"])
        self._check_date(cells["date"])
        if cells["kind"] not in KINDS and not self._faulty("kind"):
            self.fault("kind", cells["kind"], SAID["kind"])
        if not _MARK.match(cells["evidence"]) and not self._faulty("evidence"):
            self.fault("evidence", cells["evidence"], SAID["evidence"])
        if marking(list(cells.values())) is not None:
            self.fault("content_short_vi", "", SAID["secret"])
        if self.faults:
            return None
        coordinators = tuple(part.strip() for part in cells["coordinators"].split(";") if part.strip())
        row = TaskRow(
            cells["source_document"],
            cells["date"],
            cells["clause"],
            cells["content_short_vi"],
            cells["lead"],
            coordinators,
            cells["deadline"],
            cells["kind"],
            cells["known_result"],
            cells["evidence"],
            self.number,
        )
        self._notice(row)
        return row if not self.faults else None

    def _text(self, name: str) -> str:
        place = self.places[name]
        value = self.raw[place] if place < len(self.raw) else None
        if isinstance(value, Formula):
            self.fault(name, "", SAID["formula"])
            return ""
        if isinstance(value, datetime):
            value = value.date().isoformat()
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, bool) or not isinstance(value, str | int | float | None):
            self.fault(name, str(value), SAID["not_text"])
            return ""
        elif isinstance(value, float) and value.is_integer():
            value = int(value)
        text = unicodedata.normalize("NFC", str(value if value is not None else ""))
        text = as_meant(text.strip())
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
            self.fault(name, "", SAID["control"])
            return ""
        most = LONGEST.get(name, LONGEST_OTHER)
        if len(text) > most:
            self.fault(name, text[:40] + "…", SAID["too_long"], most=most)
            return ""
        return text

    def _check_date(self, text: str) -> None:
        if self._faulty("date"):
            return
        match = _DATE.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
            if not 1945 <= int(match[1]) <= 2100:
                raise ValueError
        except ValueError:
            meant = find_units(text, date(2000, 1, 1)) if text else []
            instead = (
                meant[0].first.isoformat()
                if meant and meant[0].kind == "day"
                else "2019-03-07, 2019-03, 2019"
            )
            self.fault("date", text, SAID["date"], instead=instead)

    def _notice(self, row: TaskRow) -> None:
        """What stops nothing: a deadline not read, a lead not known; and what does: a day that no calendar has."""
        found = resolve(row.deadline, row.first_possible_day)
        for one in found.faults:
            if one.code in ("no_such_day", "not_understood"):
                self.fault("deadline", row.deadline, one.text)
            elif one.code in ("unknown", "doubt", "already_past"):
                self.notice("deadline", row.deadline, one.text)
        if self.names is not None:
            for one in read_lead(row.lead, self.names, row.first_possible_day).faults:
                self.notice("lead", row.lead, one.text)

    def _faulty(self, name: str) -> bool:
        letter = self._letter(name)
        return any(one.column == letter for one in self.faults)

    def _letter(self, name: str) -> str:
        return str(get_column_letter(self.places[name] + 1))

    def fault(self, name: str, value: str, text: Text, **said: object) -> None:
        """Tell a fault at this row and column."""
        self.faults.append(self._told(name, value, text, said))

    def notice(self, name: str, value: str, text: Text) -> None:
        """Tell what a person should look at."""
        self.notices.append(self._told(name, value, text, {}))

    def _told(self, name: str, value: str, text: Text, said: dict[str, object]) -> Fault:
        message = text.of(self.lang)
        return Fault(
            message=message.format(**said) if said else message,
            row=self.number,
            column=self._letter(name),
            field=name,
            value=value[:80] or None,
        )


SAID = {
    "empty_source_document": Text(
        "Chưa ghi văn bản giao; hãy ghi số, ký hiệu, hoặc “(số văn bản chưa rõ)”.",
        "The document is missing; write its symbol, or “(số văn bản chưa rõ)”.",
    ),
    "empty_content_short_vi": Text("Chưa ghi nội dung nhiệm vụ.", "The content of the task is missing."),
    "empty_deadline": Text(
        "Chưa ghi hạn; hãy ghi ngày (2020-12-31), lời văn, “không ghi hạn” hoặc “không rõ”.",
        "The deadline is missing; write a day (2020-12-31), the words, “không ghi hạn” or “không rõ”.",
    ),
    "date": Text(
        "Ngày văn bản phải là năm-tháng-ngày; hãy ghi {instead}.",
        "The document's date must be year-month-day; write {instead}.",
    ),
    "kind": Text(
        "Loại nhiệm vụ phải là một trong: van_ban, he_thong, chi_tieu, bao_cao, viec_cu_the, thuong_xuyen.",
        "The kind must be one of: van_ban, he_thong, chi_tieu, bao_cao, viec_cu_the, thuong_xuyen.",
    ),
    "evidence": Text(
        "Nguồn phải bắt đầu bằng N, T, M hoặc U, ví dụ “N: Báo Nhân Dân 12/3/2019”.",
        "The source must begin with N, T, M or U, such as “N: Nhan Dan 12/3/2019”.",
    ),
    "formula": Text("Ô là công thức; hãy ghi giá trị.", "The cell is a formula; write its value."),
    "not_text": Text(
        "Ô không phải chữ hay ngày; hãy ghi bằng chữ.", "The cell is neither text nor a day; write text."
    ),
    "control": Text("Ô có ký tự điều khiển; hãy gõ lại.", "The cell has control characters; type it again."),
    "too_long": Text("Dài hơn {most} ký tự; hãy rút gọn.", "Longer than {most} characters; shorten it."),
    "too_wide": Text(
        "Dòng có nhiều ô hơn tiêu đề; có thể thiếu dấu nháy kép quanh ô có dấu phẩy.",
        "The row has more cells than the head; a cell with a comma may lack its quotation marks.",
    ),
    "twice": Text("Trùng với dòng {line}; hãy bỏ một dòng.", "The same as row {line}; remove one of them."),
    "secret": Text(
        "Có dấu chỉ độ mật; nhiệm vụ của tài liệu mật không đưa vào hệ thống này.",
        "It carries a classification marking; tasks of secret documents must not enter this system.",
    ),
}
