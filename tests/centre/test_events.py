"""An entry of the ledger becomes an event of the wall: once, in both languages, for who may see it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dieuhanh.centre import listens
from dieuhanh.centre.models import Event
from dieuhanh.centre.queries.events import event, events_after, events_told
from dieuhanh.centre.rules.period_names import period_name
from dieuhanh.centre.rules.sentences import moment, tell
from dieuhanh.config.identity import uuid7
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.ledger.subscriptions import EntryRead
from tests import factories

WHO = Text("Bộ Công Thương", "Ministry of Industry and Trade")


@pytest.mark.parametrize(
    ("kind", "body", "vi", "en", "state"),
    [
        (
            "reporting.assignment.accepted",
            {"period": "2020-07", "regime": "TTHC-1"},
            "Bộ Công Thương: báo cáo tháng 7/2020 (TTHC-1) đã được chấp nhận",
            "Ministry of Industry and Trade: July 2020 report (TTHC-1) accepted",
            "done_in_time",
        ),
        (
            "reporting.assignment.accepted",
            {"period": "2020-07", "was_late": True},
            "Bộ Công Thương: báo cáo tháng 7/2020 đã được chấp nhận",
            "Ministry of Industry and Trade: July 2020 report accepted",
            "done_late",
        ),
        (
            "reporting.assignment.overdue",
            {"period": "2020-Q2"},
            "Bộ Công Thương: báo cáo quý II/2020 quá hạn",
            "Ministry of Industry and Trade: Q2 2020 report overdue",
            "overdue",
        ),
    ],
)
def test_it_tells_an_entry_in_both_languages(kind: str, body: Any, vi: str, en: str, state: str) -> None:
    told = tell(kind, body, WHO)
    assert told is not None
    assert (told.text.vi, told.text.en, told.state) == (vi, en, state)


def test_it_never_tells_what_concerns_a_person() -> None:
    assert tell("organisations.person.created", {"username": "x"}, WHO) is None
    assert tell("organisations.token.revoked", {}, WHO) is None


def test_an_entry_without_a_sentence_still_refreshes_its_tiles() -> None:
    told = tell("reporting.cell.saved", {}, WHO)
    assert told is not None
    assert (told.text.vi, "reports" in told.tiles) == ("", True)


def test_a_period_is_named_as_officials_write_it() -> None:
    assert period_name("2020-07") == Text("tháng 7/2020", "July 2020")
    assert period_name("không rõ") == Text("không rõ", "không rõ")
    assert period_name("") == Text("", "")


def test_an_event_is_dated_by_the_clock_of_obligations() -> None:
    real = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    shift = timedelta(days=-2000)
    assert moment({}, real, real, timedelta()) == real
    assert moment({}, real, real + shift, shift) == real + shift
    # What the demonstration dated itself stands on that clock already.
    dated = datetime(2020, 8, 1, tzinfo=UTC)
    assert moment({}, dated, real + shift, shift) == dated
    assert moment({"at": "2020-08-10T01:00:00+00:00"}, real, real, shift) == datetime(
        2020, 8, 10, 1, tzinfo=UTC
    )
    assert moment({"at": "yesterday"}, real, real, timedelta()) == real


def test_a_report_is_named_by_its_number_where_the_entry_says_no_more() -> None:
    told = tell("reporting.submission.sent", {"number": "BCT-TTHC-1-2020-07"}, WHO)
    assert told is not None
    assert told.text.vi == "Bộ Công Thương: báo cáo tháng 7/2020 (TTHC-1) đã gửi"


def _entry(index: int, organisation: Any = None, **fields: Any) -> EntryRead:
    values = {"kind": "reporting.assignment.accepted", "body": {"period": "2020-07"}} | fields
    return EntryRead(
        index=index, id=uuid7(), at=datetime(2026, 11, 24, tzinfo=UTC), person_id=None, appointment_id=None,
        token_id=None, organisation_id=organisation.pk if organisation else None,
        subject_type="reporting.assignment", subject_id=uuid7(), **values,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_repeat_writes_no_second_event_and_costs_the_same(counted: Callable[..., Any]) -> None:
    body = factories.organisation("BCT", name_vi="Bộ Công Thương", name_en="Ministry of Industry and Trade")
    entry = _entry(7, body)
    # 1 the body's name as it stood then; 2 the event and the knock
    with counted(2):
        listens.on_entry(entry)
    with counted(2):
        listens.on_entry(entry)
    row = Event.objects.get()
    assert (row.index, row.organisation_id, row.href) == (7, body.pk, "/wall/events/7/")
    assert row.text_vi.startswith("Bộ Công Thương: báo cáo tháng 7/2020")


@pytest.mark.django_db
def test_what_is_made_up_is_marked_as_simulated() -> None:
    listens.on_entry(_entry(1, simulated=True))
    listens.on_entry(_entry(2, body={"simulated": True}))
    listens.on_entry(_entry(3))
    assert list(Event.objects.order_by("index").values_list("simulated", flat=True)) == [True, True, False]


@pytest.mark.django_db
def test_a_body_hears_of_itself_and_of_what_lies_under_it_and_of_nothing_else() -> None:
    root = factories.government()
    hanoi = factories.organisation("T01", "province", root)
    ward = factories.organisation("X0101", "commune", hanoi)
    other = factories.organisation("T79", "province", root)
    for index, body in enumerate((hanoi, ward, other, None)):
        listens.on_entry(_entry(index, body))

    def heard(of: Any) -> set[int]:
        by = factories.actor(of, "centre.view")
        assert event(2, by=by) is None or of in (root, other)
        return {one.index for one in events_told(by=by)} | {one.index for one in events_after(-1, by=by)}

    assert heard(ward) == {1}
    assert heard(hanoi) == {0, 1}
    assert heard(other) == {2}
    assert heard(root) == {0, 1, 2, 3}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 50])
def test_the_events_cost_one_statement_beside_the_remit(rows: int, counted: Callable[..., Any]) -> None:
    root = factories.government()
    by = factories.actor(root, "centre.view")
    for index in range(rows):
        listens.on_entry(_entry(index, root))
    # 1 the events (that the remit is the whole country was read with the appointment)
    with counted(1):
        assert len(events_told(by=by, limit=100)) == rows


@pytest.mark.django_db
def test_an_earlier_moment_shows_only_what_had_happened_by_then() -> None:
    listens.on_entry(_entry(1, body={"at": "2020-08-10T00:30:00+00:00"}))
    listens.on_entry(_entry(2, body={"at": "2020-08-10T02:00:00+00:00"}))
    by = factories.actor(factories.government(), "centre.view")
    then = datetime(2020, 8, 10, 1, tzinfo=UTC)
    assert [one.index for one in events_told(by=by, at=then)] == [1]
