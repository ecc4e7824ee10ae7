"""The Working Group: its real inspection of 13 December 2019 as published, and the made-up session of 10 August 2020.

That ten ministries and agencies were met on 10 August 2020 is a fact; which ten, with what figures and in what words, is
in no source (U). So the ten here are made up, and so is every report, answer and name; only the figures that stand as
“by the records” are computed, from the demonstration's own records. The session waits for its head on that morning.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.directives.models import Task
from dieuhanh.inspections.actions import agendas, answering, meetings, planning
from dieuhanh.inspections.actions.agendas import NewMeeting
from dieuhanh.inspections.actions.reference import load_published
from dieuhanh.inspections.models import Inspection
from dieuhanh.inspections.queries.record import BodyPart, record_of
from dieuhanh.inspections.rules.records import Member, NewInspection

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_BY = DEMONSTRATION
TITLE = "Tổ công tác làm việc với mười bộ, cơ quan ngày 10/8/2020 (mô phỏng)"
BODIES = ("BCT", "BTC", "BKHDT", "BGTVT", "BXD", "BYT", "BGDDT", "BNNPTNT", "BTNMT", "NHNN")
_SILENT = ("BYT",)
"""Who has handed nothing in by that morning."""
_BOASTS = ("BCT", "BTC", "BGTVT")
"""Whose report says that nothing is late, whatever the records say."""
_QUESTIONS = (
    "Nhiệm vụ nào đang quá hạn, vì sao, ai chịu trách nhiệm?",
    "Kế hoạch thực hiện Nghị quyết 17/NQ-CP và ban chỉ đạo của cơ quan được ban hành bằng văn bản nào?",
    "Bao nhiêu dịch vụ công thực sự đạt mức độ 4, căn cứ vào đâu?",
)
MEETING = "Phiên họp chuyên đề về nhiệm vụ quá hạn ngày 14/8/2020 (mô phỏng)"


def make_reference() -> None:
    """The inspection of 13 December 2019 as the press printed it: facts, with their source and mark."""
    folder = settings.ROOT / "inspections" / "reference"
    for file in sorted(folder.glob("*.json")):
        load_published(json.loads(file.read_text(encoding="utf-8")), by=SYSTEM)


def make_session() -> None:
    """The session of 10 August, announced with reports and answers, and the meeting of 14 August, frozen. Once."""
    if Inspection.objects.filter(title=TITLE).exists():
        return
    with transaction.atomic():
        _session()
        _meeting()


def _at(day: int, hour: int, minute: int = 0, month: int = 8) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=_HANOI)


def _session() -> None:
    row = planning.plan(
        NewInspection(
            title=TITLE,
            held_on=date(2020, 8, 10),
            office="VPCP",
            bodies=BODIES,
            topics=("tasks", "reports", "regulations", "services", "documents"),
            decision="MP-02/QĐ-TCT",
            decided_on=date(2020, 8, 3),
            team=(
                Member("head", "Tổ trưởng (mô phỏng)", "Tổ trưởng Tổ công tác"),
                Member("deputy", "Tổ phó (mô phỏng)", "Tổ phó Tổ công tác"),
                Member("member", "Thành viên (mô phỏng)", "Chuyên viên Văn phòng Chính phủ"),
            ),
            source="Mô phỏng. Có buổi làm việc với mười bộ, cơ quan (theo báo chí); danh sách và nội dung chi tiết không có nguồn.",
        ),
        by=_BY,
        at=_at(3, 9),
    )
    for number, text in enumerate(_QUESTIONS):
        planning.ask(row.id, text, by=_BY, at=_at(3, 10, number))
    planning.ask(
        row.id,
        "129 dịch vụ công trực tuyến tự báo cáo: dịch vụ nào chưa phát sinh hồ sơ?",
        by=_BY,
        body="BCT",
        at=_at(3, 10, 30),
    )
    row = planning.announce(row.id, by=_BY, due_on=date(2020, 8, 7), at=_at(5, 9))
    for part in record_of(_BY, row).parts:
        if part.code not in _SILENT:
            _report(row, part)


def _report(row: Inspection, part: BodyPart) -> None:
    minute = int.from_bytes(sha256(part.code.encode()).digest()[:1]) % 60
    boasts = part.code in _BOASTS
    figures: dict[str, Decimal | None] = {
        one.kind.code: Decimal(0) if boasts and one.kind.better == "down" else one.computed
        for one in part.lines
    }
    if boasts:
        figures["BC.DUNG"] = Decimal(100)
    answering.hand_in(
        row.id,
        by=_BY,
        body=part.code,
        text=f"{part.name_vi} báo cáo: các nhiệm vụ được giao cơ bản hoàn thành đúng tiến độ. (Mô phỏng)",
        figures=figures,
        at=_at(7, 10, minute),
    )
    for number in (1, 2):
        answering.answer(
            row.id,
            by=_BY,
            body=part.code,
            question=number,
            text="Cơ quan đã phân công lãnh đạo phụ trách và sẽ báo cáo bằng văn bản. (Mô phỏng)",
            at=_at(7, 14, minute),
        )


def _meeting() -> None:
    tasks = list(
        Task.objects.filter(
            simulated=True, is_group=False, tier=0, state__in=("assigned", "in_progress", "claimed")
        )
        .order_by("code")
        .values_list("code", flat=True)[:3]
    )
    row = agendas.plan_meeting(
        NewMeeting(MEETING, _at(14, 9), "VPCP", "Phòng họp 1, Văn phòng Chính phủ"), by=_BY, at=_at(6, 9)
    )
    agendas.choose(row.id, tasks, by=_BY, reason="Việc của tháng 8 (mô phỏng)", at=_at(6, 9, 30))
    agendas.freeze(row.id, by=_BY, at=_at(7, 9))
    meetings.explain(
        row.id,
        by=_BY,
        item=2,
        text="Đã kết nối kỹ thuật từ 30/7, chờ Văn phòng Chính phủ kiểm chứng. (Mô phỏng)",
        at=_at(7, 16),
    )
