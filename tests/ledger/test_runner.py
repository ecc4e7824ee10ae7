"""Subscribers: in order, at least once, each by one runner; a poisoned entry does not stop the rest."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from dieuhanh.ledger import models, runner, sequencer
from dieuhanh.ledger.subscriptions import EntryRead, Subscription, subscribe, subscriptions

Wrote = Callable[..., list[UUID]]


class Heard:
    """A subscriber that remembers what it was given and fails where it is told to."""

    def __init__(self, name: str = "test.heard", kinds: tuple[str, ...] = ("test.*",)) -> None:
        self.indexes: list[int] = []
        self.entries: list[EntryRead] = []
        self.fails_at: set[int] = set()
        self.subscription = Subscription(name, kinds, self)

    def __call__(self, entry: EntryRead) -> None:
        if entry.index in self.fails_at:
            raise RuntimeError(f"poison at {entry.index}")
        self.indexes.append(entry.index)
        self.entries.append(entry)

    def run(self) -> int:
        return runner.run_available([self.subscription])


def position(name: str = "test.heard") -> int:
    return models.Cursor.objects.get(pk=name).position


@pytest.mark.django_db
def test_a_subscriber_hears_its_kinds_in_the_order_of_the_tree(wrote: Wrote) -> None:
    heard = Heard(kinds=("test.thing.*", "other.exact"))
    wrote(2)
    wrote(1, kind="other.exact")
    wrote(1, kind="other.exactly")
    wrote(1, kind="test.things.done")
    wrote(1, body={"số": "ba"})
    sequencer.run_once()
    assert heard.run() == 4
    assert heard.indexes == [0, 1, 2, 5]
    assert heard.entries[-1].body == {"số": "ba"}
    assert heard.entries[-1].name == "Điều Hành"
    assert position() == 6
    assert heard.run() == 0


@pytest.mark.django_db
def test_what_is_not_in_the_tree_yet_is_not_heard(wrote: Wrote) -> None:
    heard = Heard()
    wrote(1)
    assert heard.run() == 0
    sequencer.run_once()
    assert heard.run() == 1


@pytest.mark.django_db
def test_more_than_a_batch_is_heard_in_one_go(wrote: Wrote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BATCH", 3)
    heard = Heard()
    wrote(10)
    sequencer.run_once()
    assert heard.run() == 10
    assert heard.indexes == list(range(10))


@pytest.mark.django_db
def test_each_subscriber_has_its_own_cursor(wrote: Wrote) -> None:
    first, second = Heard("test.first"), Heard("test.second")
    wrote(2)
    sequencer.run_once()
    first.run()
    wrote(1)
    sequencer.run_once()
    assert (first.run(), second.run()) == (1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_a_batch_costs_the_same_for_one_entry_and_for_many_but_for_their_savepoints(
    wrote: Wrote, counted: Any, count: int
) -> None:
    heard = Heard()
    heard.run()
    wrote(count)
    sequencer.run_once()
    # 1–2 savepoint and release  3 claim  4 size  5 entries  6 cursor  7 resolved; and 2 for each entry's savepoint
    with counted(7 + 2 * count):
        runner.run_batch(heard.subscription)


@pytest.mark.django_db
def test_a_poisoned_entry_is_tried_thrice_in_its_place_then_set_aside_and_the_rest_goes_on(
    wrote: Wrote,
) -> None:
    heard = Heard()
    heard.fails_at = {2}
    ids = wrote(5)
    sequencer.run_once()
    assert (heard.run(), position()) == (2, 2)
    assert (heard.run(), position()) == (0, 2)
    assert heard.run() == 3
    assert heard.indexes == [0, 1, 3, 4]
    aside = models.SetAside.objects.get()
    assert (aside.subscriber, aside.index, aside.attempts, aside.resolved_at) == ("test.heard", 2, 3, None)
    assert aside.error == "RuntimeError: poison at 2"
    alarm = models.Entry.objects.get(kind="ledger.entry.set_aside")
    assert (alarm.subject_type, alarm.subject_id) == ("ledger.entry", ids[2])


@pytest.mark.django_db
def test_an_entry_that_fails_once_is_taken_at_the_next_attempt(wrote: Wrote) -> None:
    heard = Heard()
    heard.fails_at = {1}
    wrote(3)
    sequencer.run_once()
    heard.run()
    heard.fails_at = set()
    heard.run()
    assert heard.indexes == [0, 1, 2]
    assert models.SetAside.objects.count() == 0
    assert models.Cursor.objects.get(pk="test.heard").attempts == 0


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_undone_and_what_others_wrote_stands(wrote: Wrote) -> None:
    def handler(entry: EntryRead) -> None:
        models.SetAside.objects.create(subscriber="written", index=entry.index, error="", attempts=0)
        if entry.index == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    wrote(3)
    sequencer.run_once()
    for _attempt in range(3):
        runner.run_available([Subscription("test.writes", ("*",), handler)])
    written = models.SetAside.objects.filter(subscriber="written").values_list("index", flat=True)
    assert sorted(written) == [0, 2]
    assert "division by zero" in models.SetAside.objects.get(subscriber="test.writes").error


@pytest.mark.django_db
def test_a_poisoned_subscriber_does_not_stop_another(wrote: Wrote) -> None:
    bad, good = Heard("test.bad"), Heard("test.good")
    bad.fails_at = {0}
    wrote(2)
    sequencer.run_once()
    runner.run_available([bad.subscription, good.subscription])
    assert good.indexes == [0, 1]


def test_a_subscriber_is_replayed_from_any_entry_and_what_was_set_aside_is_resolved(
    committed_db: None, wrote: Wrote
) -> None:
    heard = Heard()
    heard.fails_at = {3}
    wrote(5)
    sequencer.run_once()
    for _attempt in range(3):
        heard.run()
    heard.fails_at = set()
    assert runner.replay("test.heard", start=2) == 5
    heard.run()
    assert heard.indexes == [0, 1, 2, 4, 2, 3, 4]
    assert models.SetAside.objects.get().resolved_at is not None


def test_killed_between_the_handlers_and_the_end_an_entry_is_heard_again(
    committed_db: None, wrote: Wrote
) -> None:
    wrote(3)
    sequencer.run_once()
    root = Path(__file__).parents[2]
    name = connection.settings_dict["NAME"]
    child = subprocess.run([sys.executable, "-c", DIES, name], cwd=root, env=dict(os.environ), check=False)
    assert child.returncode == 9
    assert models.SetAside.objects.count() == 0, "what the dead one wrote is gone with its transaction"
    heard = Heard()
    heard.run()
    assert heard.indexes == [0, 1, 2]


DIES = """
import os, sys
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from dieuhanh.ledger import models, runner
from dieuhanh.ledger.subscriptions import Subscription
def handler(entry):
    models.SetAside.objects.create(subscriber="dead", index=entry.index, error="", attempts=0)
    if entry.index == 2:
        os._exit(9)
runner.run_available([Subscription("test.heard", ("*",), handler)])
"""


def test_two_runners_at_once_never_run_one_subscriber_twice(committed_db: None, wrote: Wrote) -> None:
    wrote(60)
    sequencer.run_once()
    heard, running, overlaps = Heard(), threading.Lock(), []

    def slow(entry: EntryRead) -> None:
        if not running.acquire(blocking=False):
            overlaps.append(entry.index)
            return
        time.sleep(0.002)
        heard(entry)
        running.release()

    subscription = Subscription("test.slow", ("*",), slow)

    def run() -> None:
        try:
            for _time in range(30):
                runner.run_available([subscription])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == []
    assert heard.indexes == list(range(60))


def test_while_one_runner_has_a_subscriber_the_other_passes_it_by(committed_db: None, wrote: Wrote) -> None:
    heard = Heard()
    heard.run()
    found: list[Any] = []

    def other() -> None:
        try:
            found.append(runner.run_batch(heard.subscription))
        finally:
            connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM ledger_cursor WHERE subscriber = 'test.heard' FOR UPDATE")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert found == [None]


def test_the_runner_is_woken_by_the_sequencer(
    committed_db: None, wrote: Wrote, only_these_subscriptions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Were it not woken it would sleep for a minute.
    monkeypatch.setattr(runner, "POLL_SECONDS", 60.0)
    arrived = threading.Event()
    subscribe("test.woken", kinds=["test.*"])(lambda entry: arrived.set())
    stop = threading.Event()
    thread = threading.Thread(target=runner.run_forever, args=[stop])
    thread.start()
    try:
        time.sleep(0.5)
        wrote(1)
        sequencer.run_once()
        assert arrived.wait(5)
    finally:
        stop.set()
        monkeypatch.setattr(runner, "POLL_SECONDS", 0.1)
        wrote(1)
        sequencer.run_once()
        thread.join(10)
    assert not thread.is_alive()


def test_a_lost_database_connection_is_outlived(
    committed_db: None, wrote: Wrote, only_these_subscriptions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.1)
    heard = Heard()
    subscribe("test.heard", kinds=["test.*"])(heard)
    stop = threading.Event()
    thread = threading.Thread(target=runner.run_forever, args=[stop])
    thread.start()
    try:
        wrote(1)
        sequencer.run_once()
        until(lambda: heard.indexes == [0])
        connection.close()
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND usename = 'dieuhanh_app'"
            )
        wrote(1)
        sequencer.run_once()
        until(lambda: heard.indexes == [0, 1])
    finally:
        stop.set()
        thread.join(10)


def test_a_name_has_one_handler(only_these_subscriptions: None) -> None:
    first, second = Heard(), Heard()
    subscribe("test.one", kinds=["*"])(first)
    subscribe("test.one", kinds=["*"])(first)
    with pytest.raises(ValueError, match="already has a handler"):
        subscribe("test.one", kinds=["*"])(second)
    assert [known.subscriber for known in subscriptions()] == ["test.one"]


@pytest.mark.django_db
def test_the_sequencers_name_is_no_subscribers() -> None:
    with pytest.raises(ValueError, match="sequencer"):
        Heard("ledger.sequencer").run()


def until(reached: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
