"""From a body's page to what the other rooms have about it: its own and, where it has ended, its successors'."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.interface.holding import abouts
from dieuhanh.organisations import actions
from dieuhanh.organisations.models import Appointment
from tests.factories import actor
from tests.inspections.world import Group

ROOMS = ["directives", "reporting", "programmes", "inspections", "organisations"]


@pytest.fixture
def client_of(group: Group, client_for: Callable[..., Client]) -> Callable[..., Client]:
    def signed_in(who: Any) -> Client:
        client = client_for(Appointment.objects.get(pk=who.appointment_id))
        client.cookies["django_language"] = "en"
        return client

    return signed_in


@pytest.fixture
def group(db: Any) -> Group:
    return Group()


def links(client: Client, code: str) -> list[tuple[str, str]]:
    """The doors of a body's page as (label, href)."""
    answer = client.get(f"/organisations/{code}/")
    assert answer.status_code == 200
    held = unescape(answer.content.decode()).split('id="held"')[1].split("</section>")[0]
    return [(label, href) for href, label in re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', held)]


def test_every_room_that_has_something_about_bodies_says_so() -> None:
    assert [one.key for one in abouts()] == ROOMS


def test_a_bodys_page_opens_what_each_room_has_about_it(
    group: Group, client_of: Callable[..., Client]
) -> None:
    group.task(due=date(2020, 6, 30))
    group.task(symbol="18/NQ-CP", lead="BTC", due=date(2020, 6, 30))
    row = group.announced(bodies=["BCT"])
    whole = client_of(
        actor(group.vpcp, "reporting.view", "inspections.plan", "people.manage", scope=group.cp)
    )
    found = dict(links(whole, "BCT"))
    assert list(found) == [
        "Tasks it leads", "Tasks it works on with others", "Reports it owes", "Its figures",
        "Programmes that oblige it", "Inspections of it", "Its people",
    ]  # fmt: skip
    for href in found.values():
        assert whole.get(href).status_code == 200, href
    tasks = whole.get(found["Tasks it leads"]).content.decode()
    assert tasks.count("<tr data-href=") == 1
    assert row.code in whole.get(found["Inspections of it"]).content.decode()
    assert row.code not in whole.get("/inspections/?body=BTC").content.decode()
    people = whole.get(found["Its people"]).content.decode()
    assert (
        people.count("<tr data-href=")
        == Appointment.objects.filter(organisation=group.bct).values("person").distinct().count()
    )


def test_only_what_the_reader_may_see(group: Group, client_of: Callable[..., Client]) -> None:
    row = group.announced()
    mine = client_of(group.bct_clerk)
    assert "Its people" not in dict(links(mine, "BCT"))
    assert row.code in mine.get("/inspections/?body=BCT").content.decode()
    # Who is inspected beside it is no business of a body.
    assert row.code not in mine.get("/inspections/?body=BTC").content.decode()
    assert row.code in client_of(group.secretary).get("/inspections/?body=BTC").content.decode()
    nobody = client_of(actor(group.bct, "signing.sign"))
    assert list(dict(links(nobody, "BCT"))) == ["Programmes that oblige it"]


def test_a_body_that_ended_leads_to_its_successors_too(
    group: Group, client_of: Callable[..., Client]
) -> None:
    actions.merge(
        [group.btc.id],
        by=SYSTEM,
        on=clock.today() - timedelta(days=1),
        legal_document="1/NQ",
        into_id=group.bct.id,
    )
    whole = client_of(actor(group.vpcp, "reporting.view", scope=group.cp))
    found = links(whole, "BTC")
    assert ("Tasks it leads", "/directives/?lead=BTC") in found
    assert ("Tasks it leads", "/directives/?lead=BCT") in found
    assert "Taken over by" in whole.get("/organisations/BTC/").content.decode()
    assert ("Tasks it leads", "/directives/?lead=BTC") not in links(whole, "BCT")
