"""Papers laid out from the records as Decree 30/2020 asks: the report to the Prime Minister, a meeting's notice of conclusion.

The whole record goes along as canonical JSON inside the PDF, so that what was signed can be compared with what is stored.
"""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from dieuhanh.config.actor import Actor
from dieuhanh.inspections.models import Inspection, Meeting
from dieuhanh.inspections.queries.meetings import MeetingRecord
from dieuhanh.inspections.queries.record import BodyPart, Record
from dieuhanh.inspections.rules.figures import BY_CODE, Kind, Topic, kinds_of
from dieuhanh.inspections.rules.stages import Cause, Degree, Nature, TeamRole
from dieuhanh.interface.rules.numbers import format_number
from dieuhanh.ledger.rules.canonical import canonical
from dieuhanh.organisations.queries import labels
from dieuhanh.signing import paper

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DATA_NAME = "ho-so.json"


def report_pdf(record: Record, *, by: Actor, number: str, on: datetime) -> bytes:
    """The report to the Prime Minister as PDF/A-3 with the record inside. One statement beside the record."""
    row = record.row
    data = canonical(record.as_json())
    content = _head(row, by, number, on, sha256(data).hexdigest())
    content |= {
        "type_name": "Báo cáo",
        "abstract": f"Kết quả {_lower(row.title)}",
        "addressees": ["Thủ tướng Chính phủ"],
        "paragraphs": _opening(record),
        "tables": _tables(record),
        "paragraphs_after": _findings(record) + _conclusions(record),
        "recipients": ["Như trên", *(one.name_vi for one in record.parts), "Lưu: VT"],
        "landscape": True,
    }
    return _render(content, data)


def notice_pdf(record: MeetingRecord, *, by: Actor, number: str, text: str, on: datetime) -> bytes:
    """A meeting's notice of conclusion, as PDF/A-3 with the record inside. One statement beside the record."""
    row = record.row
    data = canonical({**record.as_json(), "conclusion": text})
    content = _head(row, by, number, on, sha256(data).hexdigest())
    columns = [
        {"label": "TT", "align": "center", "width": 0.4},
        {"label": "Nội dung", "align": "left", "width": 3},
        {"label": "Như khi chốt", "align": "left", "width": 2},
        {"label": "Kết luận", "align": "left", "width": 3},
    ]
    rows = [
        [str(one.number), one.content, one.frozen_words("vi"), one.conclusion or None] for one in record.items
    ]
    content |= {
        "type_name": "Thông báo",
        "abstract": f"Kết luận {_lower(row.title)}",
        "addressees": [],
        "paragraphs": [
            f"Ngày {row.held_at.astimezone(VIETNAM):%d/%m/%Y}, {content['body']} chủ trì {_lower(row.title)}. "
            f"Chương trình được chốt lúc {_moment(row.frozen_at)}; giải trình đến hạn ngày {_day(row.explanations_due_on)}."
        ],
        "tables": [
            {"title": "Các nội dung đã bàn", "columns": columns, "rows": rows},
            _tasks(record.follow_ups),
        ],
        "paragraphs_after": [one for one in text.splitlines() if one.strip()],
        "recipients": [*sorted({one.lead_name_vi for one in record.items if one.lead_name_vi}), "Lưu: VT"],
        "landscape": False,
    }
    return _render(content, data)


def _render(content: dict[str, Any], data: bytes) -> bytes:
    attachments = [(DATA_NAME, "application/json", data, "Toàn bộ hồ sơ khi ký")]
    return paper.render("report", content, attachments=attachments)


def _head(row: Inspection | Meeting, by: Actor, number: str, on: datetime, hashed: str) -> dict[str, Any]:
    day = on.astimezone(VIETNAM).date()
    return {
        "date": day.isoformat(),
        "place": "Hà Nội",
        "body": labels([row.office_id], day)[row.office_id].name_vi,
        "number": number,
        "signer": {"position": by.position, "name": by.name},
        "data_sha256": hashed,
        "simulated": row.simulated,
    }


_COMMON = ("kiểm tra", "phiên họp", "cuộc họp", "họp", "hội nghị", "buổi làm việc", "làm việc")
"""With what a title may begin that is no name; a name (“Tổ công tác …”) keeps its capital within a sentence."""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text.casefold().startswith(_COMMON) else text


def _named(decision: str) -> str:
    """The decision as a sentence names it; who wrote the word himself gets no second one."""
    return decision if decision.casefold().startswith("quyết định") else f"Quyết định số {decision}"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}" if moment else "–"


def _opening(record: Record) -> list[str]:
    row = record.row
    team = "; ".join(
        f"{TeamRole(one['role']).words.vi}: {one['name']}"
        + (f", {one['position']}" if one.get("position") else "")
        for one in row.team
    )
    decided = f" ngày {_day(row.decided_on)}" if row.decided_on else ""
    topics = "; ".join(Topic(one).words.vi for one in row.topics)
    silent = [one.name_vi for one in record.parts if one.report is None]
    found = [
        f"Thực hiện {_named(row.decision)}{decided}, đoàn kiểm tra làm việc ngày {_day(row.held_on)} với "
        f"{len(record.parts)} cơ quan. {team}.",
        f"Nội dung: {topics}.",
        f"Số liệu “theo hồ sơ” do hệ thống tính từ hồ sơ gốc, chốt lúc {_moment(row.figures_at)}; "
        "“tự khai” là số trong báo cáo của cơ quan. Chỗ khác nhau được đánh dấu ≠.",
    ]
    found += [
        f"{part.name_vi} đã rút số tự khai “{line.kind.label.vi}”: {_number(line.withdrawn.amount, line.kind.decimals)} "
        f"(bản {line.withdrawn.version}); lý do: {line.withdrawn.reason}."
        for part in record.parts
        for line in part.lines
        if line.withdrawn
    ]
    if silent:
        found.append(f"Cơ quan không gửi báo cáo: {'; '.join(silent)}.")
    return found


def _tables(record: Record) -> list[dict[str, Any]]:
    """A table a topic: a row a body, two columns a figure; then the follow-up tasks."""
    found = []
    for topic in record.row.topics:
        kinds = kinds_of([topic])
        for start in range(0, len(kinds), 5):
            part = kinds[start : start + 5]
            columns: list[dict[str, Any]] = [{"label": "Cơ quan", "align": "left", "width": 2.4}]
            for _kind in part:
                columns += [
                    {"label": "hồ sơ", "align": "right", "width": 1},
                    {"label": "tự khai", "align": "right", "width": 1},
                ]
            groups = [{"label": "", "span": 1}, *({"label": _headed(one), "span": 2} for one in part)]
            rows = [[one.name_vi, *_cells(one, [kind.code for kind in part])] for one in record.parts]
            title = Topic(topic).words.vi + (" (tiếp)" if start else "")
            found.append({"title": title, "columns": columns, "groups": groups, "rows": rows})
    return [*found, _tasks(record.follow_ups)]


def _headed(kind: Kind) -> str:
    return f"{kind.label.vi} ({kind.unit})" if kind.unit else kind.label.vi


def _cells(part: BodyPart, codes: list[str]) -> list[str | None]:
    shown: list[str | None] = []
    for code in codes:
        line = part.line(code)
        decimals = BY_CODE[code].decimals
        mark = "≠ " if line.difference.agreement.is_difference else ""
        shown.append(_number(line.computed, decimals))
        claimed = _number(line.claimed, decimals)
        shown.append(mark + claimed if claimed else None)
    return shown


def _number(value: Decimal | None, decimals: int) -> str | None:
    return None if value is None else format_number(value, decimals, "vi")


def _tasks(follow_ups: list[Any]) -> dict[str, Any]:
    return {
        "title": "Nhiệm vụ giao sau kết luận",
        "columns": [
            {"label": "TT", "align": "center", "width": 0.4},
            {"label": "Cơ quan chủ trì", "align": "left", "width": 1.6},
            {"label": "Nhiệm vụ", "align": "left", "width": 4},
            {"label": "Thời hạn", "align": "center", "width": 1},
            {"label": "Mã nhiệm vụ", "align": "left", "width": 1.6},
        ],
        "rows": [
            [str(one.number), one.lead_name_vi, one.content, _day(one.due_on), one.task_code or None]
            for one in follow_ups
        ],
    }


def _findings(record: Record) -> list[str]:
    found = []
    for part in record.parts:
        for number, one in enumerate(part.findings, 1):
            found.append(
                f"{part.name_vi}, nhận xét {number}: {one.text} Tính chất: {Nature(one.nature).words.vi}. "
                f"Mức độ: {Degree(one.degree).words.vi}. Nguyên nhân: {Cause(one.cause).words.vi}. "
                f"Trách nhiệm: {one.responsibility}."
            )
        for asked in part.questions:
            answer = asked.answer.text if asked.answer else "chưa trả lời"
            found.append(f"{part.name_vi}, câu hỏi {asked.number}: {asked.text} Trả lời: {answer}")
    return found


def _conclusions(record: Record) -> list[str]:
    notice = f" (Thông báo {record.row.notice_number})" if record.row.notice_number else ""
    lines = [one for one in record.row.conclusion.splitlines() if one.strip()]
    return [f"Kết luận{notice}:", *lines]
