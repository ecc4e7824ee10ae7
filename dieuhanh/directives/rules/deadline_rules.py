"""The named rules of deadline words with their sentences, and the named faults.

The sentences are stored with a task as its promise, so each stands here in both languages and with the law's
article where law is the reason. `docs/directives-language.md` prints the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dieuhanh.deadlines.rules import Text

RULES: Mapping[str, Text] = MappingProxyType(
    {
        "day": Text("Ngày được ghi: {due}, tính hết ngày đó.", "The day written: {due}, to its end."),
        "date_hour": Text(
            "Có ghi giờ trong ngày {due}: hạn là ngày đó, giờ xem nguyên văn.",
            "An hour of {due} is written: due that day; see the words for the hour.",
        ),
        "before_day_before": Text(
            "“Trước ngày {day}” đọc là ngày cuối cùng còn đúng hạn là {due}.",
            "“Before {day}” read as: the last good day is {due}.",
        ),
        "before_that_day": Text(
            "“Trước ngày {day}” đọc là chậm nhất trong ngày {due}.",
            "“Before {day}” read as: at the latest on {due} itself.",
        ),
        "before_stretch": Text(
            "Trước kỳ bắt đầu ngày {starts_on}: ngày cuối cùng là {due}.",
            "Before the period that begins on {starts_on}: the last day is {due}.",
        ),
        "overdue_since_day_before": Text(
            "“Quá hạn từ {day}”: ngày cuối cùng còn đúng hạn là {due}.",
            "“Overdue since {day}”: the last good day was {due}.",
        ),
        "overdue_since_that_day": Text(
            "“Quá hạn từ {day}”: hạn là chính ngày {due}.", "“Overdue since {day}”: due on {due} itself."
        ),
        "month_last_day": Text("Ghi theo tháng: ngày cuối tháng, {due}.", "A month: its last day, {due}."),
        "quarter_last_day": Text("Ghi theo quý: ngày cuối quý, {due}.", "A quarter: its last day, {due}."),
        "half_last_day": Text("Ghi theo nửa năm: ngày cuối kỳ, {due}.", "A half-year: its last day, {due}."),
        "nine_months_last_day": Text(
            "Ghi theo chín tháng: ngày cuối kỳ, {due}.", "Nine months: their last day, {due}."
        ),
        "year_last_day": Text("Ghi theo năm: ngày cuối năm, {due}.", "A year: its last day, {due}."),
        "stage_last_day": Text("Ghi theo giai đoạn: ngày cuối, {due}.", "A stage: its last day, {due}."),
        "stage_of_several": Text(
            "Giai đoạn {number}/{count}: hạn {due}; mỗi giai đoạn là một nhiệm vụ.",
            "Stage {number} of {count}: due {due}; each stage is a task of its own.",
        ),
        "range": Text("Từ {starts} đến hết {due}.", "From {starts} to the end of {due}."),
        "from_ready": Text(
            "“Từ ngày {starts}” đọc là phải sẵn sàng trong ngày {due}.",
            "“From {starts}” read as: must be ready on {due}.",
        ),
        "from_regular": Text(
            "“Từ ngày {starts}” đọc là việc thường xuyên kể từ ngày đó, không có ngày kết thúc.",
            "“From {starts}” read as: a regular duty from that day, with no end.",
        ),
        "days_after": Text(
            "{number} ngày sau {start}, không tính ngày {start} (Bộ luật Dân sự, Điều 147.2): {due}.",
            "{number} days after {start}, which is not counted (Civil Code Art. 147.2): {due}.",
        ),
        "days_from_next_day": Text(
            "{number} ngày trọn tính sau ngày kế tiếp của {start}: {due}.",
            "{number} whole days counted after the day that follows {start}: {due}.",
        ),
        "days_receipt": Text(
            "{number} ngày sau ngày nhận {start} (Bộ luật Dân sự, Điều 147.2): {due}.",
            "{number} days after receipt on {start} (Civil Code Art. 147.2): {due}.",
        ),
        "working_days_after": Text(
            "{number} ngày làm việc sau {start}, theo lịch làm việc: {due}.",
            "{number} working days after {start}, by the working calendar: {due}.",
        ),
        "working_days_receipt": Text(
            "{number} ngày làm việc sau ngày nhận {start}, theo lịch làm việc: {due}.",
            "{number} working days after receipt on {start}, by the working calendar: {due}.",
        ),
        "weeks_after": Text("{number} tuần sau {start}: {due}.", "{number} weeks after {start}: {due}."),
        "weeks_receipt": Text(
            "{number} tuần sau ngày nhận {start}: {due}.", "{number} weeks after receipt on {start}: {due}."
        ),
        "months_after": Text(
            "{number} tháng sau {start}, đến ngày tương ứng (Bộ luật Dân sự, Điều 148): {due}.",
            "{number} months after {start}, to the corresponding day (Civil Code Art. 148): {due}.",
        ),
        "months_receipt": Text(
            "{number} tháng sau ngày nhận {start}, đến ngày tương ứng (Bộ luật Dân sự, Điều 148): {due}.",
            "{number} months after receipt on {start}, to the corresponding day (Civil Code Art. 148): {due}.",
        ),
        "hours_after": Text(
            "{number} giờ từ {start}, làm tròn lên ngày: {due}.",
            "{number} hours from {start}, rounded up to days: {due}.",
        ),
        "hours_receipt": Text(
            "{number} giờ từ khi nhận {start}, làm tròn lên ngày: {due}.",
            "{number} hours from receipt on {start}, rounded up to days: {due}.",
        ),
        "weekly": Text(
            "Hằng tuần, {weekday_vi}; lần đầu {due}.", "Every week on {weekday_en}; the first time on {due}."
        ),
        "weekly_no_day": Text("Hằng tuần, không ghi thứ mấy.", "Every week; no day of the week is written."),
        "monthly_window": Text(
            "Hằng tháng, từ ngày {first} đến ngày {last}; lần đầu {due}.",
            "Every month, from day {first} to day {last}; the first time on {due}.",
        ),
        "monthly_before_day_before": Text(
            "“Trước ngày {day} hằng tháng” đọc là hết ngày liền trước; lần đầu {due}.",
            "“Before the {day}th of each month” read as: by the day before; the first time on {due}.",
        ),
        "monthly_before_that_day": Text(
            "“Trước ngày {day} hằng tháng” đọc là chậm nhất trong ngày {day}; lần đầu {due}.",
            "“Before the {day}th of each month” read as: on that day at the latest; the first time on {due}.",
        ),
        "regular": Text(
            "Việc thường xuyên hoặc định kỳ: không có ngày hoàn thành.",
            "A regular or periodic duty: it has no day of completion.",
        ),
        "regular_until": Text(
            "Việc thường xuyên hoặc định kỳ đến hết {due}.",
            "A regular or periodic duty until the end of {due}.",
        ),
        "immediate": Text(
            "“Ngay”, “khẩn trương”: văn bản không ghi ngày, không suy ra ngày.",
            "“At once”, “urgently”: the document gives no date and none is made up.",
        ),
        "immediate_holds_from": Text(
            "Khẩn trương, không ghi ngày; kết quả áp dụng từ {starts}.",
            "Urgent, no date; the result is to hold from {starts}.",
        ),
        "none": Text("Văn bản không ghi hạn.", "The document gives no deadline."),
    }
)

FAULTS: Mapping[str, Text] = MappingProxyType(
    {
        "unknown": Text(
            "Hạn không rõ; hãy xem lại văn bản rồi ghi hạn, hoặc ghi “không ghi hạn”.",
            "The deadline is not known; look at the document and write it, or write “không ghi hạn”.",
        ),
        "not_understood": Text(
            "Không đọc được hạn “{value}”; hãy ghi một ngày (30/6/2025), tháng, quý, số ngày, hoặc “không ghi hạn”.",
            "The deadline “{value}” cannot be read; write a day (30/6/2025), month, quarter, number of days, or “không ghi hạn”.",
        ),
        "no_such_day": Text(
            "Không có ngày “{value}” trong lịch; hãy kiểm tra lại.",
            "There is no day “{value}”; check it again.",
        ),
        "no_date": Text(
            "Văn bản không ghi ngày; người giao nên ấn định ngày nếu muốn tính quá hạn.",
            "The document gives no date; the assigner should set one if lateness is to be counted.",
        ),
        "no_day_in_rhythm": Text(
            "Có nhịp nhưng không ghi ngày nào trong kỳ; hãy xem chế độ báo cáo.",
            "The rhythm is given but no day in it; see the reporting regime.",
        ),
        "regular": Text(
            "Việc thường xuyên: tính riêng, không vào tỷ lệ hoàn thành.",
            "A regular duty: counted apart, not in the completion rate.",
        ),
        "event": Text(
            "Hạn theo một sự kiện hay văn bản khác (“{value}”); hãy ghi ngày khi biết.",
            "Due by an event or another document (“{value}”); write the day when it is known.",
        ),
        "other_document": Text(
            "Có hạn riêng theo văn bản khác; ngày ở đây chỉ là hạn cuối.",
            "Another document sets its own dates; the day here is only the outer limit.",
        ),
        "vague": Text(
            "“{value}” không chỉ rõ ngày nào; hãy chọn một ngày.", "“{value}” names no day; choose one."
        ),
        "several_stages": Text(
            "Nhiều giai đoạn, mỗi giai đoạn một hạn: hãy tách thành từng nhiệm vụ.",
            "Several stages, each with its deadline: cut them into tasks of their own.",
        ),
        "doubt": Text(
            "Nguồn còn ngờ về hạn này (“{value}”); hãy đối chiếu nguyên văn.",
            "The source itself doubts this deadline (“{value}”); compare it with the text.",
        ),
        "already_past": Text(
            "Hạn có trước ngày văn bản ({value}).",
            "The deadline lies before the document's own day ({value}).",
        ),
        "year_inferred": Text(
            "Không ghi năm; lấy năm gần nhất sau ngày văn bản.",
            "No year is written; the nearest after the document's day was taken.",
        ),
        "needs_receipt": Text(
            "Tính từ ngày nhận văn bản; hãy ghi ngày nhận.",
            "Counted from receipt of the document; write the day of receipt.",
        ),
        "needs_calendar": Text(
            "Tính theo ngày làm việc; cần lịch làm việc.",
            "Counted in working days; the working calendar is needed.",
        ),
        "outside_calendar": Text(
            "Ngày đến hạn nằm ngoài lịch làm việc; hãy bổ sung lịch.",
            "The due day lies outside the working calendar; extend the calendar.",
        ),
        "rest_day": Text(
            "Ngày cuối là ngày nghỉ: theo Điều 148.5 Bộ luật Dân sự, thời hạn kết thúc vào cuối ngày làm việc kế tiếp; người giao chọn.",
            "The last day is a day of rest: by Civil Code Art. 148.5 the term ends with the next working day; the assigner chooses.",
        ),
    }
)
