"""The API of bodies and people."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dieuhanh.organisations.models import MachineToken, Organisation
from tests import factories

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def cp() -> Organisation:
    return factories.government()


@pytest.fixture
def root(cp: Organisation, client_for: Any) -> Client:
    return client_for(factories.appointment(cp, "organisations.manage", "people.manage", "tokens.manage"))


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"{API}{path}", body, content_type="application/json", headers=headers)


def test_bodies_are_listed_as_of_a_date_in_pages_with_their_parents_code(
    cp: Organisation, root: Client
) -> None:
    for code, name in (("T01", "Hà Nội"), ("T75", "Đồng Nai"), ("T66", "Đắk Lắk")):
        factories.organisation(code, "province", cp, name_vi=name)
    first = root.get(f"{API}/organisations?kind=province&limit=2").json()
    assert [(b["name_vi"], b["parent"]) for b in first["items"]] == [("Đắk Lắk", "CP"), ("Đồng Nai", "CP")]
    rest = root.get(f"{API}/organisations?kind=province&limit=2&after={first['next']}").json()
    assert ([b["code"] for b in rest["items"]], rest["next"]) == (["T01"], None)
    assert [b["code"] for b in root.get(f"{API}/organisations?q=dong nai").json()["items"]] == ["T75"]
    assert root.get(f"{API}/organisations?as_of=2001-01-01").json()["items"] == []


def test_an_answer_known_already_is_not_sent_again(root: Client) -> None:
    tag = root.get(f"{API}/organisations/CP").headers["ETag"]
    assert root.get(f"{API}/organisations/CP", headers={"If-None-Match": tag}).status_code == 304


def test_a_reform_goes_through_the_api_from_creation_to_history(cp: Organisation, root: Client) -> None:
    event = {"on": "2025-03-01", "legal_document": "176/2025/QH15"}
    body = {"code": "BNNMT", "kind": "ministry", "name_vi": "Bộ Nông nghiệp và Môi trường", "name_en": "MAE"}
    factories.organisation("BTNMT", parent=cp)
    factories.organisation("BNNPTNT", parent=cp)
    made = post(root, "/organisations:merge", {**event, "organisations": ["BTNMT", "BNNPTNT"], "new": body})
    assert made.status_code == 200, made.content
    assert root.get(f"{API}/organisations/BTNMT").status_code == 404
    life = root.get(f"{API}/organisations/BTNMT/history").json()
    assert [(s["kind"], s["other"]["code"]) for s in life["successors"]] == [("merged", "BNNMT")]
    assert [
        s["other"]["code"] for s in root.get(f"{API}/organisations/BNNMT/history").json()["predecessors"]
    ] == ["BTNMT", "BNNPTNT"]
    late = {"on": "2026-03-01", "legal_document": "1/2026"}
    assert (
        post(root, "/organisations/BNNMT/rename", {**late, "name_vi": "Bộ X", "name_en": "X"}).status_code
        == 200
    )
    assert root.get(f"{API}/organisations/BNNMT?as_of=2026-02-28").json()["name_en"] == "MAE"


def test_a_repeat_with_the_same_key_creates_nothing_twice(root: Client) -> None:
    body = {
        "code": "A",
        "kind": "other",
        "name_vi": "A",
        "name_en": "A",
        "parent": "CP",
        "on": "2020-01-01",
        "legal_document": "1",
    }
    first = post(root, "/organisations", body, **{"Idempotency-Key": "k1"})
    again = post(root, "/organisations", body, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert post(root, "/organisations", body).status_code == 409


def test_faults_name_their_field(root: Client) -> None:
    body = {
        "code": "a b",
        "kind": "other",
        "name_vi": "",
        "name_en": "A",
        "parent": "CP",
        "on": "2020-01-01",
        "legal_document": "1",
    }
    answer = post(root, "/organisations", body)
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["faults"]} == {"code", "name_vi"}
    assert root.get(f"{API}/organisations?after=xyz").status_code == 422
    assert root.get(f"{API}/organisations?after=WzEsMl0").status_code == 422


def test_a_person_is_made_known_appointed_by_role_and_let_go(cp: Organisation, root: Client) -> None:
    factories.organisation("BCT", parent=cp)
    person = post(root, "/people", {"username": "bct.a", "full_name": "Trần Thị A", "home": "BCT"}).json()[
        "id"
    ]
    given = {
        "person_id": person,
        "organisation": "BCT",
        "role": "clerk",
        "valid_from": "2020-01-01",
        "legal_document": "1/QĐ",
    }
    made = post(root, "/appointments", given)
    assert made.status_code == 201, made.content
    (row,) = root.get(f"{API}/appointments?organisation=BCT").json()["items"]
    assert (row["username"], row["position_en"], row["scope"]["code"]) == ("bct.a", "Reporting clerk", "BCT")
    assert [p["username"] for p in root.get(f"{API}/people?q=tran thi").json()["items"]] == ["bct.a"]
    end = {"on": str(timezone.localdate()), "legal_document": "2/QĐ"}
    assert post(root, f"/appointments/{row['id']}/end", end).status_code == 200
    assert post(root, f"/people/{person}/deactivate", {"reason": "nghỉ"}).status_code == 200


def test_a_bearer_token_opens_the_api_and_its_secret_is_shown_once(cp: Organisation, client_for: Any) -> None:
    body = factories.organisation("BCT", parent=cp)
    owner = client_for(factories.appointment(body, "facts.view", "tokens.manage"))
    expires = str(timezone.localdate() + timedelta(days=30))
    new = {"name": "máy", "powers": ["facts.view"], "expires_on": expires}
    made, again = (post(owner, "/tokens", new, **{"Idempotency-Key": "k"}) for _round in range(2))
    assert (made.status_code, again.json()) == (201, {**made.json(), "secret": None})
    assert MachineToken.objects.count() == 1
    secret = made.json()["secret"]
    assert secret not in owner.get(f"{API}/tokens").content.decode()
    machine = Client(headers={"Authorization": f"Bearer {secret}"}, enforce_csrf_checks=True)
    assert machine.get(f"{API}/organisations/BCT").status_code == 200
    assert (
        post(machine, "/tokens", {"name": "hai", "powers": ["facts.view"], "expires_on": expires}).status_code
        == 403
    )
    post(owner, f"/tokens/{made.json()['id']}/revoke", {})
    assert machine.get(f"{API}/organisations/BCT").status_code == 401


def test_a_commune_clerk_sees_and_touches_nothing_of_another_province(
    cp: Organisation, client_for: Any
) -> None:
    mine, other = factories.organisation("T01", "province", cp), factories.organisation("T79", "province", cp)
    home, far = (
        factories.organisation("X00001", "commune", mine),
        factories.organisation("X26734", "commune", other),
    )
    clerk = client_for(factories.appointment(home, "reporting.enter"))
    stranger = factories.appointment(far, "reporting.enter")
    listed = clerk.get(f"{API}/organisations").json()["items"]
    assert {body["code"] for body in listed} == {"X00001", "T01", "CP"}
    assert clerk.get(f"{API}/organisations?q=X26734").json()["items"] == []
    assert clerk.get(f"{API}/organisations?parent=T79").status_code == 404
    event = {"on": "2026-01-01", "legal_document": "1"}
    for path in (
        "/organisations/T79",
        "/organisations/X26734",
        "/organisations/X26734/history",
        "/organisations/KHONG-CO",
    ):
        assert clerk.get(f"{API}{path}").status_code == 404, path
    rename = {**event, "name_vi": "X", "name_en": "X"}
    assert post(clerk, "/organisations/X26734/rename", rename).status_code == 404
    assert post(clerk, "/organisations/KHONG-CO/rename", rename).status_code == 404
    assert post(clerk, "/organisations/X00001/rename", rename).status_code == 403
    assert clerk.get(f"{API}/people").status_code == 403
    assert clerk.get(f"{API}/appointments?person_id={stranger.person_id}").status_code == 403
    assert {row["username"] for row in clerk.get(f"{API}/appointments").json()["items"]} == {"person0"}
    assert post(clerk, f"/appointments/{stranger.pk}/end", event).status_code == 404
    lend = {
        "taker": str(stranger.pk),
        "powers": ["reporting.enter"],
        "valid_from": "2026-12-01",
        "valid_to": "2026-12-02",
        "legal_document": "1",
    }
    assert post(clerk, "/delegations", lend).status_code == 404
    assert clerk.get(f"{API}/delegations").json()["items"] == []
    assert clerk.get(f"{API}/tokens").json()["items"] == []


def test_nobody_signed_in_gets_401(cp: Organisation) -> None:
    for path in ("/organisations", "/people", "/appointments", "/delegations", "/tokens", "/sessions"):
        assert Client().get(f"{API}{path}").status_code == 401, path


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_the_same_for_one_body_and_for_fifty(
    count: int, cp: Organisation, client_for: Any, counted: Any
) -> None:
    bct = factories.organisation("BCT", parent=cp)
    for n in range(count):
        factories.organisation(f"V{n}", "department", bct)
    held = factories.appointment(bct, "reporting.view")
    for n in range(20):
        factories.appointment(bct, "reporting.view", person=held.person, position_vi=f"Kiêm nhiệm {n}")
    client = client_for(held)
    client.get(f"{API}/organisations")
    # 1 session; 2 person; 3 his appointments; 4 the list; 5 the parents' codes
    with counted(5):
        assert len(client.get(f"{API}/organisations?kind=department").json()["items"]) == count


def test_one_lists_and_ends_ones_own_sessions_only(cp: Organisation, client_for: Any) -> None:
    assert date.today()
    mine, other = factories.appointment(cp), factories.appointment(cp)
    client = client_for(mine)
    assert client.get(f"{API}/sessions").json() == []
    from allauth.usersessions.models import UserSession

    foreign = UserSession.objects.create(user=other.person, ip="10.0.0.1", session_key="k" * 32)
    assert post(client, f"/sessions/{foreign.pk}/revoke", {}).status_code == 404
    own = UserSession.objects.create(user=mine.person, ip="10.0.0.1", session_key="m" * 32)
    assert [row["id"] for row in client.get(f"{API}/sessions").json()] == [own.pk]
    assert post(client, f"/sessions/{own.pk}/revoke", {}).status_code == 200
