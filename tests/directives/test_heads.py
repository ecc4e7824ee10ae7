"""The head of a directive is put right until it is published; what no task covers stands on its record."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dieuhanh.config.errors import Conflict, Invalid, Missing
from dieuhanh.directives.actions.directives import check_directive, cut, publish
from dieuhanh.directives.actions.heads import Head, change_head
from dieuhanh.directives.models import Directive, Move
from dieuhanh.directives.queries.directives import directives
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import Appointment
from tests.directives.papers import BODY
from tests.directives.world import World, at


def test_a_head_is_changed_with_a_trace_until_it_is_published(world: World) -> None:
    row = world.directive(title="Sai", signer="Nguyễn Văn Sai")
    head = Head("Về nhiệm vụ trọng tâm", "Nguyễn Xuân Phúc", date(2019, 3, 8))
    changed = change_head(row.id, head, by=world.clerk, at=at(date(2019, 3, 9)))
    assert (changed.title, changed.signer, changed.received_on) == (head.title, head.signer, head.received_on)
    assert len(directives(world.second, q="xuan phuc")) == 1
    move = Move.objects.get(directive=row, action="change_head")
    assert move.details["before"] == {"title": "Sai", "signer": "Nguyễn Văn Sai", "received_on": None}
    assert Entry.objects.get(pk=move.entry_id).kind == "directives.directive.head_changed"
    change_head(row.id, head, by=world.clerk)  # the same again writes nothing
    assert Move.objects.filter(action="change_head").count() == 1
    cut(row.id, [world.new()], by=world.clerk)
    check_directive(row.id, by=world.second)
    change_head(row.id, Head("Khác"), by=world.clerk)
    publish(row.id, by=world.clerk)
    with pytest.raises(Conflict):
        change_head(row.id, head, by=world.clerk)


def test_a_head_is_judged_as_at_entry(world: World) -> None:
    row = world.directive()
    with pytest.raises(Invalid) as told:
        change_head(row.id, Head(received_on=date(2019, 3, 6)), by=world.clerk)
    assert [one.field for one in told.value.faults] == ["received_on"]
    with pytest.raises(Invalid) as told:
        change_head(row.id, Head("TUYỆT MẬT"), by=world.clerk)
    assert told.value.code == "secret-document"
    with pytest.raises(Missing):  # a draft is not there for a ministry
        change_head(row.id, Head("x"), by=world.lead)
    assert Directive.objects.get(pk=row.pk).title == ""


def test_the_record_shows_what_no_task_covers_to_the_office_alone(
    world: World, client_for: Callable[..., Any], counted: Callable[..., Any]
) -> None:
    text = "\n".join(BODY)
    row = world.directive("169/CĐ-TTg", text=text, signed_on=date(2025, 9, 21))
    office = client_for(Appointment.objects.get(pk=world.second.appointment_id))
    ministry = client_for(Appointment.objects.get(pk=world.other.appointment_id))
    before = office.get(f"/api/v1/directives/{row.id}").json()["orphans"]
    assert before
    first = before[0]
    assert text[slice(*first["span"])] == first["text"]
    new = world.new(lead="BTC", span=tuple(first["span"]), due=date(2025, 9, 30))
    cut(row.id, [new], by=world.clerk)
    after = office.get(f"/api/v1/directives/{row.id}").json()["orphans"]
    assert [one["span"] for one in after] == [one["span"] for one in before[1:]]
    page = office.get(f"/directives/documents/{row.id}/").content.decode()
    assert f"?span={after[0]['span'][0]}-{after[0]['span'][1]}" in page
    check_directive(row.id, by=world.second)
    publish(row.id, by=world.clerk)
    assert ministry.get(f"/api/v1/directives/{row.id}").json()["orphans"] == []
    shown = office.get(f"/directives/documents/{row.id}/").content.decode()
    assert after[0]["text"][:30] in shown
    assert "?span=" not in shown


def test_the_page_and_the_api_change_it(world: World, client_for: Callable[..., Any]) -> None:
    row = world.directive()
    client = client_for(Appointment.objects.get(pk=world.clerk.appointment_id))
    assert (
        f"/directives/documents/{row.id}/head/"
        in client.get(f"/directives/documents/{row.id}/").content.decode()
    )
    sent = client.post(
        f"/directives/documents/{row.id}/head/", {"title": "Một", "signer": "A", "received_on": ""}
    )
    assert sent.status_code == 302
    assert Directive.objects.get(pk=row.pk).title == "Một"
    answer = client.post(
        f"/api/v1/directives/{row.id}/head",
        json.dumps({"title": "Hai", "received_on": "2019-03-10"}),
        content_type="application/json",
    )
    assert answer.json()["received_on"] == "2019-03-10"
    wrong = client.post(f"/directives/documents/{row.id}/head/", {"received_on": "2019-01-01"})
    assert wrong.status_code == 422
