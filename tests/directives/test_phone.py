"""Progress by phone on the server's side: the plain form, the photograph kept and guarded, exactly one note for one key."""

import base64
import json
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuhanh.directives.actions import leading
from dieuhanh.directives.models import Move, Progress, Task
from dieuhanh.directives.rules.photographs import Photo
from dieuhanh.ledger.models import Body
from dieuhanh.organisations.models import Appointment
from tests.directives.pictures import opened, picture
from tests.directives.world import World


@pytest.fixture
def as_(world: World, client_for: Callable[..., Any]) -> Callable[..., Client]:
    def signed_in(who: str, language: str = "vi") -> Client:
        client: Client = client_for(Appointment.objects.get(pk=getattr(world, who).appointment_id))
        client.cookies["django_language"] = language
        return client

    return signed_in


@pytest.fixture
def task(world: World) -> Task:
    made = world.task()
    leading.acknowledge(made.id, by=world.lead)
    return made


def phone(task: Task) -> str:
    return f"/directives/phone/{task.id}/"


def told(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_the_plain_form_keeps_the_photograph_without_its_place(
    world: World, task: Task, as_: Callable[..., Client]
) -> None:
    lead = as_("lead")
    assert 'capture="environment"' in told(lead.get(phone(task)))
    sent = picture()
    name = unicodedata.normalize("NFD", "công trường.JPG")
    answer = lead.post(
        phone(task),
        {
            "note": "Đã đổ móng",
            "percent": "40",
            "obstacle": "Mưa",
            "photograph": SimpleUploadedFile(name, sent),
        },
    )
    assert answer.status_code == 302
    one = Progress.objects.get(task=task)
    assert (one.note, one.percent, one.obstacle) == ("Đã đổ móng", 40, "Mưa")
    assert (one.photo_name, one.photo_media_type) == ("công trường.jpg", "image/jpeg")
    content = bytes(one.photo_content or b"")
    assert one.photo_sha256 == sha256(content).hexdigest() != sha256(sent).hexdigest()
    assert 0x8825 not in opened(content).getexif()
    assert one.photo_sha256 in Body.objects.get(entry_id=one.entry_id).body
    # It shows how far the work is: no state moved, nothing is claimed, and the page says so.
    assert Task.objects.get(pk=task.pk).state == "in_progress"
    record = told(as_("second").get(f"/directives/tasks/{task.id}/"))
    assert "ảnh: cho thấy tiến độ, không phải minh chứng hoàn thành" in record
    assert f"/directives/photographs/{one.id}/" in record


def test_a_photograph_is_a_file_for_who_may_see_the_task(
    world: World, task: Task, as_: Callable[..., Client]
) -> None:
    leading.progress(task.id, by=world.lead, note="x", photograph=Photo("<b>../a", picture("PNG")))
    one = Progress.objects.get(task=task)
    address = f"/directives/photographs/{one.id}/"
    answer = as_("second").get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "<" not in answer.headers["Content-Disposition"]
    assert as_("other").get(address).status_code == 404
    leading.progress(task.id, by=world.lead, note="y")
    bare = Progress.objects.exclude(pk=one.pk).get()
    assert as_("lead").get(f"/directives/photographs/{bare.id}/").status_code == 404


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"%PDF-1.7", picture()[:300]])
def test_what_is_no_photograph_is_told_at_its_field_and_nothing_is_written(
    task: Task, as_: Callable[..., Client], content: bytes
) -> None:
    wrong = as_("lead").post(
        phone(task), {"note": "Đã làm", "photograph": SimpleUploadedFile("a.jpg", content, "image/jpeg")}
    )
    said = told(wrong, 422)
    assert "ảnh JPEG, PNG hoặc WebP" in said or "Ảnh bị hỏng" in said
    assert "Đã làm" in said
    assert not Progress.objects.exists()
    assert not Move.objects.filter(task=task, action="progress").exists()


def test_a_key_that_comes_again_makes_no_second_note(
    world: World, task: Task, as_: Callable[..., Client]
) -> None:
    body = {
        "note": "Ghi khi mất mạng",
        "percent": 55,
        "as_of": "2019-09-01",
        "appointment": str(world.lead.appointment_id),
        "photograph_name": "a.jpg",
        "photograph_base64": base64.b64encode(picture()).decode(),
    }

    def send(who: str, key: str = "phone-1", **change: Any) -> Any:
        return as_(who).post(
            f"/api/v1/tasks/{quote(task.code, safe='')}/progress",
            json.dumps(body | change),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    # Somebody else has signed in on this phone since: nothing is sent in his name.
    assert told(send("head"), 409).count("urn:dieuhanh:problem:other-appointment") == 1
    assert not Progress.objects.exists()
    first, again = send("lead"), send("lead")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotent-Replay"] == "true"
    one = Progress.objects.get()
    assert (one.percent, one.as_of.isoformat(), one.photo_name) == (55, "2019-09-01", "a.jpg")
    assert first.json()["progress"][0]["photograph_sha256"] == one.photo_sha256
    assert send("lead", key="phone-2", photograph_base64="%%").status_code == 422
    assert send("lead", key="phone-3", as_of="2999-01-01").status_code == 422
    assert Progress.objects.count() == 1


def test_a_task_that_is_not_ones_own_opens_but_says_why_nothing_can_be_sent(
    world: World, task: Task, as_: Callable[..., Client]
) -> None:
    assert "cơ quan chủ trì" in told(as_("second").get(phone(task)))
    assert as_("second").post(phone(task), {"note": "x"}).status_code == 403
    assert as_("other").get(phone(task)).status_code == 404
    assert not Progress.objects.exists()


def test_the_phones_first_page_lists_what_may_be_reported_on(
    world: World, task: Task, as_: Callable[..., Client], counted: Callable[..., Any]
) -> None:
    shown = told(as_("lead").get("/directives/phone/"))
    assert phone(task) in shown
    assert phone(task) not in told(as_("other").get("/directives/phone/"))
    for one in world.tasks([world.new() for _number in range(30)], symbol="18/NQ-CP"):
        leading.acknowledge(one.id, by=world.lead)
    lead = as_("lead")
    lead.get("/directives/phone/")
    # session, person, appointment with its delegations; the tasks, the names of their bodies
    with counted(5):
        lead.get("/directives/phone/")


def test_the_worker_comes_from_its_own_scope_and_holds_nothing_of_anybody(client: Client, db: None) -> None:
    answer = client.get("/directives/phone/worker.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"import" not in answer.content.split(b"self.addEventListener")[0]
