"""Two clerks, a retry and a kill leave one true state."""

import threading
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection, transaction

from dieuhanh.config.errors import Problem
from dieuhanh.directives.actions import assigning, claiming, ending, leading, ringing
from dieuhanh.directives.actions.directives import check_directive, cut, publish
from dieuhanh.directives.models import Claim, Move, Task
from dieuhanh.ledger.models import Entry
from tests.directives.world import World, at, decree


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, all from the same gate; gives results or refusals."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait()
            found[place] = work()
        except Problem as problem:
            found[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def refused(found: list[object]) -> int:
    return sum(isinstance(one, Problem) for one in found)


@pytest.mark.usefixtures("committed_db")
def test_two_clerks_claim_and_two_verify_and_one_of_each_is_true() -> None:
    world = World()
    task = world.task()
    assert refused(at_once(*[lambda: leading.acknowledge(task.id, by=world.lead)] * 4)) == 3

    def claim() -> object:
        return claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))

    assert refused(at_once(claim, claim, claim)) == 2
    found = at_once(
        lambda: assigning.verify(task.id, by=world.second),
        lambda: assigning.refuse(task.id, by=world.clerk, reason="Chưa đủ"),
        lambda: ending.withdraw(task.id, by=world.clerk, document="1/QĐ", reason="Thôi"),
    )
    stored = Task.objects.get(pk=task.pk)
    # A withdrawal may follow a refusal; whatever came, each move began where the one before it ended.
    steps = list(Move.objects.filter(task=task).order_by("id").values_list("from_state", "to_state"))
    assert all(before[1] == after[0] for before, after in pairwise(steps))
    assert steps[-1][1] == stored.state
    assert refused(found) in (1, 2)
    assert Claim.objects.filter(task=task).count() == 1
    assert Entry.objects.filter(subject_id=task.id).count() == len(steps)


@pytest.mark.usefixtures("committed_db")
def test_publishing_twice_at_once_gives_every_body_one_task() -> None:
    world = World()
    directive = world.directive()
    cut(directive.id, [world.new(audience={"kinds": ["ministry", "province"]})], by=world.clerk)
    check_directive(directive.id, by=world.second)
    assert refused(at_once(*[lambda: publish(directive.id, by=world.clerk)] * 3)) == 2
    assert Task.objects.filter(parent__isnull=False).count() == 3


@pytest.mark.usefixtures("committed_db")
def test_two_keepers_ring_a_task_once() -> None:
    world = World()
    task = world.task()
    late = at(date(2020, 1, 1))
    at_once(*[lambda: ringing.ring_due(late)] * 3)
    assert Task.objects.get(pk=task.pk).clock == "overdue"
    assert Entry.objects.filter(kind="directives.task.overdue", subject_id=task.id).count() == 1


@pytest.mark.usefixtures("committed_db")
def test_a_kill_in_the_middle_leaves_what_was() -> None:
    world = World()
    task = world.task()
    before = Entry.objects.count()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        leading.acknowledge(task.id, by=world.lead)
        raise KeyboardInterrupt
    assert Task.objects.get(pk=task.pk).state == "assigned"
    assert Entry.objects.count() == before
    leading.acknowledge(task.id, by=world.lead)
    assert Task.objects.get(pk=task.pk).state == "in_progress"
