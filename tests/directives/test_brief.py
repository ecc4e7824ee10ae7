"""The daily brief: what changed since yesterday and waits today, each number opening to as many rows."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.test import Client

from dieuhanh.config import clock
from dieuhanh.directives.actions import claiming, leading
from dieuhanh.directives.models import Claim, Task
from dieuhanh.directives.queries.brief import brief
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World, at, decree
from tests.factories import appointment

OPENS = re.compile(r'<a href="(/directives/\?[^"]+)">([\d.]+)</a>')


def morning(world: World) -> list[Task]:
    """One turned overdue, one due by Sunday, one claimed and left waiting."""
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    late, soon, claimed = world.tasks(
        [
            world.new(content="Vừa quá hạn", due=today - timedelta(days=1)),
            world.new(content="Trong tuần", due=sunday),
            world.new(content="Chờ kiểm chứng", due=date(2090, 1, 1)),
        ]
    )
    leading.acknowledge(claimed.id, by=world.lead)
    claiming.claim(claimed.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    Claim.objects.update(claimed_at=at(date(2020, 4, 9)), verify_by=at(date(2020, 4, 16)))
    return [late, soon, claimed]


def test_the_brief_says_what_turned_is_due_and_waits(world: World, counted: Any) -> None:
    morning(world)
    # heads with their counts, rows, names, periods, acts
    with counted(5):
        found = brief(world.second, clock.today())
    assert {one.key: one.count for one in found.sections} == {
        "turned": 1,
        "week": 1,
        "unverified": 1,
        "overdue": 1,
    }
    assert {one.action: (one.before, one.today) for one in found.changes} == {
        "acknowledge": (0, 1),
        "claim": (0, 1),
    }
    yesterday = brief(world.second, clock.today() - timedelta(days=1))
    assert "turned" not in {one.key for one in yesterday.sections}
    assert brief(world.other, clock.today()).sections == []


def test_the_page_opens_every_number_and_is_for_who_may_watch(
    world: World, client_for: Callable[..., Client]
) -> None:
    morning(world)
    watcher = client_for(appointment(world.vpcp, "centre.view", "directives.verify", scope=world.cp))
    for language, words in (("vi", "Bản tin điều hành"), ("en", "Brief of")):
        watcher.cookies["django_language"] = language
        answer = watcher.get("/centre/brief/")
        assert answer.status_code == 200
        shown = unescape(answer.content.decode())
        assert words in shown
        assert "Vừa quá hạn" in shown
        opened = OPENS.findall(shown)
        assert len(opened) >= 6
        for href, number in opened:
            rows = watcher.get(href).content.decode().count("<tr data-href")
            assert rows == int(number.replace(".", "")), href
    assert watcher.get("/centre/brief/?at=nonsense").status_code == 422
    empty = unescape(watcher.get("/centre/brief/?at=2012-01-05").content.decode())
    assert "Nothing was done on any task" in empty
    lead = client_for(Appointment.objects.get(pk=world.lead.appointment_id))
    assert lead.get("/centre/brief/").status_code == 403
