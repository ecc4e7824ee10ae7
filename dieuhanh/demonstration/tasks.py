"""The tasks of 10 August 2020: the register of real ones, and one made-up directive that shows every step.

The register's facts are real and not marked as made up; that the Government Office looked at the decrees and
verified them is made up, and says so. Nothing else is added to what the record knows.
"""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from dieuhanh.config import clock
from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.directives.actions import assigning, claiming, leading
from dieuhanh.directives.actions.directives import check_directive, cut, enter, publish
from dieuhanh.directives.actions.parts import Part, break_down
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.actions.ringing import settle_clocks
from dieuhanh.directives.models import Claim, Task
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.evidence import EvidenceKind, Given

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_BY = DEMONSTRATION
_SYMBOL = "MP-01/TB-VPCP"
_TEXT = """VĂN PHÒNG CHÍNH PHỦ
THÔNG BÁO (MÔ PHỎNG)
Kết luận tại buổi làm việc ngày 27 tháng 7 năm 2020

1. Bộ Công Thương chủ trì, phối hợp với Bộ Tài chính, báo cáo Thủ tướng Chính phủ phương án đơn giản hóa thủ tục cấp giấy chứng nhận xuất xứ trước ngày 10 tháng 8 năm 2020.
2. Bộ Tài chính hoàn thành kết nối hệ thống một cửa với Cổng Dịch vụ công quốc gia trong tháng 7 năm 2020.
3. Ủy ban nhân dân tỉnh Quảng Ninh đưa tỷ lệ giải ngân vốn đầu tư công đến hết tháng 8 năm 2020 lên ít nhất 50%.
4. Ủy ban nhân dân tỉnh Cao Bằng ban hành kế hoạch số hóa kết quả giải quyết thủ tục hành chính, xong trước ngày 15 tháng 8 năm 2020.
5. Bộ Công Thương rà soát, công bố danh mục báo cáo định kỳ còn hiệu lực, xong ngày 31 tháng 8 năm 2020.
"""


def make_tasks() -> None:
    """The register, the verdicts on its decrees, and the made-up directive with its moves up to the morning of 10 August."""
    import_register(
        (settings.ROOT / "directives" / "reference" / "tasks.csv").read_bytes(),
        by=_BY,
        simulated=False,
        at=_at(date(2020, 7, 20)),
    )
    for claim in Claim.objects.filter(verdict="waiting", fits=True).exclude(evidence_mark="M").order_by("id"):
        assigning.verify(
            claim.task_id,
            by=_BY,
            note="Đối chiếu với văn bản đã công bố (mô phỏng)",
            at=_at(date(2020, 7, 24)),
        )
    _made_up()
    settle_clocks(Task.objects.values_list("id", flat=True), clock.now())


def _at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_HANOI)


def _made_up() -> None:
    signed = date(2020, 7, 28)
    directive = enter(
        NewDirective(
            symbol=_SYMBOL,
            kind="conclusion_notice",
            signed_on=signed,
            assigner="VPCP",
            issuer="VPCP",
            title="Thông báo kết luận mô phỏng về năm việc cần làm trong tháng 8/2020",
            text=_TEXT,
        ),
        by=_BY,
        at=_at(signed),
    )
    made = cut(directive.id, _duties(), by=_BY, at=_at(signed, 9, 40))
    check_directive(directive.id, by=_BY, at=_at(signed, 10, 30))
    publish(directive.id, by=_BY, at=_at(signed, 11))
    origin, gateway, disbursement, plan, reports = made
    leading.acknowledge(origin.id, by=_BY, at=_at(signed, 14))
    leading.progress(
        origin.id, by=_BY, note="Đã lấy ý kiến 14 hiệp hội", percent=60, at=_at(date(2020, 8, 4))
    )
    leading.contribute(
        origin.id, by=_BY, note="Ý kiến của Bộ Tài chính về phí", body="BTC", at=_at(date(2020, 8, 5))
    )
    break_down(
        origin.id,
        by=_BY,
        parts=[Part("T22", "Thí điểm tại cửa khẩu Móng Cái", date(2020, 8, 4))],
        at=_at(date(2020, 7, 29)),
    )
    leading.acknowledge(gateway.id, by=_BY, at=_at(date(2020, 7, 29)))
    claiming.claim(
        gateway.id,
        by=_BY,
        evidence=[Given(EvidenceKind.ADDRESS, address="https://dichvucong.gov.vn/p/home/dvc-trang-chu.html")],
        completed_on=date(2020, 7, 30),
        note="Đã kết nối kỹ thuật",
        at=_at(date(2020, 7, 31)),
    )
    leading.acknowledge(disbursement.id, by=_BY, at=_at(date(2020, 7, 29)))
    leading.ask_extension(
        disbursement.id,
        by=_BY,
        due_on=date(2020, 9, 30),
        reason="Hai dự án chậm giải phóng mặt bằng",
        cause="land",
        at=_at(date(2020, 8, 7)),
    )
    leading.ask_return(
        plan.id,
        by=_BY,
        ground="unclear",
        reason="Thông báo không nói số hóa từ năm nào",
        at=_at(date(2020, 7, 30)),
    )
    del reports  # the fifth is left as it was given: not acknowledged


def span_of(text: str, number: int) -> tuple[int, int]:
    """Where the numbered duty stands in the text."""
    lines = text.splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if line.startswith(f"{number}. "))
    start = sum(len(line) for line in lines[:place])
    return start, start + len(lines[place].rstrip("\n"))


def before(first: str, second: str) -> list[dict[str, object]]:
    """The two readings of "trước ngày": the day before is the last good one, or that day itself."""

    def reading(rule: str, due: str, vi: str, en: str) -> dict[str, object]:
        return {"rule": rule, "due": due, "words": {"vi": vi, "en": en}}

    return [
        reading(
            "before_day_before",
            first,
            "ngày liền trước là ngày cuối",
            "the day before is the last good day",
        ),
        reading(
            "before_that_day",
            second,
            "chính ngày ấy là ngày cuối",
            "that day itself is the last good day",
        ),
    ]


def _duties() -> list[NewTask]:
    def span(number: int) -> tuple[int, int]:
        return span_of(_TEXT, number)

    return [
        NewTask(
            content="Báo cáo phương án đơn giản hóa thủ tục cấp giấy chứng nhận xuất xứ",
            kind="report", clause="1", span=span(1), lead="BCT", coordinators=[NewCoordinator("BTC")], deadline_kind="before",
            deadline_words="trước ngày 10 tháng 8 năm 2020", readings=before("2020-08-09", "2020-08-10"), reading_chosen=1,
            deadline_rule="before_that_day", product_words="Báo cáo",
        ),
        NewTask(
            content="Hoàn thành kết nối hệ thống một cửa với Cổng Dịch vụ công quốc gia",
            kind="system", clause="2", span=span(2), lead="BTC", deadline_kind="month",
            deadline_words="trong tháng 7 năm 2020", due=date(2020, 7, 31), deadline_rule="month_last_day",
        ),
        NewTask(
            content="Đưa tỷ lệ giải ngân vốn đầu tư công lên ít nhất 50%",
            kind="target", clause="3", span=span(3), lead="T22", deadline_kind="month",
            deadline_words="đến hết tháng 8 năm 2020", due=date(2020, 8, 31), deadline_rule="month_last_day",
            target_value=Decimal(50), target_unit="%", target_direction="at_least", target_scope="each",
        ),
        NewTask(
            content="Ban hành kế hoạch số hóa kết quả giải quyết thủ tục hành chính",
            kind="document", clause="4", span=span(4), lead="T04", deadline_kind="before",
            deadline_words="xong trước ngày 15 tháng 8 năm 2020", readings=before("2020-08-14", "2020-08-15"), reading_chosen=0,
            deadline_rule="before_day_before", product_words="Kế hoạch",
        ),
        NewTask(
            content="Rà soát, công bố danh mục báo cáo định kỳ còn hiệu lực",
            kind="document", clause="5", span=span(5), lead="BCT", deadline_kind="date",
            deadline_words="xong ngày 31 tháng 8 năm 2020", due=date(2020, 8, 31), deadline_rule="date", product_words="Quyết định",
        ),
    ]  # fmt: skip
