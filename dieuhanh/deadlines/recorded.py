"""What the entries about the calendar and the deadline rules are called."""

from dieuhanh.interface.recorded import Recorded, Subject

RECORDED = Recorded(
    kinds={
        "deadlines.calendar.imported": ("Nhập lịch làm việc", "Working calendar taken in"),
        "deadlines.calendar.notice_added": ("Thêm thông báo ngày nghỉ", "Notice of days off added"),
        "deadlines.rule.saved": ("Lưu quy tắc thời hạn", "Deadline rule saved"),
    },
    subjects={
        "deadlines.calendar_version": Subject(("Lịch làm việc", "Working calendar")),
        "deadlines.deadline_rule": Subject(("Quy tắc thời hạn", "Deadline rule")),
    },
)
