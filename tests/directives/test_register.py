"""The 154 real tasks come in whole, with what is unknown left unknown; a repeat does no harm."""

from datetime import date
from pathlib import Path

import pytest

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid
from dieuhanh.directives.actions.periods import open_due
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.models import Claim, Directive, Task, TaskPeriod
from dieuhanh.directives.queries.counting import counted
from dieuhanh.directives.queries.export import register_rows
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.statistics import statistics
from dieuhanh.directives.rules.clock import start_of
from dieuhanh.directives.rules.records import document_of, mark_of, outcome_of
from dieuhanh.directives.rules.states import Facts, Stage, TaskKind, classify
from dieuhanh.directives.transfer import write_csv, write_xlsx
from dieuhanh.organisations import reference as bodies
from tests.directives.world import at

REGISTER = Path("dieuhanh/directives/reference/tasks.csv")


@pytest.mark.parametrize(
    ("words", "symbol", "kind"),
    [
        ("Nghị quyết 17/NQ-CP", "17/NQ-CP", "resolution"),
        ("Công điện 220/CĐ-TTg", "220/CĐ-TTg", "telegram"),
        ("Quyết định 06/QĐ-TTg (Đề án 06)", "06/QĐ-TTg", "decision"),
        ("Văn bản 435/LĐCP (chỉ đạo thực hiện)", "435/LĐCP", "steering_letter"),
        ("Kết luận họp Tổ công tác", "Kết luận họp Tổ công tác", "conclusion_notice"),
        ("Chỉ đạo cải cách (số văn bản chưa rõ)", "Chỉ đạo cải cách (số văn bản chưa rõ)", "other"),
    ],
)
def test_a_document_is_known_by_its_symbol(words: str, symbol: str, kind: str) -> None:
    found = document_of(words)
    assert (found.symbol, found.kind) == (symbol, kind)


@pytest.mark.parametrize(
    ("words", "kind", "day", "evidence"),
    [
        (
            "Hoàn thành quá hạn: Nghị định 45/2020/NĐ-CP ngày 08/4/2020, chậm 99 ngày",
            TaskKind.DOCUMENT,
            date(2020, 4, 8),
            "document",
        ),
        ("Hoàn thành trong hạn: vận hành 24/6/2019", TaskKind.SYSTEM, date(2019, 6, 24), "press"),
        ("Hoàn thành quá hạn (ban hành): Nghị định 41/2020/NĐ-CP ngày 08/4/2020 (M); ngày TRÌNH chưa rõ", TaskKind.DOCUMENT, None, ""),
        ("Ngày 26/8/2020: vẫn chưa xong, lùi sang quý III/2020", TaskKind.DOCUMENT, None, ""),
        ("Đạt ở mức toàn quốc: 90,81%", TaskKind.TARGET, None, ""),
        ("Hoàn thành: Quyết định 1201/QĐ-TTg (đưa tin 20/9/2019)", TaskKind.DOCUMENT, None, ""),
        ("", TaskKind.DOCUMENT, None, ""),
    ],
)  # fmt: skip
def test_only_a_dated_product_is_a_claim(words: str, kind: TaskKind, day: date | None, evidence: str) -> None:
    found = outcome_of(words, kind)
    assert (found.completed_on if found else None, found.evidence.kind if found else "") == (day, evidence)


def test_marks_are_read() -> None:
    assert [mark_of(one) for one in ("N: EVN", "M: cần đọc lại", "", "x")] == ["N", "M", "", ""]


@pytest.fixture
def taken(db: None) -> None:
    bodies.load(by=SYSTEM)
    found = import_register(REGISTER.read_bytes(), by=SYSTEM)
    # Two rows of Resolution 17 have two stages each: 154 rows are 156 duties.
    assert (found.duties, found.known) == (156, 0)
    again = import_register(REGISTER.read_bytes(), by=SYSTEM)
    assert (again.duties, again.known) == (0, 156)


@pytest.mark.usefixtures("taken")
def test_the_154_tasks_come_in_and_what_is_unknown_stays_unknown() -> None:
    duties = Task.objects.filter(parent__isnull=True)
    assert duties.count() == 156
    assert duties.filter(directive__symbol="17/NQ-CP").count() == 35
    group = duties.get(content__startswith="Tỷ lệ hồ sơ giải quyết trực tuyến")
    shares = Task.objects.filter(parent=group)
    # 18 ministries, 4 ministerial agencies, 8 agencies and 63 provinces stood on 7 March 2019.
    assert shares.filter(lead__versions__kind="province").distinct().count() == 63
    assert shares.count() == Task.objects.filter(parent=group).values("lead").distinct().count() > 90
    unknown = duties.get(content__startswith="20% người dân, doanh nghiệp")
    assert (unknown.lead_id, unknown.lead_words, unknown.known_result) == (None, "", "")
    deputy = duties.get(content__startswith="Khởi công đường sắt")
    assert (deputy.lead_id, deputy.lead_person) == (None, "Phó Thủ tướng Trần Hồng Hà")
    two = duties.get(content__startswith="Hoàn thành Nghị định về định danh và xác thực điện tử")
    assert (two.lead_id, two.is_group) == (None, False)
    before = duties.get(content__startswith="Thống kê, tính chi phí tuân thủ")
    assert (before.current_due, len(before.readings)) == (date(2020, 10, 30), 2)
    forward = duties.get(content__startswith="Xây dựng phương án cắt giảm, đơn giản hóa tối thiểu 50%")
    assert (forward.original_due, forward.current_due) == (date(2018, 10, 30), date(2018, 8, 15))
    assert Task.objects.filter(completed_on__isnull=False).count() == 0
    assert set(Task.objects.values_list("state", flat=True)) == {"assigned", "claimed"}
    claim = Claim.objects.get(task__content__startswith="Xây dựng Nghị định về thực hiện TTHC")
    assert (claim.completed_on, claim.fits, claim.verdict) == (date(2020, 4, 8), True, "waiting")
    press = Claim.objects.get(task__content__contains="e-Cabinet")
    assert (press.fits, press.evidence_mark) == (False, "N")
    assert Directive.objects.filter(signed_precision="year").exists()
    rows = register_rows(SYSTEM, Filters(level="duties"))
    assert len(rows) == 156
    for written in (write_csv(rows), write_xlsx(rows)):
        again = import_register(written, by=SYSTEM)
        assert (again.directives, again.duties, again.known) == (0, 0, 156)


@pytest.mark.usefixtures("taken")
def test_statistics_of_the_register_hold_on_two_days() -> None:
    for day in (date(2020, 8, 10), date(2026, 1, 1)):
        found = statistics(SYSTEM, Filters(as_of=day))
        counts = found.total.counts
        assert counts.all == counts.done + counts.open + counts.withdrawn + counts.transferred
        assert counts.all == sum(line.counts.all for line in found.lines)
        assert counts.done == 0
        # Nobody is accused on no evidence: what the record does not know is counted apart.
        assert counts.unknown > 10 * counts.open_overdue > 0
        for task in counted(Task.objects.all(), day):
            facts = Facts(
                Stage(task.state), task.given_on, task.current_due, task.completed_on, task.closed_on,
                task.kind == "regular", task.is_group, task.heard,
            )  # fmt: skip
            assert task.klass == classify(facts, day).value  # type: ignore[attr-defined]
    early, late = (
        statistics(SYSTEM, Filters(as_of=day), group="").total.counts
        for day in (date(2020, 8, 10), date(2026, 1, 1))
    )
    assert early.all + early.unknown + early.regular < late.all + late.unknown + late.regular


@pytest.mark.usefixtures("db")
def test_a_faulty_register_is_told_and_nothing_is_taken_in() -> None:
    bodies.load(by=SYSTEM)
    text = REGISTER.read_text(encoding="utf-8").splitlines()
    broken = "\n".join([*text[:4], "X,2019-13-45,,,,,,gi_do,,"]).encode()
    with pytest.raises(Invalid) as told:
        import_register(broken, by=SYSTEM)
    assert {one.row for one in told.value.faults} == {5}
    with pytest.raises(Invalid):
        import_register(b"\x00\x01", by=SYSTEM)
    assert not Task.objects.exists()


def test_the_registers_periodic_duties_owe_their_periods_of_august_2020(taken: None) -> None:
    Task.objects.exclude(periods_at=None).update(periods_at=at(date(2020, 8, 10)))
    opened = open_due(at(date(2020, 8, 10)))
    rows = TaskPeriod.objects.select_related("task__directive")
    found = {(one.task.directive.symbol, one.code, one.due_on) for one in rows}
    # of those given by then only the quarterly report on 43 tasks names its days; it ends with 2020
    assert {
        ("1739/QĐ-BTTTT", "2020-Q3", date(2020, 9, 30)),
        ("1739/QĐ-BTTTT", "2020-Q4", date(2020, 12, 31)),
    } <= found
    assert opened == rows.count()
    assert all(one.task.given_on <= date(2020, 8, 10) for one in rows)
    # what is given later is looked at on its own day: telegram 169 of 21 September 2025
    later = Task.objects.filter(directive__symbol="169/CĐ-TTg", periods_at__isnull=False).first()
    assert later is not None
    assert later.periods_at == start_of(date(2025, 9, 21))
    assert open_due(at(date(2020, 8, 11))) == 0
