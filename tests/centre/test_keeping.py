"""Kept tiles: drawn once, shown to who may see the same, and never older than what was written before they were asked for."""

import re
from collections.abc import Callable, Iterator
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from dieuhanh.centre import drawing, keeping
from dieuhanh.config import clock
from dieuhanh.config.identity import uuid7
from dieuhanh.directives.actions import leading
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.news import News
from dieuhanh.ledger.sequencer import run_once
from tests.directives.world import World
from tests.factories import appointment

OURS = ("reporting", "organisations")


def write(kind: str = "reporting.assignment.sent") -> None:
    """One entry, in a transaction of its own."""
    with transaction.atomic():
        append(kind, by=SYSTEM, subject_type="test", subject_id=uuid7(), organisation_id=None, body={})


@pytest.mark.django_db
def test_only_what_a_room_writes_is_news_of_it(counted: Callable[..., Any]) -> None:
    news = News()
    news.look()
    # 1 how far the tree has come, what waits, and what of both is new
    with counted(1):
        first = news.look()
    assert first == news.look()
    write("directives.task.verified")
    second = news.look()
    assert second.of(OURS) == first.of(OURS)
    assert second.of(["directives"]) != first.of(["directives"])
    assert second.of(()) != first.of(())
    write()
    third = news.look()
    assert third.of(OURS) != second.of(OURS)
    run_once(sign=False)  # a place in the tree is no news
    assert news.look() == third


@pytest.mark.django_db
def test_what_is_too_much_to_look_at_counts_as_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuhanh.ledger.news.MOST", 2)
    news = News()
    before = news.look()
    for _ in range(4):
        write("directives.task.verified")
    waiting = news.look()
    assert waiting.of(OURS) != before.of(OURS)
    run_once(sign=False)
    assert news.look().of(OURS) != waiting.of(OURS)
    write()
    last = news.look()
    assert news.look() == last


@pytest.mark.django_db
def test_a_ledger_that_fell_back_is_news() -> None:
    news = News()
    with transaction.atomic():
        write()
        run_once(sign=False)
        before = news.look()
        transaction.set_rollback(True)
    assert news.look().of(["directives"]) != before.of(["directives"])


def test_an_entry_that_was_begun_earlier_and_committed_later_is_not_missed(committed_db: None) -> None:
    begun, go = Signal(), Signal()

    def slowly() -> None:
        with transaction.atomic():
            append("reporting.fact.recorded", by=SYSTEM, subject_type="t", subject_id=uuid7(), organisation_id=None, body={})  # fmt: skip
            begun.set()
            go.wait(10)
        connection.close()

    thread = Thread(target=slowly)
    thread.start()
    begun.wait(10)
    write("directives.task.verified")
    news = News()
    before = news.look()
    run_once(sign=False)
    assert news.look() == before
    go.set()
    thread.join()
    assert news.look().of(OURS) != before.of(OURS)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, nothing_kept: None) -> Iterator[list[str]]:
    """The wall keeps what it draws, as in operation; gives the tiles that were drawn, in their order."""
    monkeypatch.setattr(keeping, "SHELF", keeping.Shelf())
    monkeypatch.setattr(keeping, "NEWS", News())
    drawn: list[str] = []
    draw = drawing._draw

    def told(tile: str, view: Any) -> keeping.Drawn:
        drawn.append(tile)
        return draw(tile, view)

    monkeypatch.setattr(drawing, "_draw", told)
    yield drawn


@pytest.mark.django_db
def test_the_wall_is_drawn_once_and_again_when_a_room_it_shows_writes(
    kept: list[str], client_for: Callable[..., Any], counted: Callable[..., Any]
) -> None:
    world = World()
    task = world.task()
    client = client_for(appointment(world.vpcp, "centre.view", scope=world.cp))
    first = client.get("/wall/")
    assert {"headlines", "map", "tasks", "reports", "gaps", "events"} == set(kept)
    kept.clear()
    # 1 session; 2 person; 3 appointments; 4 scenes; 5 the newest event; 6 what is new; 7 events
    with counted(7):
        again = client.get("/wall/")
    assert kept == ["events"]
    assert told(again) == told(first)
    leading.acknowledge(task.id, by=world.lead)
    kept.clear()
    client.get("/wall/")
    assert kept == ["tasks", "events"]
    write("reporting.assignment.sent")
    kept.clear()
    client.get("/wall/")
    assert kept == ["headlines", "map", "reports", "gaps", "events"]


@pytest.mark.django_db
def test_a_kept_tile_shows_what_a_fresh_one_would_after_every_step(
    kept: list[str], client_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    client = client_for(appointment(world.vpcp, "centre.view", scope=world.cp))
    seen = set()
    for step in (
        lambda: world.task(),
        lambda: world.task("18/NQ-CP", lead="BTC"),
        lambda: leading.acknowledge(_newest(), by=world.other),
        lambda: None,
    ):
        step()
        ring_due(clock.now())
        shown = told(client.get("/wall/tiles/tasks/now/"))
        with monkeypatch.context() as fresh:
            fresh.setattr(keeping, "SHELF", keeping.Shelf(most=0))
            assert told(client.get("/wall/tiles/tasks/now/")) == shown
        seen.add(shown)
    assert len(seen) == 2  # nothing to one, one to two; what is acknowledged is open as before


def _newest() -> Any:
    from dieuhanh.directives.models import Task

    return Task.objects.order_by("-id").values_list("id", flat=True)[0]


@pytest.mark.django_db
def test_who_may_see_less_is_not_shown_what_was_drawn_for_another(
    kept: list[str], client_for: Callable[..., Any]
) -> None:
    world = World()
    world.task()
    whole = client_for(appointment(world.vpcp, "centre.view", scope=world.cp))
    province = client_for(appointment(world.t22, "centre.view"))
    assert "BCT" in told(whole.get("/wall/tiles/tasks/now/")) or "1" in told(
        whole.get("/wall/tiles/tasks/now/")
    )
    assert told(province.get("/wall/tiles/tasks/now/")) != told(whole.get("/wall/tiles/tasks/now/"))
    assert kept.count("tasks") == 2


def test_what_many_ask_for_at_once_is_drawn_once() -> None:
    shelf, drawn, go = keeping.Shelf(), [], Signal()

    def draw() -> keeping.Drawn:
        go.wait(10)
        drawn.append(1)
        return keeping.Drawn("x")

    crew = [Thread(target=lambda: shelf.get("key", draw)) for _ in range(8)]
    for one in crew:
        one.start()
    go.set()
    for one in crew:
        one.join()
    assert len(drawn) == 1


def test_what_could_not_be_drawn_is_tried_again_and_the_least_asked_for_leaves_first() -> None:
    shelf = keeping.Shelf(most=2)

    def fails() -> keeping.Drawn:
        raise ValueError

    with pytest.raises(ValueError):
        shelf.get("a", fails)
    for key in "abacab":
        shelf.get(key, lambda key=key: keeping.Drawn(key))
    asked: list[str] = []
    for key in "abc":
        shelf.get(key, lambda key=key: asked.append(key) or keeping.Drawn(key))  # type: ignore[func-returns-value]
    assert asked == ["c"]


def told(answer: Any) -> str:
    """The page without what is unlike each time by itself (nonces, the moment, padding)."""
    assert answer.status_code == 200
    return re.sub(
        r'data-ticking="[^"]*" datetime="[^"]*">[^<]*<|name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*}',
        "",
        answer.content.decode(),
    )
