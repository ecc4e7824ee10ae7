"""Two clerks, a retry and a kill leave one true state."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from dieuhanh.config.errors import Problem
from dieuhanh.directives.actions import assigning, claiming, ending, leading, ringing
from dieuhanh.directives.actions.directives import check_directive, cut, publish
from dieuhanh.directives.models import Claim, Move, Task
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import MachineToken
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


@pytest.mark.usefixtures("committed_db")
def test_a_retry_beside_the_first_is_done_once_and_gets_its_answer() -> None:
    """The same claim with the same key from two connections at once, as an impatient client sends it."""
    world = World()
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    secret = "dh_" + "r" * 20
    MachineToken.objects.create(
        name="m", digest=sha256(secret.encode()).digest(), hint="dh_", organisation=world.bct, powers=["tasks.act"],
        owner_id=world.lead.appointment_id, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    body = {
        "completed_on": "2020-04-08",
        "evidence": [{"kind": "document", "symbol": "1/A", "dated": "2020-04-08"}],
    }
    heard: list[Any] = []

    def say() -> None:
        answer = Client().post(
            f"/api/v1/tasks/{quote(task.code, safe='')}/claim",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"},
        )
        heard.append((answer.status_code, answer.content))

    at_once(say, say, say)
    say()
    assert {status for status, _content in heard} <= {200, 409}  # 409: the first is still running
    assert len({content for status, content in heard if status == 200}) == 1
    assert heard[-1][0] == 200
    assert Claim.objects.filter(task=task).count() == 1
    assert Move.objects.filter(task=task, action="claim").count() == 1
    assert Entry.objects.filter(kind="directives.task.claimed").count() == 1


@pytest.mark.usefixtures("committed_db")
def test_a_process_killed_just_before_the_commit_leaves_nothing_and_the_retry_does_it_all() -> None:
    """Rows, history and entry are written, the process is gone before the commit: none of them is there."""
    world = World()
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    before = Entry.objects.count()
    assert world.lead.appointment_id is not None
    code = _CLAIM_AND_WAIT.format(
        database=connection.settings_dict["NAME"], appointment=world.lead.appointment_id, task=task.id
    )
    killed = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert killed.stdout is not None
        assert killed.stdout.readline().strip() == "written"
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.wait(20)
        if killed.stdout is not None:
            killed.stdout.close()
    stored = Task.objects.get(pk=task.pk)
    assert (stored.state, Claim.objects.count(), Entry.objects.count()) == ("in_progress", 0, before)
    # The row's lock went with the killed session: the retry does not wait for anybody.
    claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    assert Task.objects.get(pk=task.pk).state == "claimed"
    assert Claim.objects.count() == 1


_CLAIM_AND_WAIT = """
import django, time
django.setup()
from datetime import date
from uuid import UUID
from django.db import connections, transaction
connections["default"].settings_dict["NAME"] = "{database}"
from dieuhanh.directives.actions.claiming import claim
from dieuhanh.organisations.identification import actor_in
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
with transaction.atomic():
    claim(UUID("{task}"), by=actor_in(UUID("{appointment}")), completed_on=date(2020, 4, 8),
          evidence=[Given(EvidenceKind.DOCUMENT, symbol="45/2020/NĐ-CP", dated=date(2020, 4, 8))])
    print("written", flush=True)
    time.sleep(120)
"""
