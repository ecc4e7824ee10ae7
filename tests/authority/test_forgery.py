"""A page elsewhere cannot make a signed-in browser do anything: without the page's token nothing is changed."""

import json

import pytest

from tests.authority.rows import all_rows
from tests.authority.table import Row
from tests.authority.world import PEOPLE, World, undone

CHANGES = [
    row
    for row in all_rows()
    if row.method != "GET" and not row.address.startswith(("/styleguide", "/api/docs", "/api/v1/openapi"))
]
ROWS = [row for row in CHANGES if any(role in PEOPLE for role in row.may) and row.address != "/api/"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_change_asked_with_the_cookie_alone_is_refused(row: Row, world: World) -> None:
    role = next(role for role in row.may if role in PEOPLE)
    path = row.address
    for name, value in row.at.items():
        path = path.replace("{" + name + "}", str(world.fill(value)))
    with undone():
        client = world.client(role, enforce_csrf_checks=True)
        answer = client.post(path, json.dumps({}), content_type="application/json")
        assert answer.status_code == 403
        if row.api:
            assert answer.json()["type"] == "urn:dieuhanh:problem:csrf"


def test_with_the_page_s_token_or_as_a_machine_it_is_done(world: World) -> None:
    path = f"/api/v1/jobs/{world.records['job']}/stop"
    with undone():
        client = world.client("clerk", enforce_csrf_checks=True)
        client.get("/me/")
        token = client.cookies["csrftoken"].value
        assert client.post(path, headers={"X-CSRFToken": token}).status_code == 200
        assert client.post(path, headers={"X-CSRFToken": "f" * 64}).status_code == 403
        machine = world.client("nobody", enforce_csrf_checks=True)
        address = f"/api/v1/assignments/{world.records['assignment']}/declare_no_data"
        sent = {"reason": "x"}
        answer = machine.post(
            address, json.dumps(sent), content_type="application/json", headers=world.headers("machine")
        )
        assert answer.status_code == 200
