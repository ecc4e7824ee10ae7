"""What the entries about inspections and meetings are called, and to whom they are open."""

from uuid import UUID

from django.db.models import QuerySet

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.inspections.models import Inspection, Meeting
from dieuhanh.inspections.queries.access import is_office, visible_inspections, visible_meetings
from dieuhanh.interface.recorded import Recorded, Subject, Words
from dieuhanh.organisations.authority import reached


def _sees(
    rows: QuerySet[Inspection] | QuerySet[Meeting], by: Actor, record_id: UUID, about: UUID | None
) -> bool:
    """All of it from the office's side; whoever is inspected or invited sees what is about his own body."""
    office = rows.filter(pk=record_id).values_list("office_id", flat=True).first()
    if office is None:
        return False
    if is_office(by, office):
        return True
    return (
        about not in (None, office)
        and by.scope_id is not None
        and bool(reached(by.scope_id, [about], clock.today()))
    )


def _sees_inspection(by: Actor, inspection_id: UUID, about: UUID | None) -> bool:
    return _sees(visible_inspections(by), by, inspection_id, about)


def _sees_meeting(by: Actor, meeting_id: UUID, about: UUID | None) -> bool:
    return _sees(visible_meetings(by), by, meeting_id, about)


_INSPECTION: dict[str, Words] = {
    "planned": ("Lập kế hoạch kiểm tra", "Inspection planned"),
    "changed": ("Sửa cuộc kiểm tra", "Inspection changed"),
    "loaded": ("Nạp cuộc kiểm tra đã công bố", "Published inspection taken in"),
    "asked": ("Gửi câu hỏi kiểm tra", "Questions asked"),
    "announced": ("Thông báo kiểm tra", "Inspection announced"),
    "figures_taken": ("Lấy số liệu trước kiểm tra", "Figures taken before the inspection"),
    "report_handed_in": ("Gửi báo cáo cho cuộc kiểm tra", "Body's report handed in"),
    "answered": ("Trả lời câu hỏi kiểm tra", "Question answered"),
    "explained": ("Giải trình chênh lệch", "Difference explained"),
    "unexplained": ("Chênh lệch chưa được giải trình", "Difference left unexplained"),
    "moved": ("Dời ngày làm việc kiểm tra", "Session moved to another day"),
    "opened": ("Mở buổi làm việc kiểm tra", "Session opened"),
    "found": ("Ghi phát hiện kiểm tra", "Finding recorded"),
    "task_proposed": ("Đề xuất nhiệm vụ sau kiểm tra", "Follow-up task proposed"),
    "task_dropped": ("Bỏ nhiệm vụ đề xuất", "Proposed task dropped"),
    "notice_drafted": ("Dự thảo thông báo kết luận kiểm tra", "Notice of conclusions drafted"),
    "concluded": ("Kết luận kiểm tra", "Inspection concluded"),
    "reported": ("Báo cáo Thủ tướng kết quả kiểm tra", "Reported to the Prime Minister"),
    "closed": ("Kết thúc kiểm tra", "Inspection closed"),
    "cancelled": ("Hủy cuộc kiểm tra", "Inspection cancelled"),
}
_MEETING: dict[str, Words] = {
    "planned": ("Lập phiên họp", "Meeting planned"),
    "changed": ("Sửa phiên họp", "Meeting changed"),
    "moved": ("Dời ngày họp", "Meeting moved to another day"),
    "items_chosen": ("Chọn nội dung họp", "Agenda items chosen"),
    "item_left_out": ("Bỏ một nội dung họp", "Agenda item left out"),
    "frozen": ("Chốt chương trình họp", "Agenda frozen"),
    "reminded": ("Nhắc giải trình trước phiên họp", "Reminder of explanations"),
    "task_proposed": ("Đề xuất nhiệm vụ tại phiên họp", "Task proposed at the meeting"),
    "task_dropped": ("Bỏ nhiệm vụ đề xuất tại phiên họp", "Task proposed at the meeting dropped"),
    "silence_shown": ("Quá hạn giải trình trước phiên họp", "Explanations overdue before the meeting"),
    "explained": ("Giải trình nội dung họp", "Agenda item explained"),
    "opened": ("Khai mạc họp", "Meeting opened"),
    "item_concluded": ("Kết luận một nội dung họp", "Agenda item concluded"),
    "notice_drafted": ("Dự thảo thông báo kết luận", "Notice of conclusions drafted"),
    "concluded": ("Kết luận họp", "Meeting concluded"),
    "closed": ("Kết thúc phiên họp", "Meeting closed"),
    "cancelled": ("Hủy phiên họp", "Meeting cancelled"),
}

RECORDED = Recorded(
    kinds={
        **{f"inspections.inspection.{past}": words for past, words in _INSPECTION.items()},
        **{f"inspections.meeting.{past}": words for past, words in _MEETING.items()},
        "inspections.weights.changed": ("Sửa trọng số chọn nơi kiểm tra", "Weights of candidates changed"),
    },
    subjects={
        "inspections.inspection": Subject(
            ("Cuộc kiểm tra", "Inspection"), "inspections:inspection", _sees_inspection
        ),
        "inspections.meeting": Subject(("Phiên họp", "Meeting"), "inspections:meeting", _sees_meeting),
        "inspections.weighting": Subject(("Trọng số chọn nơi kiểm tra", "Weights of candidates")),
    },
)
