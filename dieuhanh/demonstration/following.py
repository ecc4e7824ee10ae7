"""A made-up notice of June 2020 that shows following: closings in a rush before the session, silence, the last two days.

Ten of its duties are closed, eight of them within the four working days before 10 August, most of these late; of two an
explanation is asked for, and one body stays silent; one turned overdue that morning; four were moved on Sunday and Monday.
All of it is done by the ordinary actions, each at its moment, and the clocks ring as they would have rung.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dieuhanh.config import clock
from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.demonstration.tasks import before, span_of
from dieuhanh.directives.actions import assigning, claiming, leading
from dieuhanh.directives.actions.directives import check_directive, cut, enter, publish
from dieuhanh.directives.actions.ringing import ring_one
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.drafts import NewDirective, NewTask
from dieuhanh.directives.rules.evidence import EvidenceKind, Given

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_BY = DEMONSTRATION
SYMBOL = "MP-03/TB-VPCP"
"""Behind MP-01 in every list by code: the meeting of 14 August takes its items from the first."""
_SIGNED = date(2020, 6, 1)


@dataclass(frozen=True, slots=True)
class _Duty:
    """One duty: the lead by code and name, what and by when; of a closed one also product, claim, verdict, and why late."""

    lead: str
    name: str
    content: str
    due: date
    done: date | None = None
    claimed: date | None = None
    verified: date | None = None
    cause: str = ""

    @property
    def words(self) -> str:
        """The deadline in the notice's words."""
        if self.due == _TURNED:
            day, words = self.due + timedelta(days=1), "trước ngày"
        else:
            day, words = self.due, "xong ngày"
        return f"{words} {day:%d} tháng {day.month} năm {day.year}"


def _day(day: int, month: int) -> date:
    return date(2020, month, day)


_TURNED = _day(9, 8)
_DUTIES = (
    _Duty("BTP", "Bộ Tư pháp", "công bố danh mục dữ liệu hộ tịch dùng chung", _day(30, 6), _day(24, 6), _day(24, 6), _day(26, 6)),
    _Duty("BNV", "Bộ Nội vụ", "ban hành quy chế khai thác dữ liệu cán bộ, công chức", _day(15, 7), _day(10, 7), _day(10, 7), _day(15, 7)),
    _Duty("BKHDT", "Bộ Kế hoạch và Đầu tư", "công bố quy trình đăng ký doanh nghiệp liên thông với thuế và bảo hiểm xã hội",
          _day(30, 6), _day(3, 8), _day(3, 8), _day(4, 8), "coordination"),
    _Duty("BGTVT", "Bộ Giao thông vận tải", "công bố thủ tục đổi giấy phép lái xe thực hiện trực tuyến",
          _day(30, 6), _day(31, 7), _day(3, 8), _day(5, 8), "data"),
    _Duty("BXD", "Bộ Xây dựng", "ban hành định mức chi phí rà soát quy chuẩn", _day(15, 7), _day(4, 8), _day(4, 8), _day(5, 8), "procedure"),
    _Duty("BYT", "Bộ Y tế", "công bố danh mục dịch vụ khám, chữa bệnh từ xa", _day(15, 7), _day(14, 7), _day(4, 8), _day(6, 8)),
    _Duty("BGDDT", "Bộ Giáo dục và Đào tạo", "ban hành kế hoạch liên thông dữ liệu văn bằng đại học",
          _day(30, 6), _day(5, 8), _day(5, 8), _day(6, 8), "capacity"),
    _Duty("BNNPTNT", "Bộ Nông nghiệp và Phát triển nông thôn", "công bố danh mục hàng thủy sản được cắt giảm kiểm tra chuyên ngành",
          _day(31, 7), _day(5, 8), _day(5, 8), _day(6, 8), "procedure"),
    _Duty("BTNMT", "Bộ Tài nguyên và Môi trường", "ban hành hướng dẫn kết nối dữ liệu đất đai của bốn tỉnh thí điểm",
          _day(31, 7), _day(30, 7), _day(5, 8), _day(7, 8)),
    _Duty("NHNN", "Ngân hàng Nhà nước Việt Nam", "ban hành hướng dẫn thanh toán phí, lệ phí qua Cổng Dịch vụ công quốc gia",
          _day(30, 6), _day(6, 8), _day(6, 8), _day(7, 8), "legal"),
    _Duty("T04", "Ủy ban nhân dân tỉnh Cao Bằng", "ban hành phương án số hóa sổ hộ tịch", _day(24, 7)),
    _Duty("T22", "Ủy ban nhân dân tỉnh Quảng Ninh", "ban hành phương án luân chuyển hồ sơ điện tử giữa các sở", _day(31, 7)),
    _Duty("BXD", "Bộ Xây dựng", "ban hành mẫu giấy phép xây dựng điện tử", _TURNED),
    _Duty("BTTTT", "Bộ Thông tin và Truyền thông", "ban hành hướng dẫn giám sát chất lượng dịch vụ công trực tuyến",
          _day(20, 8), _day(7, 8), _day(9, 8), _day(10, 8)),
    _Duty("BTTTT", "Bộ Thông tin và Truyền thông", "công bố danh mục hệ thống đã kết nối Trục liên thông văn bản",
          _day(20, 8), _day(6, 8), _day(7, 8)),
    _Duty("T01", "Ủy ban nhân dân thành phố Hà Nội", "ban hành kế hoạch thí điểm cấp bản sao chứng thực điện tử", _day(31, 8)),
)  # fmt: skip
_REFUSED, _EXTENDED = 14, 15
"""Places of the duty whose claim is refused on the morning, and of the one for which more time is asked."""


def make_followed() -> None:
    """The notice, its duties' moves up to the morning of 10 August, and what their clocks said on the way."""
    ids = [one.id for one in _given()]
    for number, (task_id, duty) in enumerate(zip(ids, _DUTIES, strict=True), 1):
        leading.acknowledge(task_id, by=_BY, at=_at(_SIGNED, 15))
        if duty.claimed:
            _rung(task_id, _at(duty.claimed))
            _claim(task_id, duty, number)
    _last_days(ids)
    for task_id in ids:
        _rung(task_id, clock.now())


def _at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_HANOI)


def _given() -> list[Task]:
    lines = [f"{number}. {duty.name} {duty.content}, {duty.words}." for number, duty in enumerate(_DUTIES, 1)]
    text = "\n".join(
        (
            "VĂN PHÒNG CHÍNH PHỦ",
            "THÔNG BÁO (MÔ PHỎNG)",
            "Kết luận về dữ liệu và thủ tục trực tuyến của các bộ, tỉnh",
            "",
            *lines,
            "",
        )
    )
    directive = enter(
        NewDirective(
            symbol=SYMBOL,
            kind="conclusion_notice",
            signed_on=_SIGNED,
            assigner="VPCP",
            issuer="VPCP",
            title="Thông báo kết luận mô phỏng về dữ liệu và thủ tục trực tuyến",
            text=text,
        ),
        by=_BY,
        at=_at(_SIGNED),
    )
    duties = [_new(number, duty, text) for number, duty in enumerate(_DUTIES, 1)]
    made = cut(directive.id, duties, by=_BY, at=_at(_SIGNED, 9, 40))
    check_directive(directive.id, by=_BY, at=_at(_SIGNED, 10, 30))
    publish(directive.id, by=_BY, at=_at(_SIGNED, 11))
    return made


def _new(number: int, duty: _Duty, text: str) -> NewTask:
    made = NewTask(
        content=duty.content[:1].upper() + duty.content[1:],
        kind="document",
        clause=str(number),
        span=span_of(text, number),
        lead=duty.lead,
        deadline_kind="date",
        deadline_words=duty.words,
        due=duty.due,
        deadline_rule="date",
        product_words="Quyết định",
    )
    if duty.due != _TURNED:
        return made
    return replace(
        made,
        deadline_kind="before",
        readings=before(duty.due.isoformat(), (duty.due + timedelta(days=1)).isoformat()),
        reading_chosen=0,
        due=None,
        deadline_rule="before_day_before",
    )


def _claim(task_id: UUID, duty: _Duty, number: int) -> None:
    assert duty.claimed is not None
    assert duty.done is not None  # who claims has a product
    sunday = duty.claimed.weekday() == 6
    claiming.claim(
        task_id,
        by=_BY,
        evidence=[
            Given(
                EvidenceKind.DOCUMENT,
                symbol=f"MP-1{number:02}/QĐ-{duty.lead}",
                dated=duty.done,
                issuer=duty.name,
            )
        ],
        completed_on=duty.done,
        note="Văn bản đã ban hành (mô phỏng)",
        cause=duty.cause,
        at=_at(duty.claimed, 17 if sunday else 10, 3 * number),
    )
    if duty.verified:
        assigning.verify(
            task_id,
            by=_BY,
            note="Đối chiếu với văn bản (mô phỏng)",
            at=_at(duty.verified, 7 if sunday else 15, 3 * number),
        )


def _last_days(ids: list[UUID]) -> None:
    """Monday before half past eight: a claim refused, more time asked for."""
    monday = _day(10, 8)
    assigning.refuse(
        ids[_REFUSED],
        by=_BY,
        reason="Danh mục thiếu hệ thống của sáu bộ; đề nghị bổ sung (mô phỏng)",
        at=_at(monday, 7, 50),
    )
    leading.ask_extension(
        ids[_EXTENDED],
        by=_BY,
        due_on=_day(30, 9),
        reason="Chờ thẩm định phương án kỹ thuật (mô phỏng)",
        cause="procedure",
        at=_at(monday, 8, 5),
    )


def _rung(task_id: UUID, until: datetime) -> None:
    """The task's clock, rung at each of its moments up to one: reminders, the ladder, the explanation asked for."""
    waiting = Task.objects.filter(pk=task_id, next_at__lte=until).values_list("next_at", flat=True)
    while (moment := waiting.first()) is not None:
        ring_one(task_id, moment)
