"""People, appointments, delegations, tokens: nobody gives more than he reaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Invalid, Missing, Problem, Refused
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations import actions, queries
from dieuhanh.organisations.identification import actor_of_appointment, actor_of_person, actor_of_token
from dieuhanh.organisations.models import Appointment, Organisation, Person
from dieuhanh.organisations.rules.powers import POWERS, ROLES
from tests import factories

pytestmark = pytest.mark.django_db
DOC = "12/QĐ-UBND"
DAY = timedelta(days=1)


class World:
    """The Government, two provinces, an administrator of the whole and one of the first province."""

    def __init__(self) -> None:
        self.cp = factories.government()
        self.mine = factories.organisation("T01", "province", self.cp)
        self.other = factories.organisation("T79", "province", self.cp)
        self.commune = factories.organisation("X00001", "commune", self.mine)
        self.root = factories.actor(self.cp, "organisations.manage", "people.manage", "tokens.manage")
        self.local = factories.actor(self.mine, "people.manage", "tokens.manage")

    def person(self, by: Any = None, home: Organisation | None = None, name: str = "nguyen.van.a") -> Any:
        return actions.create_person(
            by=by or self.root, username=name, full_name="Nguyễn Văn A", home_id=home.pk if home else None
        )

    def appoint(self, person_id: Any, body: Organisation, *powers: str, by: Any = None, **fields: Any) -> Any:
        return actions.appoint(
            by=by or self.root,
            person_id=person_id,
            organisation_id=body.pk,
            position_vi=fields.pop("position_vi", "Chuyên viên"),
            position_en="Officer",
            powers=powers or ("reporting.enter",),
            valid_from=fields.pop("valid_from", date(2020, 1, 1)),
            legal_document=DOC,
            **fields,
        )


@pytest.fixture
def world() -> World:
    return World()


def test_roles_carry_only_known_powers() -> None:
    for role in ROLES.values():
        assert role.powers <= POWERS.keys(), role.key


def test_an_administrator_of_a_province_makes_a_clerk_known_and_appoints_him(world: World) -> None:
    person = world.person(world.local, world.mine)
    made = world.appoint(person, world.commune, "reporting.enter", by=world.local)
    actor = actor_of_person(person)
    assert actor is not None
    assert (actor.appointment_id, actor.scope_id, actor.powers) == (
        made,
        world.commune.pk,
        {"reporting.enter"},
    )
    assert list(Entry.objects.order_by("id").values_list("kind", flat=True)) == [
        "organisations.person.created",
        "organisations.appointment.made",
    ]


def test_nobody_gives_powers_or_scope_beyond_his_own_reach(world: World) -> None:
    person = world.person(world.local, world.mine)
    with pytest.raises(Invalid) as caught:
        world.appoint(person, world.commune, "reporting.receive", by=world.local)
    assert caught.value.code == "power-beyond"
    with pytest.raises(Refused):
        world.appoint(person, world.other, by=world.local)
    with pytest.raises(Refused):
        world.appoint(person, world.commune, by=world.local, scope_id=world.cp.pk)
    with pytest.raises(Refused):
        world.person(world.local, world.other, "b.khac")
    with pytest.raises(Refused):
        world.person(world.local, None, "c.khac")
    world.appoint(person, world.commune, "people.manage", by=world.local)
    world.appoint(world.person(name="tiep.nhan"), world.mine, "reporting.receive", scope_id=world.cp.pk)


def test_nobody_appoints_himself_nor_ends_his_own_appointment(world: World) -> None:
    with pytest.raises(Invalid):
        world.appoint(world.root.person_id, world.mine)
    with pytest.raises(Invalid):
        actions.end_appointment(world.root.appointment_id, by=world.root, on=today(), legal_document=DOC)


def test_a_person_of_another_province_does_not_exist(world: World) -> None:
    person = world.person(world.root, world.other)
    held = world.appoint(person, world.other)
    for act in (
        lambda: queries.person(person, by=world.local),
        lambda: queries.appointment(held, by=world.local),
        lambda: actions.update_person(person, by=world.local, full_name="X"),
        lambda: actions.reset_password(person, by=world.local),
        lambda: actions.end_appointment(held, by=world.local, on=today(), legal_document=DOC),
        lambda: world.appoint(person, world.commune, by=world.local),
    ):
        with pytest.raises(Missing):
            act()
    assert person not in {one.id for one in queries.people(world.local)}


def test_a_password_is_reset_only_by_who_could_give_all_that_the_person_holds(world: World) -> None:
    person = world.person(world.local, world.mine)
    world.appoint(person, world.commune, by=world.local)
    secret = actions.reset_password(person, by=world.local)
    assert Person.objects.get(pk=person).check_password(secret)
    world.appoint(person, world.cp, "reporting.receive", position_vi="Biệt phái")
    for act in (actions.reset_password, lambda p, by: actions.link_identity(p, by=by, subject="x")):
        with pytest.raises(Refused):
            act(person, by=world.local)
    actions.reset_password(person, by=world.root)


def test_a_weak_password_and_a_taken_user_name_are_refused(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        actions.create_person(by=world.root, username="a.b", full_name="A", password="123")
    assert {fault.field for fault in caught.value.faults} == {"password"}
    world.person(name="co.roi")
    with pytest.raises(Conflict):
        world.person(name="CO.ROI")


def test_an_appointment_lives_within_its_body_and_is_not_held_twice(world: World) -> None:
    person = world.person()
    with pytest.raises(Invalid) as caught:
        world.appoint(person, world.mine, valid_from=date(2009, 1, 1))
    assert caught.value.code == "body-not-alive"
    world.appoint(person, world.mine)
    with pytest.raises(Conflict):
        world.appoint(person, world.mine, valid_from=date(2021, 1, 1))


def test_an_appointment_ends_today_at_the_earliest_and_a_coming_one_is_withdrawn(world: World) -> None:
    person = world.person()
    held = world.appoint(person, world.mine)
    with pytest.raises(Invalid):
        actions.end_appointment(held, by=world.root, on=today() - DAY, legal_document=DOC)
    actions.end_appointment(held, by=world.root, on=today(), legal_document=DOC)
    assert actor_of_person(person).powers == frozenset()  # type: ignore[union-attr]
    assert queries.appointment_of_person_at(person, world.mine.pk, timezone.now() - 2 * DAY).id == held  # type: ignore[union-attr]
    assert queries.appointment_of_person_at(person, world.mine.pk, timezone.now()) is None
    coming = world.appoint(person, world.mine, valid_from=today() + 9 * DAY, position_vi="Trưởng phòng")
    actions.end_appointment(coming, by=world.root, on=today(), legal_document=DOC)
    assert not Appointment.objects.filter(pk=coming).exists()


def test_who_is_let_in_no_more_has_no_session_and_no_token(world: World, client_for: Any) -> None:
    held = factories.appointment(world.mine, "facts.import", "tokens.manage")
    owner = actor_of_appointment(held)
    _, secret = actions.create_token(
        by=owner, name="máy", powers=["facts.import"], expires_on=timezone.localdate() + DAY
    )
    client = client_for(held)
    assert client.get("/api/v1/organisations").status_code == 200
    actions.deactivate(held.person_id, by=world.root, reason="nghỉ hưu")
    assert client.get("/api/v1/organisations").status_code == 401
    assert actor_of_token(secret) is None


def lend(
    world: World, giver: Appointment, taker: Appointment, *powers: str, by: Any = None, **dates: Any
) -> Any:
    return actions.delegate(
        by=by or actor_of_appointment(giver),
        giver_id=giver.pk,
        taker_id=taker.pk,
        powers=powers,
        valid_from=dates.get("valid_from", today()),
        valid_to=dates.get("valid_to", today() + 7 * DAY),
        legal_document=DOC,
    )


def test_lent_powers_are_held_between_the_dates_and_until_they_are_revoked(world: World) -> None:
    leader = factories.appointment(world.mine, "reporting.sign", "reporting.approve")
    deputy = factories.appointment(world.mine, "reporting.enter")
    made = lend(world, leader, deputy, "reporting.approve")
    assert actor_of_appointment(deputy).powers == {"reporting.enter", "reporting.approve"}
    actions.revoke_delegation(made, by=actor_of_appointment(leader), reason="về sớm")
    assert actor_of_appointment(deputy).powers == {"reporting.enter"}
    lend(world, leader, deputy, "reporting.approve", valid_from=today() + DAY)
    assert actor_of_appointment(deputy).powers == {"reporting.enter"}


def test_nobody_delegates_what_he_has_not_or_what_was_lent_to_him(world: World) -> None:
    leader = factories.appointment(world.mine, "reporting.sign")
    deputy = factories.appointment(world.mine, "reporting.enter")
    third = factories.appointment(world.mine, "reporting.view")
    with pytest.raises(Invalid):
        lend(world, deputy, third, "reporting.sign")
    lend(world, leader, deputy, "reporting.sign")
    with pytest.raises(Invalid) as caught:
        lend(world, deputy, third, "reporting.sign")
    assert caught.value.code == "power-not-own"


def test_a_delegation_stays_within_the_givers_dates_and_remit(world: World) -> None:
    leader = factories.appointment(world.mine, "reporting.sign", valid_to=today() + 3 * DAY)
    deputy = factories.appointment(world.mine, "reporting.enter")
    far = factories.appointment(world.other, "reporting.enter")
    wide = factories.appointment(world.mine, "reporting.enter", scope=world.cp)
    with pytest.raises(Invalid) as caught:
        lend(world, leader, deputy, "reporting.sign")
    assert caught.value.code == "period-outside"
    for taker in (far, wide):
        with pytest.raises(Missing):
            lend(world, leader, taker, "reporting.sign", valid_to=today() + 2 * DAY)


def test_only_the_giver_or_who_manages_his_people_records_a_delegation(world: World) -> None:
    leader = factories.appointment(world.mine, "reporting.sign")
    deputy = factories.appointment(world.mine, "reporting.enter")
    with pytest.raises(Refused):
        lend(
            world,
            leader,
            deputy,
            "reporting.sign",
            by=actor_of_appointment(factories.appointment(world.mine, "reporting.view")),
        )
    with pytest.raises(Missing):
        lend(world, leader, deputy, "reporting.sign", by=factories.actor(world.other, "people.manage"))
    lend(world, leader, deputy, "reporting.sign", by=world.local)


def test_a_token_opens_with_its_powers_over_its_body_until_it_ends_or_is_revoked(world: World) -> None:
    owner = factories.actor(world.mine, "facts.import", "facts.view", "tokens.manage")
    token, secret = actions.create_token(
        by=owner,
        name="nhập số liệu",
        powers=["facts.import"],
        expires_on=timezone.localdate() + DAY,
        organisation_id=world.commune.pk,
    )
    assert secret.startswith("dh_")
    actor = actor_of_token(secret)
    assert actor is not None
    assert (actor.token_id, actor.powers, actor.scope_id) == (token, {"facts.import"}, world.commune.pk)
    assert actor_of_token(secret[:-1] + "x") is None
    from dieuhanh.organisations.models import MachineToken

    stored = MachineToken.objects.get(pk=token)
    assert secret.encode() not in bytes(stored.digest)
    assert secret not in repr(Entry.objects.values_list())
    actions.revoke_token(token, by=owner)
    assert actor_of_token(secret) is None


def test_a_token_cannot_hold_more_than_its_owner_nor_what_needs_a_hand(world: World) -> None:
    owner = factories.actor(world.mine, "facts.view", "signing.sign", "tokens.manage")
    day = timezone.localdate()
    wrong: list[tuple[dict[str, Any], type[Problem]]] = [
        ({"powers": ["facts.import"]}, Invalid),
        ({"powers": ["signing.sign"]}, Invalid),
        ({"powers": []}, Invalid),
        ({"expires_on": day}, Invalid),
        ({"expires_on": day + 400 * DAY}, Invalid),
        ({"organisation_id": world.other.pk}, Refused),
    ]
    for change, error in wrong:
        with pytest.raises(error):
            actions.create_token(
                **{"by": owner, "name": "x", "powers": ["facts.view"], "expires_on": day + DAY, **change}
            )
    without = factories.actor(world.mine, "facts.view")
    with pytest.raises(Refused):
        actions.create_token(by=without, name="x", powers=["facts.view"], expires_on=day + DAY)
    with pytest.raises(Missing):
        actions.create_token(
            by=SYSTEM, name="x", powers=["facts.view"], expires_on=day + DAY, owner_id=world.mine.pk
        )


def test_a_token_does_not_outlive_its_owners_appointment(world: World) -> None:
    held = factories.appointment(world.mine, "facts.view", "tokens.manage")
    _, secret = actions.create_token(
        by=actor_of_appointment(held), name="x", powers=["facts.view"], expires_on=timezone.localdate() + DAY
    )
    assert actor_of_token(secret) is not None
    Appointment.objects.filter(pk=held.pk).update(valid_to=today())
    assert actor_of_token(secret) is None


def test_a_token_of_another_province_does_not_exist(world: World) -> None:
    owner = factories.actor(world.other, "facts.view", "tokens.manage")
    token, _ = actions.create_token(
        by=owner, name="x", powers=["facts.view"], expires_on=timezone.localdate() + DAY
    )
    with pytest.raises(Missing):
        actions.revoke_token(token, by=world.local)
    assert queries.tokens(by=world.local) == []
    assert [one.id for one in queries.tokens(by=world.root)] == [token]
    actions.revoke_token(token, by=world.root)
    with pytest.raises(Conflict):
        actions.revoke_token(token, by=owner)


@pytest.mark.parametrize("count", [1, 50])
def test_lists_cost_the_same_for_one_row_and_for_fifty(count: int, world: World, counted: Any) -> None:
    for n in range(count):
        held = factories.appointment(
            world.mine, "reporting.enter", "facts.view", "tokens.manage", username=f"p{n}"
        )
        other = factories.appointment(world.mine, "reporting.enter", person=held.person, position_vi="Khác")
        lend(world, held, other, "reporting.enter")
        actions.create_token(
            by=actor_of_appointment(held),
            name="x",
            powers=["facts.view"],
            expires_on=timezone.localdate() + DAY,
        )
    with counted(1):  # 1 people
        assert len(queries.people(world.local)) == count + 1
    with counted(2):  # 1 appointments with people; 2 labels
        assert len(queries.appointments(by=world.local, limit=200)) == 2 * count + 1
    with counted(2):  # 1 delegations; 2 labels
        assert len(queries.delegations(by=world.local)) == count
    with counted(2):  # 1 tokens; 2 labels
        assert len(queries.tokens(by=world.local)) == count


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Make people known and appoint them"), ("vi", "Thêm cán bộ")]
)
def test_a_refusal_names_the_power_in_words(world: World, language: str, words: str) -> None:
    with override(language), pytest.raises(Refused) as refused:
        world.person(by=factories.actor(world.cp, "reporting.view"))
    assert words in str(refused.value)
    assert "people.manage" not in str(refused.value)
