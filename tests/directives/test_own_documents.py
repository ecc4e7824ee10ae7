"""A minister and a provincial chairman lay duties down as well: their own offices enter, check, publish and verify them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config import clock
from dieuhanh.config.errors import Missing, Refused
from dieuhanh.directives.actions import assigning, claiming, leading, parts
from dieuhanh.directives.actions.directives import check_directive, cut, enter, publish
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.directives.models import Directive, Task
from dieuhanh.directives.queries.brief import brief
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.directives.queries.wall import overview
from dieuhanh.directives.queries.work import my_work
from dieuhanh.directives.rules.drafts import NewDirective
from dieuhanh.organisations.rules.powers import ROLES
from tests.directives.world import World, at, decree, simulated
from tests.factories import actor, appointment

DAY = date(2020, 3, 2)


class Ministry:
    """The ordinary roles of a ministry and of its department."""

    def __init__(self, world: World) -> None:
        self.clerk = simulated(actor(world.bct, *ROLES["clerk"].powers))
        self.leader = simulated(actor(world.bct, *ROLES["leader"].powers))
        self.unit = simulated(actor(world.vu, *ROLES["clerk"].powers))

    def task(self, world: World) -> Task:
        """A task that the minister gives to a department."""
        new = NewDirective("05/CT-BCT", "directive", DAY, "BCT", issuer="BCT")
        row = enter(new, by=self.clerk, at=at(DAY))
        [task] = cut(row.id, [world.new(lead="BCT-KH", due=date(2020, 6, 30))], by=self.clerk, at=at(DAY, 10))
        check_directive(row.id, by=self.leader, at=at(DAY, 11))
        publish(row.id, by=self.leader, at=at(DAY, 12))
        return Task.objects.get(pk=task.pk)


@pytest.fixture
def ministry(world: World) -> Ministry:
    return Ministry(world)


def test_a_ministers_directive_goes_its_whole_way_inside_the_ministry(
    world: World, ministry: Ministry
) -> None:
    task = ministry.task(world)
    assert (task.level, task.assigner_id, task.lead_id) == ("local", world.bct.id, world.vu.id)
    leading.acknowledge(task.id, by=ministry.unit, at=at(DAY, 14))
    claiming.claim(task.id, by=ministry.unit, evidence=[decree(DAY)], completed_on=DAY, at=at(DAY, 15))
    waits = [(one.action, one.read.row.code) for one in my_work(ministry.leader) if one.read]
    assert waits == [("verify", task.code)]
    assigning.verify(task.id, by=ministry.leader, at=at(DAY, 16))
    task.refresh_from_db()
    assert (task.state, task.completed_on) == ("verified", DAY)


def test_who_did_it_does_not_verify_it(world: World, ministry: Ministry) -> None:
    task = ministry.task(world)
    leading.acknowledge(task.id, by=ministry.unit, at=at(DAY, 14))
    claiming.claim(task.id, by=ministry.unit, evidence=[decree(DAY)], completed_on=DAY, at=at(DAY, 15))
    head = simulated(actor(world.vu, *ROLES["leader"].powers))
    with pytest.raises(Refused):
        assigning.verify(task.id, by=head, at=at(DAY, 16))


def test_a_ministry_verifies_the_part_that_it_gave_but_not_the_task_it_was_given(
    world: World, ministry: Ministry
) -> None:
    whole = world.task()
    leading.acknowledge(whole.id, by=ministry.leader, at=at(date(2019, 3, 8)))
    [part] = parts.break_down(
        whole.id, by=ministry.leader, parts=[parts.Part("BCT-KH")], at=at(date(2019, 3, 8), 10)
    )
    leading.acknowledge(part.id, by=ministry.unit, at=at(date(2019, 3, 8), 11))
    day = date(2019, 4, 1)
    for task, by in ((part, ministry.unit), (whole, ministry.leader)):
        claiming.claim(task.id, by=by, evidence=[decree(day)], completed_on=day, at=at(day))
    assigning.verify(part.id, by=ministry.leader, at=at(day, 10))
    with pytest.raises(Refused):
        assigning.verify(whole.id, by=ministry.leader, at=at(day, 10))


def test_nobody_enters_or_touches_another_bodys_documents(world: World, ministry: Ministry) -> None:
    stranger = simulated(actor(world.btc, *ROLES["clerk"].powers, *ROLES["leader"].powers))
    with pytest.raises(Refused):
        enter(NewDirective("06/CT-BCT", "directive", DAY, "BCT"), by=stranger, at=at(DAY))
    row = enter(NewDirective("05/CT-BCT", "directive", DAY, "BCT"), by=ministry.clerk, at=at(DAY))
    with pytest.raises(Missing):
        check_directive(row.id, by=stranger, at=at(DAY, 10))


def test_a_clerk_enters_his_ministrys_directive_on_the_page(
    world: World, client_for: Callable[..., Client]
) -> None:
    client = client_for(appointment(world.bct, *ROLES["clerk"].powers))
    assert "/directives/documents/new/" in client.get("/directives/documents/").content.decode()
    given: dict[str, Any] = {
        "symbol": "05/CT-BCT", "kind": "directive", "signed_on": "2020-03-02", "signer": "Trần Tuấn Anh", "issuer": "BCT",
        "text": "Yêu cầu Vụ Kế hoạch báo cáo trước ngày 30/6/2020.",
    }  # fmt: skip
    answer = client.post("/directives/documents/new/", given)
    row = Directive.objects.get(symbol="05/CT-BCT")
    assert answer.headers["Location"] == f"/directives/documents/{row.id}/cut/"
    assert (row.assigner_id, row.level) == (world.bct.id, "local")


def test_the_wall_and_the_brief_tell_of_what_the_government_gave(world: World, ministry: Ministry) -> None:
    theirs, own = world.task(), ministry.task(world)
    ring_due(at(date(2020, 7, 1)))
    day = clock.today()
    watcher = simulated(actor(world.vpcp, "centre.view", scope=world.cp))
    assert overview(watcher, day).counts.all == 1
    assert (
        overview(watcher, date(2020, 8, 10)).counts.all == 1
    )  # counted from the tasks, not from the kept counts
    assert [one.row.code for one in tasks(watcher, Filters(level="central"))] == [theirs.code]
    assert {one.row.code for one in tasks(watcher, Filters())} == {theirs.code, own.code}
    assert {one.filters["level"] for one in brief(watcher, date(2020, 8, 10)).sections} == {"central"}
    assert [one.count for one in brief(watcher, date(2020, 8, 10)).sections if one.key == "overdue"] == [1]
