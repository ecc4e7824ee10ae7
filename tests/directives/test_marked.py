"""What bears a classification marking does not come in with a task, and leaves no trace in the database."""

import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from dieuhanh.config.errors import Invalid
from dieuhanh.directives.actions import assigning, claiming, directives, leading, parts
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.interface.models import FormDraft
from dieuhanh.organisations.models import Appointment
from tests.directives.papers import HEAD, blank_pdf, locked, pdf
from tests.directives.world import NewCoordinator, World, decree

MARKED = "TỐI MẬT\nKế hoạch Z-4711 của Bộ"
DAY = date(2020, 4, 8)


def traces(words: str) -> list[str]:
    """Tables in whose rows the words stand."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{words}%"])
            if cursor.fetchone():
                found.append(table)
    return found


def test_no_text_of_any_action_may_bear_a_marking(world: World) -> None:
    task = world.task(coordinators=[NewCoordinator("BTC")])
    one, lead, head, clerk = task.id, world.lead, world.head, world.clerk
    leading.acknowledge(one, by=lead)
    given = [decree(DAY)]
    tries: dict[str, Callable[[], Any]] = {
        "note": lambda: leading.progress(one, by=lead, note=MARKED),
        "obstacle": lambda: leading.progress(one, by=lead, note="x", obstacle=MARKED),
        "proposal": lambda: leading.progress(one, by=lead, note="x", proposal=MARKED),
        "contribution": lambda: leading.contribute(one, by=world.other, note=MARKED),
        "extension": lambda: leading.ask_extension(one, by=head, due_on=date(2031, 1, 1), reason=MARKED),
        "so far": lambda: leading.ask_extension(
            one, by=head, due_on=date(2031, 1, 1), reason="x", product_so_far=MARKED
        ),
        "return": lambda: leading.ask_return(one, by=lead, ground="unclear", reason=MARKED),
        "claim": lambda: claiming.claim(one, by=lead, evidence=given, completed_on=DAY, note=MARKED),
        "evidence": lambda: claiming.claim(
            one,
            by=lead,
            evidence=[Given(EvidenceKind.DOCUMENT, symbol="1/A", dated=DAY, note=MARKED)],
            completed_on=DAY,
        ),
        "part": lambda: parts.break_down(one, by=lead, parts=[parts.Part("BCT-KH", MARKED)]),
        "move": lambda: assigning.move_deadline(
            one, by=clerk, due_on=date(2031, 1, 1), document="1/A", reason=MARKED
        ),
        "cut": lambda: directives.cut(world.directive("18/NQ-CP").id, [world.new(content=MARKED)], by=clerk),
    }
    for name, attempt in tries.items():
        with pytest.raises(Invalid) as told:
            attempt()
        assert told.value.code == "secret-document", name
        assert "Z-4711" not in json.dumps(told.value.as_dict()), name
    assert Task.objects.get(pk=one).state == "in_progress"
    assert traces("Z-4711") == []
    leading.progress(one, by=lead, note="Công tác bảo vệ bí mật nhà nước đã được quán triệt")


def test_a_marked_file_is_no_evidence_and_neither_is_one_behind_a_password(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)

    def claim(file: bytes) -> Any:
        paper = Given(EvidenceKind.FILE, file=file, file_name="a.pdf")
        return claiming.claim(task.id, by=world.lead, evidence=[paper], completed_on=DAY)

    with pytest.raises(Invalid) as told:
        claim(pdf(["MẬT", *HEAD, "Kế hoạch Z-4711"]))
    assert (told.value.code, told.value.faults[0].field) == ("secret-document", "file")
    with pytest.raises(Invalid) as told:
        claim(locked(pdf(HEAD)))
    assert "password" in told.value.reason or "mật khẩu" in told.value.reason
    assert traces("Z-4711") == []
    assert claim(blank_pdf()).state == "claimed"  # a scan: nothing can be read, who verifies looks at it


def test_the_api_and_the_page_keep_no_copy_not_even_a_draft(
    world: World, client_for: Callable[..., Any]
) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    client = client_for(Appointment.objects.get(pk=world.lead.appointment_id))
    file = base64.b64encode(pdf(["TUYỆT MẬT", *HEAD, "Kế hoạch Z-4711"])).decode()
    claim = {
        "completed_on": "2020-04-08",
        "evidence": [{"kind": "file", "file_name": "a.pdf", "file_base64": file}],
    }
    answer = client.post(
        f"/api/v1/tasks/{task.code.replace('/', '%2F').replace('#', '%23')}/claim",
        json.dumps(claim),
        content_type="application/json",
        headers={"Idempotency-Key": "mat"},
    )
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("secret-document")
    path = f"/directives/tasks/{task.id}/do/progress/"
    FormDraft.objects.create(
        person_id=world.lead.person_id, path=path, fields={"note": [MARKED]}, saved_at=timezone.now()
    )
    page = client.post(path, {"note": MARKED, "_draft": path})
    assert page.status_code == 422
    assert "Z-4711" not in page.content.decode()
    assert "TỐI MẬT" in page.content.decode()
    assert traces("Z-4711") == []
