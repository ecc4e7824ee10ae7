"""The sequencer: order, tree, heads; one at a time; killed at any point."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from dieuhanh.ledger import models, queries, sequencer
from dieuhanh.ledger.keys import KeyUnusable, ensure_key, key_file
from dieuhanh.ledger.rules import tree
from dieuhanh.ledger.rules.notes import open_checkpoint

Wrote = Callable[..., list[UUID]]
DAY = 86_400
"""Ages in these tests are of days, so that a slow machine's seconds decide nothing."""


def leaves() -> list[bytes]:
    return [
        bytes(value) for value in models.Leaf.objects.order_by("index").values_list("leaf_hash", flat=True)
    ]


@pytest.mark.django_db
def test_entries_become_leaves_in_the_queues_order_under_a_signed_head(wrote: Wrote) -> None:
    ids = wrote(3) + wrote(2)
    assert sequencer.run_once() == sequencer.Pass(5, 5, True)
    assert list(models.Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == ids
    assert models.Pending.objects.count() == 0
    head = queries.last_head()
    assert head is not None
    opened = open_checkpoint(head.note, [ensure_key().verifier])
    assert (opened.origin, opened.size, opened.root) == (settings.LEDGER_ORIGIN, 5, tree.root_of(leaves()))
    assert queries.known_keys() == [str(ensure_key().verifier)]


@pytest.mark.django_db
def test_leaves_are_hashes_of_the_commitments(wrote: Wrote) -> None:
    ids = wrote(3)
    sequencer.run_once()
    entries = models.Entry.objects.in_bulk(ids)
    assert leaves() == [tree.leaf_hash(bytes(entries[entry].commitment)) for entry in ids]


@pytest.mark.django_db
def test_a_pass_with_nothing_to_do_signs_nothing(wrote: Wrote) -> None:
    assert sequencer.run_once() == sequencer.Pass(0, 0, False)
    wrote(1)
    sequencer.run_once()
    assert sequencer.run_once() == sequencer.Pass(0, 1, False)
    assert models.Checkpoint.objects.count() == 1


@pytest.mark.django_db
def test_leaves_taken_without_a_head_are_signed_by_the_next_pass(wrote: Wrote) -> None:
    wrote(2)
    assert sequencer.run_once(sign=False) == sequencer.Pass(2, 2, False)
    assert queries.signed_size() == 0
    assert sequencer.run_once() == sequencer.Pass(0, 2, True)


@pytest.mark.django_db
def test_a_tree_grown_in_many_passes_over_tile_borders_is_the_tree_of_its_leaves(
    wrote: Wrote, monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in (1, 254, 1, 1, 255, 300, 700):
        wrote(count)
        sequencer.run_once()
        head = queries.last_head()
        assert head is not None
        assert head.root == tree.root_of(leaves())
    nodes = dict(models.Node.objects.filter(level=1).values_list("index", "hash"))
    assert sorted(nodes) == [0, 1, 2, 3, 4]
    assert bytes(nodes[3]) == tree.root_of(leaves()[768:1024])


@pytest.mark.django_db
def test_a_pass_takes_a_batch_and_leaves_the_rest(wrote: Wrote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 4)
    wrote(10)
    assert [sequencer.run_once().taken for _pass in range(4)] == [4, 4, 2, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_a_pass_costs_the_same_for_one_entry_and_for_many(wrote: Wrote, counted: Any, count: int) -> None:
    wrote(count)
    # 1–2 savepoint and release  3 lock  4 size  5 leaves of the open tile… none: the tree is empty
    # 5 queue  6 leaves  7 emptying the queue  8 last head  9 key  10 head  11 notice  12 heartbeat
    with counted(12):
        sequencer.run_once()


@pytest.mark.django_db
@pytest.mark.parametrize("index", [0, 255, 256, 299, 600, 1023, 1024, 1299])
def test_every_kind_of_place_is_proven_from_the_stored_tiles_in_one_statement(
    wrote: Wrote, counted: Any, index: int
) -> None:
    wrote(1300)
    sequencer.run_once()
    # 1 the hashes of the tiles concerned
    with counted(1):
        proof = queries.inclusion(index, 1300)
    assert tree.verify_inclusion(leaves()[index], index, 1300, proof, tree.root_of(leaves()))
    shorter = queries.inclusion(index, index + 1)
    assert tree.verify_inclusion(
        leaves()[index], index, index + 1, shorter, tree.root_of(leaves()[: index + 1])
    )


def test_only_what_is_committed_is_taken_and_what_commits_later_comes_later(
    committed_db: None, wrote: Wrote
) -> None:
    entered, go_on = threading.Event(), threading.Event()
    late: list[UUID] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                late.extend(wrote(1))
                entered.set()
                go_on.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert entered.wait(10)
    early = wrote(1)
    assert sequencer.run_once().taken == 1
    go_on.set()
    thread.join()
    assert sequencer.run_once().taken == 1
    assert list(models.Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == early + late


def test_two_passes_at_once_never_take_an_entry_twice(committed_db: None, wrote: Wrote) -> None:
    wrote(400)
    passes: list[sequencer.Pass] = []

    def run() -> None:
        try:
            passes.extend(sequencer.run_once() for _time in range(5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done.taken for done in passes) == 400
    assert models.Leaf.objects.count() == 400


def test_while_one_sequencer_leads_the_other_stands_by_and_then_takes_over(
    committed_db: None, wrote: Wrote
) -> None:
    stops = [threading.Event(), threading.Event()]
    threads = [threading.Thread(target=sequencer.run_forever, args=[stop]) for stop in stops]
    for thread in threads:
        thread.start()
    try:
        wrote(5)
        until(lambda: queries.signed_size() == 5)
        stops[0].set()
        threads[0].join(10)
        wrote(5)
        until(lambda: queries.signed_size() == 10)
    finally:
        for stop in stops:
            stop.set()
        for thread in threads:
            thread.join(10)
    assert models.Leaf.objects.count() == 10


def test_while_writing_goes_on_a_head_is_signed_at_least_every_second(
    committed_db: None, wrote: Wrote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the sequencer's own clock, which moves by the rest that each step asks for and by nothing else."""
    passed = 0.0
    monkeypatch.setattr(sequencer, "time", SimpleNamespace(monotonic=lambda: passed))
    state, heads = sequencer.Sequencer(), [0.0]
    while passed < 5:
        wrote(1)
        before = queries.signed_size()
        passed += state.step() or sequencer.POLL_SECONDS
        if queries.signed_size() > before:
            heads.append(passed)
    connection.close()  # gives the lock back
    assert len(heads) > 5
    assert max(later - earlier for earlier, later in pairwise([*heads, passed])) <= 1.0


def test_while_writers_go_on_the_running_sequencer_signs_again_and_again(
    committed_db: None, wrote: Wrote
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=sequencer.run_forever, args=[stop])
    thread.start()
    try:
        for _head in range(3):
            before = queries.signed_size()
            wrote(10)
            until(lambda before=before: queries.signed_size() > before)  # type: ignore[misc]
        total = models.Entry.objects.count()
        until(lambda: queries.signed_size() == total)
    finally:
        stop.set()
        thread.join(10)
    assert models.Checkpoint.objects.count() >= 3


def test_a_lost_database_connection_is_outlived(committed_db: None, wrote: Wrote) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=sequencer.run_forever, args=[stop])
    thread.start()
    try:
        wrote(1)
        until(lambda: queries.signed_size() == 1)
        with connections["owner"].cursor() as cursor:
            # Only of this database: the server's other databases belong to other workers of the same run.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        wrote(1)
        until(lambda: queries.signed_size() == 2)
    finally:
        stop.set()
        thread.join(10)


KILLED = """
import os, sys, threading
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from dieuhanh.ledger import sequencer
sequencer.BATCH = 7
sequencer.SIGN_SECONDS = 0
print("ready", flush=True)
sequencer.run_forever(threading.Event())
"""


def test_killed_again_and_again_it_loses_and_doubles_nothing(committed_db: None, wrote: Wrote) -> None:
    ids = wrote(300)
    name = connection.settings_dict["NAME"]
    root = Path(__file__).parents[2]
    pause = 0.01
    for _round in range(40):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, name], cwd=root, env=dict(os.environ), stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(pause)
        child.kill()
        child.wait()
        child.stdout.close()
        pause = pause * 1.7 % 0.13
        if models.Pending.objects.count() == 0:
            break
    until(lambda: sequencer.run_once().alone and models.Pending.objects.count() == 0)
    assert list(models.Leaf.objects.order_by("index").values_list("entry_id", flat=True)) == ids
    head = queries.last_head()
    assert head is not None
    assert head.root == tree.root_of(leaves())


@pytest.mark.django_db
def test_no_wait_is_told_while_all_is_signed(wrote: Wrote) -> None:
    assert queries.seconds_since_unsigned_entry() == 0
    wrote(1)
    sequencer.run_once()
    assert queries.seconds_since_unsigned_entry() == 0


def test_an_entry_that_nobody_signs_is_told_with_its_age(committed_db: None, wrote: Wrote) -> None:
    wrote(1)
    age("1 day")
    assert DAY <= queries.seconds_since_unsigned_entry() < 2 * DAY


def test_leaves_that_nobody_signs_are_told_too(committed_db: None, wrote: Wrote) -> None:
    wrote(1)
    sequencer.run_once()
    wrote(1)
    sequencer.run_once(sign=False)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE ledger_cursor SET moved_at = clock_timestamp() - interval '1 day'")
        cursor.execute("UPDATE ledger_checkpoint SET signed_at = clock_timestamp() - interval '1 day'")
    assert DAY <= queries.seconds_since_unsigned_entry() < 2 * DAY


def test_what_a_long_transaction_wrote_counts_from_when_the_sequencer_last_saw_nothing(
    committed_db: None, wrote: Wrote
) -> None:
    wrote(1)
    sequencer.run_once()
    wrote(1)
    age("1 day")
    assert queries.seconds_since_unsigned_entry() < DAY


def test_the_health_answer_fails_when_no_head_was_signed_within_ten_seconds(
    committed_db: None, wrote: Wrote, client: Any
) -> None:
    assert client.get("/health/ready").status_code == 200
    wrote(1)
    age("11 seconds")
    assert client.get("/health/ready").status_code == 503
    sequencer.run_once()
    assert client.get("/health/ready").status_code == 200


def test_the_key_is_made_once_for_its_owner_alone(committed_db: None) -> None:
    key = ensure_key()
    assert ensure_key() == key
    assert key_file().stat().st_mode & 0o777 == 0o600
    assert key.private.hex() not in repr(key)


def test_two_first_starts_at_once_end_with_one_key(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    keys: list[Any] = []
    threads = [threading.Thread(target=lambda: keys.append(ensure_key())) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["ledger.key"]


def test_a_key_of_another_log_is_refused_with_what_to_do(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    ensure_key()
    settings.LEDGER_ORIGIN = "another.example/ledger"
    with pytest.raises(KeyUnusable, match="A log keeps its name"):
        ensure_key()


def test_a_broken_key_file_is_refused_and_left_as_it_is(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ledger.key").write_text("PRIVATE+KEY+x+y+z")
    with pytest.raises(KeyUnusable, match="backup"):
        ensure_key()
    assert (tmp_path / "keys" / "ledger.key").read_text() == "PRIVATE+KEY+x+y+z"


def age(interval: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_pending SET queued_at = clock_timestamp() - %s::interval", [interval])


def until(reached: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
