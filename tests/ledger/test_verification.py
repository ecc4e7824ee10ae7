"""Whatever is changed by hand is found and named; what is in order is left in peace."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from dieuhanh.config.errors import Conflict, Invalid, Missing
from dieuhanh.config.identity import uuid7
from dieuhanh.ledger import checks, models, sequencer
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.checks import register_check
from dieuhanh.ledger.erasure import erase_body
from dieuhanh.ledger.keys import ensure_key
from dieuhanh.ledger.rules import notes, tree
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.ledger.subscriptions import load_rooms
from dieuhanh.ledger.verification import Verification, verify

Wrote = Callable[..., list[UUID]]


@pytest.fixture
def ledger(committed_db: None, wrote: Wrote, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """600 entries under three heads."""
    load_rooms()  # before the registry is laid aside: what is registered meanwhile would be gone with it
    monkeypatch.setattr(checks, "_CHECKS", {})
    ids = []
    for _part in range(3):
        ids += wrote(200)
        sequencer.run_once()
    return ids


def by_hand(sql: str, values: Sequence[Any] = ()) -> None:
    """What someone with the owner's password could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount != 0


def codes(result: Verification) -> set[str]:
    return {fault.code for fault in result.faults}


def test_a_ledger_in_order_verifies(ledger: list[UUID]) -> None:
    result = verify()
    assert result.ok, [str(fault) for fault in result.faults]
    assert (result.entries, result.heads, result.signed) == (600, 3, 600)
    assert result.keys == [str(ensure_key().verifier)]


def test_an_empty_ledger_verifies(committed_db: None) -> None:
    assert verify().ok


def test_it_tells_how_far_it_is(ledger: list[UUID]) -> None:
    told: list[tuple[str, int, int]] = []
    verify(progress=lambda *step: told.append(step))
    assert told[-1] == ("entries", 600, 600)


def test_entries_not_yet_sequenced_are_in_order_for_a_while(ledger: list[UUID], wrote: Wrote) -> None:
    wrote(3)
    assert verify().ok
    by_hand("UPDATE ledger_pending SET queued_at = clock_timestamp() - interval '11 seconds'")
    assert codes(verify()) == {"waiting"}


@pytest.mark.parametrize(
    ("sql", "code", "index"),
    [
        (
            "UPDATE ledger_body SET body = replace(body, 'test.thing', 'test.thinG') WHERE entry_id = %(id)s",
            "body",
            300,
        ),
        (
            "UPDATE ledger_body SET salt = decode(repeat('00', 32), 'hex') WHERE entry_id = %(id)s",
            "body",
            300,
        ),
        ("UPDATE ledger_body SET salt = '' WHERE entry_id = %(id)s", "body", 300),
        ("DELETE FROM ledger_body WHERE entry_id = %(id)s", "body_gone", 300),
        ("UPDATE ledger_entry SET kind = 'test.other' WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET at = at + interval '1 microsecond' WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET person_id = gen_random_uuid() WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET appointment_id = gen_random_uuid() WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET token_id = gen_random_uuid() WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET organisation_id = gen_random_uuid() WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET subject_type = 'other' WHERE id = %(id)s", "column", 300),
        ("UPDATE ledger_entry SET subject_id = gen_random_uuid() WHERE id = %(id)s", "column", 300),
        (
            "UPDATE ledger_entry SET commitment = decode(repeat('00', 32), 'hex') WHERE id = %(id)s",
            "commitment",
            300,
        ),
        ("DELETE FROM ledger_entry WHERE id = %(id)s", "entry_gone", 300),
        (
            "UPDATE ledger_leaf SET leaf_hash = decode(repeat('00', 32), 'hex') WHERE entry_id = %(id)s",
            "commitment",
            300,
        ),
        ("DELETE FROM ledger_leaf WHERE entry_id = %(id)s", "gap", 301),
        (
            "UPDATE ledger_node SET hash = decode(repeat('00', 32), 'hex') WHERE index = 1 AND %(id)s IS NOT NULL",
            "node",
            None,
        ),
        ("DELETE FROM ledger_node WHERE index = 0 AND %(id)s IS NOT NULL", "node", None),
        (
            "UPDATE ledger_checkpoint SET root = decode(repeat('00', 32), 'hex') WHERE size = 400 AND %(id)s IS NOT NULL",
            "head",
            None,
        ),
        (
            "UPDATE ledger_checkpoint SET note = replace(note, E'\\n400\\n', E'\\n401\\n') WHERE size = 400 AND %(id)s IS NOT NULL",
            "head",
            None,
        ),
        ("UPDATE ledger_checkpoint SET size = 399 WHERE size = 400 AND %(id)s IS NOT NULL", "head", None),
        ("DELETE FROM ledger_key WHERE %(id)s IS NOT NULL", "head", None),
    ],
)
def test_a_change_by_hand_is_found_and_named(
    ledger: list[UUID], sql: str, code: str, index: int | None
) -> None:
    by_hand(sql, {"id": ledger[300]})  # type: ignore[arg-type]
    result = verify()
    assert not result.ok
    named = [fault for fault in result.faults if fault.code == code]
    assert named, [str(fault) for fault in result.faults]
    if index is not None:
        assert named[0].index == index


def test_two_entries_that_change_places_are_found(ledger: list[UUID]) -> None:
    by_hand("UPDATE ledger_leaf SET index = -1 WHERE index = 300")
    by_hand("UPDATE ledger_leaf SET index = 300 WHERE index = 301")
    by_hand("UPDATE ledger_leaf SET index = 301 WHERE index = -1")
    result = verify()
    assert codes(result) == {"root", "node"}
    root = next(fault for fault in result.faults if fault.code == "root")
    assert "from 200 to 399" in str(root)


def test_entries_cut_off_at_the_end_are_found(ledger: list[UUID]) -> None:
    by_hand("DELETE FROM ledger_leaf WHERE index >= 590")
    by_hand("DELETE FROM ledger_body WHERE entry_id = ANY(%s)", [ledger[590:]])
    by_hand("DELETE FROM ledger_entry WHERE id = ANY(%s)", [ledger[590:]])
    assert codes(verify()) == {"cut_off"}


def test_an_entry_slipped_in_beside_the_tree_is_found(ledger: list[UUID], wrote: Wrote) -> None:
    stray = wrote(1)[0]
    by_hand("DELETE FROM ledger_pending")
    result = verify()
    assert [(fault.code, fault.entry_id) for fault in result.faults] == [("stray_entry", stray)]


def test_a_body_without_an_entry_is_found(ledger: list[UUID]) -> None:
    stray = uuid7()
    by_hand("INSERT INTO ledger_body (entry_id, salt, body) VALUES (%s, '', '{}')", [stray])
    assert [(fault.code, fault.entry_id) for fault in verify().faults] == [("stray_body", stray)]


def test_a_rewritten_ledger_signed_with_another_key_is_found_by_who_kept_the_key(ledger: list[UUID]) -> None:
    kept = str(ensure_key().verifier)
    forger = bytes(32)
    leaves = [
        bytes(value) for value in models.Leaf.objects.order_by("index").values_list("leaf_hash", flat=True)
    ]
    head = notes.Checkpoint(ensure_key().name, 600, tree.root_of(leaves))
    by_hand("DELETE FROM ledger_checkpoint")
    by_hand("DELETE FROM ledger_key")
    by_hand("INSERT INTO ledger_key VALUES (%s, now())", [str(notes.verifier_key(head.origin, forger))])
    by_hand(
        "INSERT INTO ledger_checkpoint VALUES (600, %s, now(), %s)",
        [head.root, notes.sign_checkpoint(head, forger)],
    )
    assert verify().ok
    assert "head" in codes(verify(vkeys=[kept]))


def test_leaves_that_were_never_signed_are_found(committed_db: None, wrote: Wrote) -> None:
    wrote(2)
    sequencer.run_once(sign=False)
    assert codes(verify()) == {"unsigned"}


# --- rows of the rooms, here a room of one table


@pytest.fixture
def room(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., UUID]]:
    """A table of things whose every writing is ledgered with its content's hash."""
    load_rooms()  # before the registry is laid aside: what is registered meanwhile would be gone with it
    monkeypatch.setattr(checks, "_CHECKS", {})
    by_hand("CREATE TABLE test_thing (id uuid PRIMARY KEY, value text)")
    by_hand("GRANT ALL ON test_thing TO dieuhanh_app")

    def hashes_of(ids: Sequence[UUID]) -> Mapping[UUID, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, value FROM test_thing WHERE id = ANY(%s)", [list(ids)])
            return {row[0]: content_hash({"value": row[1]}) for row in cursor.fetchall()}

    def every() -> Iterator[UUID]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM test_thing ORDER BY id")
            yield from (row[0] for row in cursor.fetchall())

    def write(value: str | None, thing: UUID | None = None) -> UUID:
        made = thing or uuid7()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM test_thing WHERE id = %s", [made])
                if value is not None:
                    cursor.execute("INSERT INTO test_thing VALUES (%s, %s)", [made, value])
            said = content_hash({"value": value}) if value is not None else None
            append(
                "test.thing.written",
                by=SYSTEM,
                subject_type="test.thing",
                subject_id=made,
                organisation_id=None,
                body={"content_hash": said},
            )
        return made

    register_check("test.thing", hashes_of, every=every)
    yield write
    by_hand("DROP TABLE test_thing")


def test_rows_in_order_are_held_to_their_last_entry(room: Callable[..., UUID]) -> None:
    things = [room(f"giá trị {number}") for number in range(20)]
    sequencer.run_once()
    room("changed rightly", things[3])
    room(None, things[4])
    assert verify().ok
    sequencer.run_once()
    result = verify()
    assert result.ok, [str(fault) for fault in result.faults]
    assert result.rows == 20


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE test_thing SET value = 'by hand' WHERE id = %s", "was changed"),
        ("DELETE FROM test_thing WHERE id = %s", "is gone"),
    ],
)
def test_a_row_changed_by_hand_is_named(room: Callable[..., UUID], sql: str, what: str) -> None:
    things = [room("x") for _number in range(5)]
    sequencer.run_once()
    by_hand(sql, [things[2]])
    result = verify()
    assert [(fault.code, fault.subject_type, fault.subject_id, fault.index) for fault in result.faults] == [
        ("row", "test.thing", things[2], 2)
    ]
    assert what in str(result.faults[0])


def test_a_row_put_back_by_hand_is_named(room: Callable[..., UUID]) -> None:
    thing = room("x")
    room(None, thing)
    sequencer.run_once()
    by_hand("INSERT INTO test_thing VALUES (%s, 'x')", [thing])
    assert "is there again" in str(verify().faults[0])


def test_a_row_that_no_entry_speaks_of_is_named(room: Callable[..., UUID]) -> None:
    room("x")
    slipped = uuid7()
    by_hand("INSERT INTO test_thing VALUES (%s, 'y')", [slipped])
    room("z")
    sequencer.run_once()
    assert [(fault.code, fault.subject_id) for fault in verify().faults] == [("unspoken_row", slipped)]


# --- erasure


def test_an_erased_body_is_gone_and_the_ledger_still_verifies(ledger: list[UUID]) -> None:
    recorded = erase_body(300, "Quyết định 12/QĐ", by=SYSTEM)
    sequencer.run_once()
    assert not models.Body.objects.filter(pk=ledger[300]).exists()
    result = verify()
    assert result.ok, [str(fault) for fault in result.faults]
    assert (result.entries, result.erased) == (601, 1)
    entry = models.Entry.objects.get(pk=recorded)
    assert (entry.kind, entry.subject_id) == ("ledger.body.erased", ledger[300])


def test_an_erasure_is_refused_without_reason_twice_or_of_nothing(ledger: list[UUID]) -> None:
    with pytest.raises(Invalid):
        erase_body(300, "  ", by=SYSTEM)
    with pytest.raises(Missing):
        erase_body(600, "law", by=SYSTEM)
    erase_body(300, "law", by=SYSTEM)
    with pytest.raises(Conflict):
        erase_body(300, "law", by=SYSTEM)
    sequencer.run_once()
    with pytest.raises(Conflict):
        erase_body(600, "law", by=SYSTEM)
    assert verify().ok


def test_an_erasure_that_fails_leaves_the_body(ledger: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any, **named: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("dieuhanh.ledger.erasure.append", fail)
    with pytest.raises(DatabaseError):
        erase_body(300, "law", by=SYSTEM)
    assert models.Body.objects.filter(pk=ledger[300]).exists()
