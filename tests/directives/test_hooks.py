"""Webhooks against a real receiver: signed, in order, at least once, to who may see the task and to nobody else."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.config.models import IdempotentAnswer
from dieuhanh.directives import sealing, sending, work
from dieuhanh.directives.actions import delivering, hooks, leading
from dieuhanh.directives.models import Delivery, Hook, Task
from dieuhanh.directives.queries.hooks import access_hook, due_hooks
from dieuhanh.directives.rules.hooks import MOST_ATTEMPTS, MOST_FORMER, PAUSE_AFTER, networks_of
from dieuhanh.ledger import sequencer
from dieuhanh.ledger.models import Entry
from dieuhanh.ledger.runner import run_batch
from dieuhanh.ledger.subscriptions import load_rooms, subscription
from dieuhanh.organisations.identification import actor_of_token
from dieuhanh.organisations.models import MachineToken
from tests.directives.receiver import Receiver, certificate_for, receiving
from tests.directives.world import World, at
from tests.factories import actor, appointment


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver in a network that the operator permits."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiving() as made:
        yield made


def settle() -> None:
    """The ledger gives its places and the listener notes what webhooks are to be told."""
    sequencer.run_once()
    load_rooms()
    listener = subscription("directives.webhooks")
    assert listener is not None
    while (step := run_batch(listener)) is not None and not step.waits:
        pass


def subscribe(world: World, receiver: Receiver, body: Any = None, **given: Any) -> tuple[Hook, str]:
    """A webhook of the ministry of industry unless told otherwise."""
    by = actor(body or world.bct, "webhooks.manage")
    settle()
    return hooks.add_hook(
        by=by, **{"name": "Hệ thống nhiệm vụ", "address": receiver.address, "events": ["*"], **given}
    )


def wait_no_more(row: Hook) -> None:
    """Its next attempt may come at once."""
    Hook.objects.filter(pk=row.pk).update(next_at=None)


def test_a_change_is_sent_signed_in_order_and_only_to_who_may_see_it(
    world: World, receiver: Receiver
) -> None:
    row, secret = subscribe(world, receiver)
    other, _secret = subscribe(world, receiver, world.btc)
    task = world.task()
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    leading.progress(task.id, by=world.lead, note="Đã lập tổ soạn thảo", percent=10, at=at(date(2019, 3, 9)))
    settle()
    settle()
    assert delivering.deliver(row.id) == 3
    assert delivering.deliver(other.id) == 0
    entries = list(Entry.objects.filter(subject_id=task.id).order_by("id"))
    assert receiver.ids == [str(one.id) for one in entries]
    path, headers, body = receiver.came[2]
    assert path == "/webhook?body=BCT"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    said = json.loads(body)
    assert (said["id"], said["type"]) == (str(entries[2].id), "directives.task.progressed")
    assert said["data"]["task"] == {"id": str(task.id), "code": task.code}
    assert said["data"]["content"]["note"] == "Đã lập tổ soạn thảo"
    assert not {"content_hash", "rows"} & set(said["data"]["content"])
    assert delivering.deliver(row.id) == 0
    assert len(receiver.came) == 3
    assert set(Delivery.objects.values_list("hook_id", "state", "answer")) == {(row.id, "delivered", 200)}


def fits(secret: str, came: tuple[str, dict[str, str], bytes]) -> list[bool]:
    """For each signature of a message, whether it is this secret's."""
    _path, headers, body = came
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return [one == f"v1,{wanted}" for one in headers["webhook-signature"].split(" ")]


def test_a_replaced_secret_signs_beside_the_new_one_for_a_day(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, first = subscribe(world, receiver)
    manager = actor(world.bct, "webhooks.manage")
    begun = timezone.now()
    moment = [begun]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])

    def message() -> tuple[str, dict[str, str], bytes]:
        world.task(f"{len(receiver.came) + 30}/NQ-CP")
        settle()
        assert delivering.deliver(row.id) == 1
        return receiver.came[-1]

    changed, second = hooks.rotate_secret(row.id, by=manager)
    assert (second != first, changed.former_until) == (True, begun + timedelta(hours=24))
    came = message()
    assert (fits(second, came), fits(first, came)) == ([True, False], [False, True])
    moment[0] = begun + timedelta(hours=1)
    _changed, third = hooks.rotate_secret(row.id, by=manager)  # the answer with the second was lost
    came = message()
    assert fits(third, came) == [True, False, False]
    assert fits(first, came) == [False, False, True]
    moment[0] = begun + timedelta(hours=24)
    came = message()
    assert (fits(third, came), fits(second, came), fits(first, came)) == (
        [True, False],
        [False, True],
        [False, False],
    )
    moment[0] = begun + timedelta(hours=25)
    assert fits(third, message()) == [True]
    delivering.tidy(lambda: moment[0])
    kept = Hook.objects.get(pk=row.pk)
    assert (kept.former, kept.former_until) == (None, None)
    told = Entry.objects.filter(kind="directives.webhook.secret_rotated", subject_id=row.id)
    assert [one.person_id for one in told] == [manager.person_id] * 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(body, '') FROM ledger_body")
        said = cursor.fetchone()[0]
    assert not any(one in said for one in (first, second, third))


def test_a_secret_is_rotated_by_who_manages_it_and_not_without_end(world: World, receiver: Receiver) -> None:
    row, secret = subscribe(world, receiver)
    for by, refusal in (
        (actor(world.bct, "tasks.act"), Refused),
        (actor(world.btc, "webhooks.manage"), Missing),
    ):
        with pytest.raises(refusal):
            hooks.rotate_secret(row.id, by=by)
    manager = actor(world.bct, "webhooks.manage")
    for _round in range(MOST_FORMER):
        hooks.rotate_secret(row.id, by=manager)
    with pytest.raises(Conflict):
        hooks.rotate_secret(row.id, by=manager)
    kept = Hook.objects.get(pk=row.pk)
    assert kept.former is not None
    assert secret.encode() not in bytes(kept.former) + bytes(kept.sealed)
    Hook.objects.filter(pk=row.pk).update(former=bytes(kept.former)[:-1] + b"\0")
    with pytest.raises(Conflict):
        hooks.rotate_secret(row.id, by=manager)
    hooks.stop_hook(row.id, by=manager)
    with pytest.raises(Conflict):
        hooks.rotate_secret(row.id, by=manager)


def test_a_repeat_over_the_api_makes_no_second_webhook_and_no_second_secret(
    world: World, client_for: Callable[..., Any]
) -> None:
    client = client_for(appointment(world.bct, "webhooks.manage"))

    def post(path: str, key: str, body: Any = None) -> Any:
        return client.post(
            f"/api/v1/webhooks{path}",
            body or {},
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    new = {"name": "Hệ thống", "address": "https://203.162.0.181/webhook", "events": ["*"]}
    first, again = post("", "một", new), post("", "một", new)
    assert (first.status_code, again.status_code, Hook.objects.count()) == (201, 201, 1)
    assert first.json()["secret"].startswith("whsec_")
    assert again.json() == {**first.json(), "secret": None}
    assert again.headers["Idempotent-Replay"] == "true"
    one = f"/{first.json()['id']}/secret"
    rotated, repeated = post(one, "hai"), post(one, "hai")
    assert rotated.status_code == 200, rotated.content
    assert repeated.json() == {**rotated.json(), "secret": None}
    assert rotated.json()["secret"] != first.json()["secret"]
    assert rotated.json()["former_secret_until"] == repeated.json()["former_secret_until"] is not None
    row = Hook.objects.get()
    assert sealing.unseal(row.sealed, row.id) == rotated.json()["secret"]
    assert Entry.objects.filter(kind="directives.webhook.secret_rotated").count() == 1
    kept = b"".join(bytes(one.body) for one in IdempotentAnswer.objects.all())
    assert b"whsec_" not in kept


def test_the_page_shows_a_new_secret_once(
    world: World, receiver: Receiver, client_for: Callable[..., Any]
) -> None:
    row, _secret = subscribe(world, receiver)
    client = client_for(appointment(world.bct, "webhooks.manage"))
    page = f"/directives/webhooks/{row.id}/"
    assert client.get(f"{page}secret/").status_code == 200
    shown = client.post(f"{page}secret/")
    row.refresh_from_db()
    assert sealing.unseal(row.sealed, row.id) in shown.content.decode()
    assert shown.headers["Cache-Control"].find("no-store") >= 0
    assert "whsec_" not in client.get(page).content.decode()
    assert "Khóa cũ còn hiệu lực đến" in client.get(page).content.decode()


def test_only_the_events_asked_for_are_sent(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver, events=["acknowledged"])
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    settle()
    delivering.deliver(row.id)
    assert [json.loads(body)["type"] for _p, _h, body in receiver.came] == ["directives.task.acknowledged"]


def test_a_co_ordinating_body_is_told_and_a_draft_is_nobodys_yet(world: World, receiver: Receiver) -> None:
    from tests.directives.world import NewCoordinator

    row, _secret = subscribe(world, receiver, world.btc)
    world.task(coordinators=[NewCoordinator("BTC")])
    settle()
    assert delivering.deliver(row.id) == 1


def test_500_then_200_arrives_once_more_with_the_same_id_and_order_is_kept(
    world: World, receiver: Receiver
) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    settle()
    receiver.answers = [500]
    assert delivering.deliver(row.id) == 0
    assert delivering.deliver(row.id) == 0  # its next attempt is not due
    assert len(receiver.came) == 1
    assert due_hooks(timezone.now()) == []
    assert due_hooks(timezone.now() + timedelta(minutes=1)) == [row.id]
    wait_no_more(row)
    assert delivering.deliver(row.id) == 2
    assert receiver.ids[0] == receiver.ids[1] != receiver.ids[2]
    assert [one[1]["dieuhanh-attempt"] for one in receiver.came] == ["1", "2", "1"]
    first = Delivery.objects.order_by("index")[0]
    assert (first.attempts, first.state) == (2, "delivered")
    assert Hook.objects.get(pk=row.pk).failures == 0


def test_after_so_many_failures_it_is_set_aside_with_an_alarm_and_may_be_sent_again(
    world: World, receiver: Receiver
) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    settle()
    receiver.answers = [503] * MOST_ATTEMPTS
    for _attempt in range(MOST_ATTEMPTS):
        delivering.deliver(row.id)
        wait_no_more(row)
    aside = Delivery.objects.get(state="set_aside")
    assert (aside.attempts, aside.answer) == (MOST_ATTEMPTS, 503)
    alarm = Entry.objects.get(kind="directives.webhook.set_aside")
    assert (alarm.subject_id, alarm.organisation_id) == (row.id, world.bct.id)
    manager = actor(world.bct, "webhooks.manage")
    assert [one.number for one in work.waiting(manager)] == [row.name]
    assert work.waiting(actor(world.btc, "webhooks.manage")) == []
    assert delivering.deliver(row.id) == 1  # the next one got its turn
    hooks.send_again(row.id, aside.id, by=manager)
    assert delivering.deliver(row.id) == 1
    assert receiver.ids[-1] == str(aside.entry_id)
    assert work.waiting(manager) == []


def test_where_nobody_lives_it_rests_until_someone_starts_it(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    for number in range(4):
        leading.ask_return(task.id, by=world.lead, ground="unclear", reason="Chưa rõ")
        from dieuhanh.directives.actions.assigning import refuse_return

        refuse_return(task.id, by=world.clerk, reason=f"Đã rõ {number}")
    settle()
    receiver.answers = [500] * (PAUSE_AFTER + 50)
    for _attempt in range(PAUSE_AFTER + 5):
        delivering.deliver(row.id)
        wait_no_more(row)
    kept = Hook.objects.get(pk=row.pk)
    assert (kept.state, len(receiver.came)) == ("paused", PAUSE_AFTER)
    assert Entry.objects.filter(kind="directives.webhook.paused").count() == 1
    assert due_hooks(timezone.now()) == []
    waiting = Delivery.objects.filter(state="waiting").count()
    leading.acknowledge(task.id, by=world.lead)
    settle()
    assert Delivery.objects.filter(state="waiting").count() == waiting + 1  # noted while it rests
    receiver.answers = []
    hooks.start_hook(row.id, by=actor(world.bct, "webhooks.manage"))
    assert delivering.deliver(row.id) == waiting + 1


def test_a_redirect_is_not_followed(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver)
    world.task()
    settle()
    receiver.answers, receiver.location = [302], f"http://127.0.0.1:{receiver.port}/elsewhere"
    assert delivering.deliver(row.id) == 0
    assert Delivery.objects.get().answer == 302
    assert "followed" not in receiver.ids


def test_a_name_that_leads_inside_is_refused_when_it_is_sent(
    world: World, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _secret = subscribe(world, receiver, address=f"https://nhiemvu.moit.gov.vn:{receiver.port}/")
    world.task()
    settle()
    asked: list[str] = []

    def resolved(host: str, port: int, **_given: Any) -> list[Any]:
        asked.append(host)
        found = ["203.162.0.181", "169.254.169.254"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    settings.WEBHOOK_NETWORKS = []
    assert delivering.deliver(row.id) == 0
    assert asked == ["nhiemvu.moit.gov.vn"]
    assert "169.254.169.254 is an internal address" in Delivery.objects.get().fault
    assert receiver.came == []


def test_what_was_judged_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time (DNS rebinding) is not asked a second time."""
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked: list[str] = []

    def resolved(host: str, port: int, *_given: Any, **_named: Any) -> list[Any]:
        if host == "127.0.0.1":  # the pinned address itself
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    with receiving() as made:
        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        found = sending.send(
            f"http://hooks.example.vn:{made.port}/x",
            b"{}",
            {"webhook-id": "1"},
            allowed=networks_of(["127.0.0.1"]),
        )
    assert (found.status, asked) == (200, ["hooks.example.vn"])
    assert made.came[0][1]["host"] == f"hooks.example.vn:{made.port}"


def test_a_certificate_of_another_name_is_no_receiver(tmp_path: Any) -> None:
    made = certificate_for(tmp_path, "hooks.example.vn")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def serve() -> None:
        for _one in range(2):
            plain, _who = listening.accept()
            heard = b""
            try:
                with context.wrap_socket(plain, server_side=True) as wire:
                    # To the last letter: who closes with something unread cuts off his own answer.
                    while not heard.endswith(b"{}") and (piece := wire.recv(65536)):
                        heard += piece
                    wire.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                plain.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(made))
    here = networks_of(["127.0.0.0/8"])
    refused = sending.send(f"https://127.0.0.1:{port}/", b"{}", {}, allowed=here, context=trusting)
    assert refused.status is None
    assert "certificate" in refused.fault.lower()
    original = socket.getaddrinfo
    try:
        socket.getaddrinfo = lambda host, *given, **named: original("127.0.0.1", *given, **named)
        taken = sending.send(f"https://hooks.example.vn:{port}/", b"{}", {}, allowed=here, context=trusting)
    finally:
        socket.getaddrinfo = original
    thread.join(10)
    listening.close()
    assert taken.status == 204, taken


def test_a_receiver_that_drips_its_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        wire, _who = listening.accept()
        with wire:
            wire.recv(65536)
            try:
                for one in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 10_000:
                    wire.sendall(bytes([one]))
                    if over.wait(0.05):
                        return
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    found = sending.send(address, b"{}", {}, allowed=networks_of(["127.0.0.0/8"]))
    over.set()
    thread.join(10)
    listening.close()
    assert not found.ok


def test_where_nobody_listens_and_what_is_no_http_is_a_fault_not_an_exception() -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    here = networks_of(["127.0.0.0/8"])
    for address in (
        f"http://127.0.0.1:{port}/",
        f"https://127.0.0.1:{port}/",
        "http://khong-co.invalid/",
        "x",
    ):
        found = sending.send(address, b"{}", {}, allowed=here)
        assert not found.ok
        assert found.fault


def test_a_replay_sends_everything_from_an_entry_on_with_the_ids_it_had(
    world: World, receiver: Receiver
) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    row, _secret = subscribe(world, receiver)
    manager = actor(world.bct, "webhooks.manage")
    leading.progress(task.id, by=world.lead, note="Tiếp")
    settle()
    assert delivering.deliver(row.id) == 1
    before = receiver.ids
    assert hooks.replay(row.id, by=manager, start=0) == 3
    assert delivering.deliver(row.id) == 3
    assert receiver.ids[-1] == before[0]
    assert receiver.ids[1:] == [
        str(one)
        for one in Entry.objects.filter(subject_id=task.id).order_by("id").values_list("id", flat=True)
    ]
    assert Delivery.objects.count() == 3
    with pytest.raises(Invalid):
        hooks.replay(row.id, by=manager, start=10**9)
    hooks.stop_hook(row.id, by=manager)
    with pytest.raises(Conflict):
        hooks.replay(row.id, by=manager, start=0)


def test_a_stopped_webhook_is_sent_nothing_not_even_what_waited(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    settle()
    manager = actor(world.bct, "webhooks.manage")
    hooks.stop_hook(row.id, by=manager, why="Đổi hệ thống")
    leading.acknowledge(task.id, by=world.lead)
    settle()
    assert (due_hooks(timezone.now()), delivering.deliver(row.id), receiver.came) == ([], 0, [])
    assert Delivery.objects.count() == 1
    for verb in (hooks.stop_hook, hooks.start_hook):
        with pytest.raises(Conflict):
            verb(row.id, by=manager)
    again, _secret = subscribe(world, receiver)  # the name is free
    assert again.id != row.id


def test_what_the_body_may_see_no_more_is_withheld(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    settle()
    Task.objects.filter(pk=task.pk).update(lead=world.btc)
    delivering.deliver(row.id)
    assert receiver.came == []
    assert Delivery.objects.get().state == "withheld"


def test_a_webhook_ends_with_the_token_that_made_it(world: World, receiver: Receiver) -> None:
    owner = appointment(world.bct, "webhooks.manage", "tasks.act")
    token = MachineToken.objects.create(
        name="máy", digest=hashlib.sha256(b"dh_x").digest(), hint="dh_", owner=owner, organisation=world.bct,
        powers=["webhooks.manage"], expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    machine = actor_of_token("dh_x")
    assert machine is not None
    settle()
    row, _secret = hooks.add_hook(by=machine, name="m", address=receiver.address, events=["*"])
    assert row.organisation_id == world.bct.id
    world.task()
    settle()
    assert delivering.deliver(row.id) == 1
    MachineToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    world.task("18/NQ-CP")
    settle()
    assert delivering.deliver(row.id) == 0
    assert len(receiver.came) == 1
    kept = Hook.objects.get(pk=row.pk)
    assert kept.state == "stopped"
    assert "token" in kept.why
    assert Entry.objects.filter(kind="directives.webhook.stopped", subject_id=row.id).count() == 1


def test_it_is_made_by_who_manages_webhooks_over_the_body(world: World, receiver: Receiver) -> None:
    for by in (actor(world.bct, "tasks.act"), actor(world.btc, "webhooks.manage")):
        with pytest.raises(Refused):
            hooks.add_hook(by=by, name="x", address=receiver.address, events=["*"], organisation="BCT")
    row, secret = subscribe(world, receiver)
    with pytest.raises(Conflict):
        subscribe(world, receiver)
    with pytest.raises(Missing):
        access_hook(actor(world.btc, "webhooks.manage"), row.id)
    assert access_hook(actor(world.cp, "webhooks.manage"), row.id) == row
    told = Entry.objects.get(kind="directives.webhook.added")
    assert secret.encode() not in bytes(row.sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger_body WHERE entry_id = %s", [told.id])
        assert secret not in cursor.fetchone()[0]


def test_a_secret_that_this_node_cannot_open_lets_the_webhook_rest(world: World, receiver: Receiver) -> None:
    row, secret = subscribe(world, receiver)
    assert sealing.unseal(row.sealed, row.id) == secret
    with pytest.raises(sealing.Sealed):
        sealing.unseal(row.sealed, UUID(int=0))
    Hook.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"\0")
    world.task()
    settle()
    assert delivering.deliver(row.id) == 0
    assert Hook.objects.get(pk=row.pk).state == "paused"
    assert receiver.came == []


@pytest.mark.usefixtures("committed_db")
def test_two_processes_send_each_change_once(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    world = World()
    with receiving() as made:
        row, _secret = subscribe(world, made)
        task = world.task()
        leading.acknowledge(task.id, by=world.lead)
        settle()
        made.gate = threading.Event()
        sent: list[int] = []

        def run() -> None:
            try:
                sent.append(delivering.deliver(row.id))
            finally:
                connection.close()

        first = threading.Thread(target=run)
        first.start()
        assert made.arrived.wait(20)
        assert delivering.deliver(row.id) == 0  # the other has it
        made.gate.set()
        first.join(20)
        assert sent == [2]
        assert len(set(made.ids)) == len(made.ids) == 2


def test_old_lines_of_deliveries_go_and_what_is_open_stays(world: World, receiver: Receiver) -> None:
    row, _secret = subscribe(world, receiver)
    task = world.task()
    settle()
    delivering.deliver(row.id)
    leading.acknowledge(task.id, by=world.lead)
    settle()
    Delivery.objects.update(noted_at=timezone.now() - timedelta(days=100))
    assert delivering.tidy() == 1
    assert Delivery.objects.get().state == "waiting"


def test_pages_and_api_cost_the_same_for_one_and_for_many(
    world: World, receiver: Receiver, client_for: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    row, _secret = subscribe(world, receiver)
    client = client_for(appointment(world.bct, "webhooks.manage"))
    client.get("/directives/webhooks/")

    def costs(path: str) -> int:
        with django_assert_max_num_queries(40) as found:
            assert client.get(path).status_code == 200
        return len(found)

    paths = [
        "/directives/webhooks/",
        f"/directives/webhooks/{row.id}/",
        f"/directives/webhooks/{row.id}/secret/",
        "/api/v1/webhooks",
        f"/api/v1/webhooks/{row.id}/deliveries",
    ]
    before = [costs(path) for path in paths]
    world.tasks([world.new()] * 12)
    settle()
    for number in range(12):
        subscribe(world, receiver, name=f"Hệ thống {number}")
    after = [costs(path) for path in paths]
    assert before == after, (before, after)
