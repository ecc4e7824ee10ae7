"""Writing: one statement, in the action's transaction, beyond the program's own reach afterwards."""

import json
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from dieuhanh.config.identity import uuid7
from dieuhanh.ledger import models
from dieuhanh.ledger.actions import Draft, append, append_bulk, statement
from dieuhanh.ledger.actor import SYSTEM, Actor
from dieuhanh.ledger.rules.canonical import NotCanonical, canonical, commitment

CLERK = Actor(
    person_id=uuid4(),
    appointment_id=uuid4(),
    organisation_id=uuid4(),
    scope_id=None,
    powers=frozenset(),
    name="Nguyễn Văn A",
    position="Chuyên viên",
    token_id=uuid4(),
    simulated=True,
)
APPEND_ONLY = ["ledger_entry", "ledger_body", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_key"]


def write(**changes: Any) -> Any:
    given: dict[str, Any] = {
        "by": CLERK,
        "subject_type": "test.thing",
        "subject_id": uuid7(),
        "organisation_id": CLERK.organisation_id,
        "body": {"số": 1},
    }
    return append("test.thing.done", **given | changes)


@pytest.mark.django_db
def test_an_entry_is_committed_to_and_its_body_says_everything() -> None:
    subject = uuid7()
    entry_id = write(subject_id=subject)
    entry, body = models.Entry.objects.get(pk=entry_id), models.Body.objects.get(pk=entry_id)
    assert commitment(bytes(body.salt), body.body.encode()) == bytes(entry.commitment)
    said = json.loads(body.body)
    assert canonical(said).decode() == body.body
    assert said == {
        "v": 1,
        "id": str(entry_id),
        "kind": "test.thing.done",
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": {
            "person": str(CLERK.person_id),
            "appointment": str(CLERK.appointment_id),
            "organisation": str(CLERK.organisation_id),
            "token": str(CLERK.token_id),
            "name": "Nguyễn Văn A",
            "position": "Chuyên viên",
            "simulated": True,
        },
        "subject": {"type": "test.thing", "id": str(subject)},
        "organisation": str(CLERK.organisation_id),
        "content": {"số": 1},
    }
    assert list(models.Pending.objects.values_list("entry_id", flat=True)) == [entry_id]


@pytest.mark.django_db
def test_an_entry_is_one_statement(counted: Callable[..., Any]) -> None:
    # 1: entry, body and place in the queue together
    with counted(1):
        write()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_many_entries_are_one_statement_and_keep_their_order(counted: Callable[..., Any], count: int) -> None:
    drafts = [Draft("test.thing.done", "test.thing", uuid7(), None, {"n": n}) for n in range(count)]
    # 1: all entries, bodies and places in the queue together
    with counted(1):
        ids = append_bulk(drafts, by=SYSTEM)
    assert list(models.Pending.objects.order_by("id").values_list("entry_id", flat=True)) == ids
    bodies = models.Body.objects.in_bulk(ids)
    assert [json.loads(bodies[entry].body)["content"]["n"] for entry in ids] == list(range(count))


@pytest.mark.django_db
def test_an_append_rides_in_a_hot_actions_own_statement(counted: Callable[..., Any]) -> None:
    made = statement(
        "test.thing.done",
        by=SYSTEM,
        subject_type="test.thing",
        subject_id=uuid7(),
        organisation_id=None,
        body={},
    )
    # 1: the action's own row and the ledger's three
    with counted(1), connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS (INSERT INTO ledger_cursor (subscriber, position, attempts) VALUES (%(name)s, 0, 0) "
            f"RETURNING subscriber), {made.terms} SELECT subscriber FROM mine",
            {"name": "test.hot", **made.params},
        )
        assert cursor.fetchone() == ("test.hot",)
    assert models.Entry.objects.filter(pk=made.entry_id).exists()
    assert models.Pending.objects.filter(entry_id=made.entry_id).exists()


def test_an_entry_outside_a_transaction_is_refused(committed_db: None) -> None:
    with pytest.raises(TransactionManagementError):
        write()
    assert models.Entry.objects.count() == 0


def test_an_entry_falls_with_its_action(committed_db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert models.Entry.objects.count() == models.Body.objects.count() == models.Pending.objects.count() == 0


@pytest.mark.django_db
def test_a_body_that_json_would_round_is_refused() -> None:
    with pytest.raises(NotCanonical, match="give it as text"):
        write(body={"đồng": 2**60})


@pytest.mark.django_db
def test_text_of_any_script_and_control_signs_are_kept() -> None:
    strange = "ắ \u0000 \u2028 😀 \\ \" '); DROP TABLE ledger_entry; --"
    entry_id = write(body={strange: strange})
    body = models.Body.objects.get(pk=entry_id)
    assert json.loads(body.body)["content"] == {strange: strange}


def test_the_tables_of_the_record_are_the_ones_declared_append_only() -> None:
    declared = {
        model._meta.db_table
        for model in apps.get_app_config("ledger").get_models()
        if getattr(model, "append_only", 0)
    }
    assert declared == set(APPEND_ONLY)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_programs_role_can_neither_change_nor_remove_a_row(
    committed_db: None, table: str, verb: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "dieuhanh_app"
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        column = cursor.description[0].name
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(verb.format(table, column, column))


def test_the_programs_role_cannot_take_more_rights(committed_db: None) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE relname LIKE 'ledger%%' AND pg_has_role('dieuhanh_app', relowner, 'MEMBER')"
    with connection.cursor() as cursor:
        cursor.execute(owned)
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[0] is False
    for attempt in (
        "ALTER TABLE ledger_entry ADD COLUMN x int",
        "DROP TABLE ledger_body",
        "SET ROLE postgres",
        "CREATE TRIGGER t BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ):
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute(attempt)


def test_sixteen_writers_at_once_lose_and_double_nothing(committed_db: None) -> None:
    each, failures = 25, []

    def writer() -> None:
        try:
            for _number in range(each):
                with transaction.atomic():
                    write()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    ids = set(models.Entry.objects.values_list("id", flat=True))
    assert len(ids) == 16 * each
    assert set(models.Pending.objects.values_list("entry_id", flat=True)) == ids
    assert models.Pending.objects.count() == 16 * each
    assert models.Body.objects.count() == 16 * each


def test_a_writer_does_not_wait_for_another_that_has_not_committed(committed_db: None) -> None:
    done = threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                write()
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        write()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(5)
        assert done.is_set()
