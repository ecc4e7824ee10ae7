"""Every number of the statistics opens to exactly as many tasks: the 154 real ones, on two days, by every grouping."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from dieuhanh.config.actor import SYSTEM
from dieuhanh.directives.actions import ending
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.directives.models import Task
from dieuhanh.directives.pages.common import filters_of
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import filtered
from dieuhanh.organisations import reference as bodies
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.organisations.models import Appointment, Organisation
from tests import factories
from tests.directives.world import OFFICE, World, at

REGISTER = Path("dieuhanh/directives/reference/tasks.csv")
OPENS = re.compile(r'<a href="(/directives/\?[^"]+)">(?:<span[^>]*>[^<]*</span>)?([\d.]+)</a>')


def numbers(client: Client, path: str) -> list[tuple[str, int]]:
    """The numbers of a page that open to lists of tasks, with their addresses."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    shown = unescape(answer.content.decode())
    return [(href, int(number.replace(".", ""))) for href, number in OPENS.findall(shown)]


def rows_of(client: Client, href: str) -> int:
    """How many rows the list shows."""
    answer = client.get(f"{href}&limit=200")
    assert answer.status_code == 200, href
    return answer.content.decode().count("<tr data-href")


@pytest.fixture
def office(db: None, client_for: Callable[..., Client]) -> tuple[Client, Appointment]:
    """The Government Office with the register taken in."""
    bodies.load(by=SYSTEM)
    import_register(REGISTER.read_bytes(), by=SYSTEM)
    at_office, whole = (Organisation.objects.get(versions__code=code) for code in ("VPCP", "CP"))
    held = factories.appointment(at_office, *OFFICE, scope=whole)
    return client_for(held), held


@pytest.mark.parametrize("day", [date(2020, 8, 10), date(2026, 1, 1), None])
def test_every_number_about_the_real_tasks_opens_to_as_many(
    office: tuple[Client, Appointment], day: date | None
) -> None:
    client, held = office
    by = actor_of_appointment(held)
    asked = f"as_of={day.isoformat()}&" if day else ""
    for group in ("body", "kind", "month", "directive", "cause"):
        for against in ("", "&against=original"):
            found = numbers(client, f"/directives/statistics/?{asked}by={group}{against}")
            assert len(found) > 3
            for href, number in found:
                query = QueryDict(href.partition("?")[2])
                count = filtered(visible_tasks(by), filters_of(query.dict())).count()
                assert count == number, (group, href)
    for href, number in found[:6]:
        if number <= 200:
            assert rows_of(client, href) == number, href


def test_all_opens_to_what_is_in_a_and_to_nothing_that_stands_apart(
    world: World, client_for: Callable[..., Any]
) -> None:
    first, second, gone, _regular, unknown, _plain = world.tasks(
        [
            world.new(),
            world.new(),
            world.new(),
            world.new(kind="regular", due=None, deadline_kind="regular"),
            world.new(),
            world.new(due=date(2030, 1, 1)),
        ]
    )
    ending.link_repeat(second.id, by=world.second, original=first.code)
    ending.withdraw(
        gone.id, by=world.second, document="1/VPCP", reason="Không còn cần", at=at(date(2020, 1, 2))
    )
    ring_due(at(date(2020, 1, 3)))
    Task.objects.filter(pk=unknown.pk).update(heard=False, clock="no_data")
    client = client_for(Appointment.objects.get(pk=world.second.appointment_id))
    for path in ("/directives/statistics/", "/directives/bodies/VPCP/given/", "/directives/bodies/BCT/"):
        found = numbers(client, path)
        everything = [(href, number) for href, number in found if "class=counted" in href]
        assert everything
        assert {number for _href, number in everything} == {3}, "first, withdrawn, the one in term"
        for href, number in found:
            assert rows_of(client, href) == number, (path, href)
