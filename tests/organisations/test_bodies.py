"""Bodies through time: life events and what is asked about them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations import actions, queries
from dieuhanh.organisations.actions import NewBody, Part
from dieuhanh.organisations.models import Appointment, Organisation, OrganisationVersion
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)
DOC = "176/2025/QH15"


@pytest.fixture
def cp() -> Organisation:
    return factories.government()


@pytest.fixture
def admin(cp: Organisation) -> Any:
    return factories.actor(cp, "organisations.manage", "people.manage", "tokens.manage")


def holds_together() -> None:
    """The deferred foreign key that forbids gaps is checked now, not at a commit that never comes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_created_body_is_found_from_its_day_on_and_not_before(cp: Organisation, admin: Any) -> None:
    made = actions.create(
        by=admin,
        code="BNNMT",
        kind="ministry",
        name_vi="Bộ Nông nghiệp và Môi trường",
        name_en="MAE",
        parent_id=cp.pk,
        on=DAY,
        legal_document=DOC,
    )
    assert queries.by_code("BNNMT", date(2025, 2, 28)) is None
    found = queries.by_code("BNNMT", DAY)
    assert found is not None
    assert (found.id, found.parent_id, found.legal_document) == (made, cp.pk, DOC)
    entry = Entry.objects.get(subject_id=made)
    assert entry.kind == "organisations.organisation.created"


def test_it_refuses_a_code_that_another_body_bears_in_that_time(cp: Organisation, admin: Any) -> None:
    factories.organisation("BCT", parent=cp)
    with pytest.raises(Conflict) as caught:
        actions.create(
            by=admin,
            code="BCT",
            kind="ministry",
            name_vi="B",
            name_en="B",
            parent_id=cp.pk,
            on=DAY,
            legal_document=DOC,
        )
    assert "BCT" in caught.value.reason


def test_it_tells_all_faults_of_a_new_body_at_once(cp: Organisation, admin: Any) -> None:
    with pytest.raises(Invalid) as caught:
        actions.create(
            by=admin,
            code="b c",
            kind="ministry",
            name_vi="",
            name_en="B",
            parent_id=cp.pk,
            on=DAY,
            legal_document="",
        )
    assert {fault.field for fault in caught.value.faults} == {"code", "name_vi", "legal_document"}


def test_a_renamed_body_bears_each_name_in_its_time(cp: Organisation, admin: Any) -> None:
    body = factories.organisation("BTP", parent=cp, name_vi="Bộ Tư pháp")
    actions.rename(
        body.pk, by=admin, on=DAY, legal_document=DOC, name_vi="Bộ Tư pháp mới", name_en="New Justice"
    )
    holds_together()
    assert queries.by_code("BTP", date(2025, 2, 28)).name_vi == "Bộ Tư pháp"  # type: ignore[union-attr]
    assert queries.by_code("BTP", DAY).name_vi == "Bộ Tư pháp mới"  # type: ignore[union-attr]
    assert [one.name_vi for one in queries.history(body.pk).versions] == ["Bộ Tư pháp", "Bộ Tư pháp mới"]


def test_it_refuses_a_change_before_one_already_recorded(cp: Organisation, admin: Any) -> None:
    body = factories.organisation("BTP", parent=cp)
    actions.rename(body.pk, by=admin, on=DAY, legal_document=DOC, name_vi="Mới", name_en="New")
    with pytest.raises(Invalid) as caught:
        actions.rename(
            body.pk, by=admin, on=date(2024, 1, 1), legal_document=DOC, name_vi="Giữa", name_en="Between"
        )
    assert caught.value.code == "later-change"
    with pytest.raises(Invalid) as caught:
        actions.rename(
            body.pk, by=admin, on=date(2026, 1, 1), legal_document=DOC, name_vi="Mới", name_en="New"
        )
    assert caught.value.code == "nothing-changes"


def test_a_future_change_is_not_yet_seen_today(cp: Organisation, admin: Any) -> None:
    body = factories.organisation("BTP", parent=cp, name_vi="Bộ Tư pháp")
    actions.rename(
        body.pk, by=admin, on=date(2099, 1, 1), legal_document=DOC, name_vi="Mai sau", name_en="Later"
    )
    assert queries.labels([body.pk], DAY)[body.pk].name_vi == "Bộ Tư pháp"
    assert queries.labels([body.pk], date(2099, 1, 1))[body.pk].name_vi == "Mai sau"


def test_a_moved_body_counts_under_each_parent_in_its_time(cp: Organisation, admin: Any) -> None:
    btc, agency = (
        factories.organisation("BTC", parent=cp),
        factories.organisation("BHXHVN", kind="other", parent=cp),
    )
    actions.move(agency.pk, by=admin, on=DAY, legal_document=DOC, parent_id=btc.pk)
    holds_together()
    assert [b.code for b in queries.ancestors(agency.pk, date(2025, 2, 1))] == ["CP"]
    assert [b.code for b in queries.ancestors(agency.pk, DAY)] == ["BTC", "CP"]
    assert queries.descendants(btc.pk, DAY) == {btc.pk, agency.pk}


def test_it_refuses_to_move_a_body_under_one_below_it(cp: Organisation, admin: Any) -> None:
    upper = factories.organisation("A", kind="other", parent=cp)
    lower = factories.organisation("B", kind="other", parent=upper)
    with pytest.raises(Invalid) as caught:
        actions.move(upper.pk, by=admin, on=DAY, legal_document=DOC, parent_id=lower.pk)
    assert caught.value.code == "parent-cycle"


def test_it_refuses_a_commune_directly_under_the_government(cp: Organisation, admin: Any) -> None:
    with pytest.raises(Invalid) as caught:
        actions.create(
            by=admin,
            code="00001",
            kind="commune",
            name_vi="X",
            name_en="X",
            parent_id=cp.pk,
            on=DAY,
            legal_document=DOC,
        )
    assert caught.value.code == "parent-kind"


def test_merging_into_a_new_body_ends_the_old_ones_and_takes_their_children(
    cp: Organisation, admin: Any
) -> None:
    one = factories.organisation("T08", "province", cp, key="T08-1")
    two = factories.organisation("T02", "province", cp)
    commune = factories.organisation("00700", "commune", two)
    clerk = factories.appointment(two, "reporting.enter")
    new = actions.merge(
        [one.pk, two.pk],
        by=admin,
        on=date(2099, 7, 1),
        legal_document="202/2025/QH15",
        new=NewBody("T08", "province", "Tuyên Quang", "Tuyen Quang"),
    )
    holds_together()
    before, after = date(2099, 6, 30), date(2099, 7, 1)
    assert queries.by_code("T02", after) is None
    assert queries.by_code("T08", before).id == one.pk  # type: ignore[union-attr]
    assert queries.by_code("T08", after).id == new  # type: ignore[union-attr]
    assert queries.by_id(commune.pk, before).parent_id == two.pk  # type: ignore[union-attr]
    assert queries.by_id(commune.pk, after).parent_id == new  # type: ignore[union-attr]
    assert queries.successors_on([one.pk, two.pk, new], after) == {
        one.pk: (new,),
        two.pk: (new,),
        new: (new,),
    }
    assert queries.successors_on([new], before) == {new: ()}
    assert Appointment.objects.get(pk=clerk.pk).valid_to == after


def test_merging_with_effect_in_the_past_leaves_yesterdays_appointments_good(
    cp: Organisation, admin: Any
) -> None:
    from dieuhanh.config.clock import today  # the test's own day

    one, two = factories.organisation("A", parent=cp), factories.organisation("B", parent=cp)
    held = factories.appointment(one, "reporting.sign")
    actions.merge([one.pk], by=admin, on=DAY, legal_document=DOC, into_id=two.pk)
    assert Appointment.objects.get(pk=held.pk).valid_to == today()


def test_splitting_leaves_the_body_alive_and_dividing_ends_it(cp: Organisation, admin: Any) -> None:
    body = factories.organisation("BNV", parent=cp)
    (off,) = actions.split(
        body.pk,
        by=admin,
        on=DAY,
        legal_document=DOC,
        new=[NewBody("BDTTG", "ministry", "Bộ Dân tộc", "Ethnic")],
    )
    assert queries.by_code("BNV", DAY) is not None
    assert [s.kind for s in queries.history(off).predecessors] == ["split"]
    heir = factories.organisation("BYT", parent=cp)
    parts = [
        Part(organisation_id=heir.pk),
        Part(new=NewBody("BLD", "ministry", "Bộ Lao động", "Labour"), is_default=True),
    ]
    _, new = actions.divide(body.pk, by=admin, on=date(2026, 1, 1), legal_document=DOC, parts=parts)
    holds_together()
    assert queries.by_code("BNV", date(2026, 1, 1)) is None
    assert queries.successors_on([body.pk], date(2026, 1, 1))[body.pk] == (new, heir.pk)


def test_it_refuses_to_divide_without_one_default(cp: Organisation, admin: Any) -> None:
    body = factories.organisation("BNV", parent=cp)
    parts = [Part(new=NewBody(code, "ministry", code, code)) for code in ("A", "B")]
    with pytest.raises(Invalid) as caught:
        actions.divide(body.pk, by=admin, on=DAY, legal_document=DOC, parts=parts)
    assert caught.value.code == "parts-default"


def test_it_refuses_to_abolish_a_body_with_others_below(cp: Organisation, admin: Any) -> None:
    upper = factories.organisation("A", kind="other", parent=cp)
    lower = factories.organisation("B", kind="other", parent=upper)
    with pytest.raises(Invalid) as caught:
        actions.abolish(upper.pk, by=admin, on=DAY, legal_document=DOC)
    assert caught.value.code == "children-left"
    actions.abolish(lower.pk, by=admin, on=DAY, legal_document=DOC)
    actions.abolish(upper.pk, by=admin, on=DAY, legal_document=DOC)
    assert queries.by_code("A", DAY) is None
    assert queries.successors_on([upper.pk], DAY) == {upper.pk: ()}


def test_nobody_abolishes_his_own_office_nor_touches_another_province(cp: Organisation) -> None:
    mine, other = factories.organisation("T01", "province", cp), factories.organisation("T79", "province", cp)
    below = factories.organisation("00001", "commune", mine)
    strange = factories.organisation("26734", "commune", other)
    local = factories.actor(mine, "organisations.manage")
    with pytest.raises(Refused):
        actions.abolish(mine.pk, by=local, on=DAY, legal_document=DOC)
    for body in (other, strange):
        with pytest.raises(Missing):
            actions.rename(body.pk, by=local, on=DAY, legal_document=DOC, name_vi="X", name_en="X")
    actions.rename(below.pk, by=local, on=DAY, legal_document=DOC, name_vi="Phường Mới", name_en="New")
    clerk = factories.actor(mine, "reporting.enter")
    with pytest.raises(Refused):
        actions.rename(below.pk, by=clerk, on=date(2026, 1, 1), legal_document=DOC, name_vi="Y", name_en="Y")


@pytest.mark.parametrize("count", [1, 50])
def test_a_merge_costs_the_same_for_one_body_and_for_fifty(
    count: int, cp: Organisation, admin: Any, counted: Any
) -> None:
    province = factories.organisation("T01", "province", cp)
    merged = [factories.organisation(f"{n:05}", "commune", province) for n in range(count)]
    for body in merged:
        factories.organisation(f"D{body.key}", "department", body)
        factories.appointment(body, "reporting.enter")
    # 1–2 savepoint and its release; 3 lock the bodies; 4 their last versions; 5 lock the parent; 6 its last version;
    # 7 reach; 8 no cycle; 9 children; 10 end and continue versions; 11 the new body; 12 versions; 13 successions;
    # 14 appointments; 15 ledger
    with counted(15):
        actions.merge(
            [b.pk for b in merged],
            by=admin,
            on=date(2099, 7, 1),
            legal_document=DOC,
            new=NewBody("90001", "commune", "Phường", "Ward"),
        )
    holds_together()


def test_search_folds_case_and_diacritics_and_pages_in_vietnamese_order(cp: Organisation) -> None:
    for code, name in (("T01", "Hà Nội"), ("T75", "Đồng Nai"), ("T66", "Đắk Lắk"), ("T82", "Đồng Tháp")):
        factories.organisation(code, "province", cp, name_vi=name)
    assert [b.code for b in queries.search(DAY, q="dong")] == ["T75", "T82"]
    assert [b.code for b in queries.search(DAY, q="ĐỒNG tháp")] == ["T82"]
    page = queries.search(DAY, kind="province", limit=2)
    assert [b.name_vi for b in page] == ["Đắk Lắk", "Đồng Nai", "Đồng Tháp"]
    rest = queries.search(DAY, kind="province", after=[page[1].sort_key, str(page[1].id)], limit=2)
    assert [b.name_vi for b in rest] == ["Đồng Tháp", "Hà Nội"]


def test_respondents_are_found_by_kind_parent_and_code(cp: Organisation) -> None:
    one, two = factories.organisation("T01", "province", cp), factories.organisation("T79", "province", cp)
    factories.organisation("BCT", parent=cp)
    a, _b = factories.organisation("00001", "commune", one), factories.organisation("26734", "commune", two)
    assert {x.code for x in queries.respondents({"kinds": ["province"]}, DAY)} == {"T01", "T79"}
    assert {x.id for x in queries.respondents({"kinds": ["commune"], "parent": "T01"}, DAY)} == {a.pk}
    assert {x.code for x in queries.respondents({"kinds": ["province"], "codes": ["BCT"]}, DAY)} == {
        "T01",
        "T79",
        "BCT",
    }
    assert queries.respondents({}, DAY) == []


@pytest.mark.parametrize("count", [1, 50])
def test_reads_cost_the_same_for_one_body_and_for_fifty(count: int, cp: Organisation, counted: Any) -> None:
    ids = [factories.organisation(f"T{n:02}", "province", cp).pk for n in range(count)]
    officer = factories.actor(cp)
    with counted(1):  # 1 labels
        assert len(queries.labels(ids, DAY)) == count
    with counted(1):  # 1 who stands in their place
        assert len(queries.successors_on(ids, DAY)) == count
    with counted(1):  # 1 the whole tree
        assert len(queries.tree(DAY)) == count + 1
    with counted(1):  # 1 the list
        assert len(queries.visible_bodies(officer, DAY, kind="province")) == count
    with counted(1):  # 1 spans
        assert len(queries.code_spans()) == count + 1


def test_the_database_itself_refuses_a_gap_an_overlap_and_two_bodies_of_one_code(cp: Organisation) -> None:
    from django.db import IntegrityError, transaction

    body = factories.organisation("A", parent=cp)
    row = OrganisationVersion.objects.get(organisation=body)

    def next_version(starts: date) -> None:
        OrganisationVersion.objects.create(
            organisation=body,
            code="A",
            kind="other",
            name_vi="A",
            name_en="A",
            name_folded="a",
            sort_key="a",
            parent=cp,
            valid_from=starts,
            legal_document="x",
        )

    with pytest.raises(IntegrityError), transaction.atomic():
        next_version(date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationVersion.objects.filter(pk=row.pk).update(
            valid_to=date(2020, 1, 1), continues_on=date(2020, 1, 1)
        )
        next_version(date(2020, 2, 1))
        holds_together()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation("A", parent=cp, key="other")


def test_a_body_is_seen_only_within_the_remit_and_on_the_way_up_from_it(cp: Organisation) -> None:
    mine, other = factories.organisation("T01", "province", cp), factories.organisation("T79", "province", cp)
    district = factories.organisation("001", "district", mine)
    home, next_door = (
        factories.organisation("00001", "commune", district),
        factories.organisation("00004", "commune", district),
    )
    far = factories.organisation("26734", "commune", other)
    clerk = factories.actor(home, "reporting.enter")
    assert {b.code for b in queries.visible_bodies(clerk, DAY)} == {"00001", "001", "T01", "CP"}
    for body in (next_door, other, far):
        with pytest.raises(Missing):
            queries.access_organisation(body.key, by=clerk, on=DAY)
    assert queries.access_organisation("T01", by=clerk, on=DAY).id == mine.pk
