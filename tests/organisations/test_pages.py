"""Pages of bodies, people and one's own account: each answers, says what was wrong, and keeps others out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dieuhanh.organisations import actions, queries
from dieuhanh.organisations.actions import NewBody
from dieuhanh.organisations.models import Appointment, Organisation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cp() -> Organisation:
    return factories.government()


@pytest.fixture
def root(cp: Organisation) -> Appointment:
    return factories.appointment(cp, "organisations.manage", "people.manage", "tokens.manage", "facts.view")


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_list_shows_bodies_as_of_a_date_and_finds_them_without_diacritics(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    factories.organisation("T75", "province", cp, name_vi="Đồng Nai", valid_from=date(2020, 1, 1))
    client = client_for(root)
    assert "Đồng Nai" in text(client.get("/organisations/?q=dong+nai"))
    assert "Đồng Nai" not in text(client.get("/organisations/?q=dong+nai&as_of=2019-01-01"))
    assert client.get("/organisations/?as_of=hôm-qua").status_code == 422


def test_a_bodys_page_tells_its_life_with_the_legal_documents(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    from dieuhanh.organisations.identification import actor_of_appointment

    by = actor_of_appointment(root)
    one, two = factories.organisation("A", parent=cp), factories.organisation("B", parent=cp)
    event = {"by": by, "on": date(2025, 3, 1), "legal_document": "176/2025/QH15"}
    actions.merge([one.pk, two.pk], **event, new=NewBody("C", "ministry", "Bộ C", "Ministry C"))
    client = client_for(root)
    page = text(client.get("/organisations/A/"))
    assert "176/2025/QH15" in page
    assert "Bộ C" in page
    assert client.get("/organisations/C/?as_of=2020-01-01").status_code == 200
    assert client.get("/organisations/KHONG/").status_code == 404


def test_every_form_opens_and_takes_what_is_typed(cp: Organisation, root: Any, client_for: Any) -> None:
    client = client_for(root)
    bct = factories.organisation("BCT", parent=cp)
    factories.organisation("V1", "department", bct)
    event = {"on": "2025-03-01", "legal_document": "1/2025"}
    names = {"name_vi": "Mới", "name_en": "New"}
    parts = {
        "parts-TOTAL_FORMS": "2",
        "parts-INITIAL_FORMS": "0",
        "parts-0-code": "P",
        "parts-0-name_vi": "P",
        "parts-0-name_en": "P",
        "parts-0-is_default": "on",
        "parts-1-body": "BCT",
    }
    steps: list[tuple[str, dict[str, str]]] = [
        ("/organisations/new", {**event, **names, "code": "BX", "kind": "ministry", "parent": "CP"}),
        ("/organisations/BX/rename", {**event, "on": "2025-04-01", "name_vi": "Bộ X", "name_en": "X"}),
        ("/organisations/BX/kind", {**event, "on": "2025-05-01", "kind": "other"}),
        ("/organisations/BX/move", {**event, "on": "2025-06-01", "parent": "BCT"}),
        ("/organisations/BX/split", {**event, "on": "2025-07-01", "code": "BY", "kind": "other", **names}),
        ("/organisations/BX/divide", {**event, "on": "2025-08-01", **parts}),
        ("/organisations/merge", {**event, "on": "2025-09-01", "organisations": "BY", "into": "P"}),
        ("/organisations/P/abolish", {**event, "on": "2025-10-01"}),
    ]
    for path, data in steps:
        assert client.get(path).status_code == 200, path
        answer = client.post(path, data)
        assert answer.status_code == 302, (path, text(answer))
    assert queries.by_code("P", date(2025, 10, 1)) is None
    assert queries.by_code("V1", date(2025, 10, 1)) is not None


def test_a_part_is_of_the_kind_that_the_divided_body_has_on_its_last_day(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    client = client_for(root)
    factories.organisation("BX", parent=cp)
    event = {"legal_document": "1/2100", "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0"}
    parts = {"parts-0-code": "P", "parts-0-name_vi": "P", "parts-0-name_en": "P", "parts-0-is_default": "on"}
    factories.organisation("BY", parent=cp)
    assert (
        client.post("/organisations/BX/kind", {**event, "on": "2100-05-01", "kind": "other"}).status_code
        == 302
    )
    divided = client.post(
        "/organisations/BX/divide", {**event, **parts, "on": "2100-08-01", "parts-1-body": "BY"}
    )
    assert divided.status_code == 302, text(divided)
    made = queries.by_code("P", date(2100, 8, 1))
    assert made is not None
    assert made.kind == "other"


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    data = {
        "on": "2025-03-01",
        "legal_document": "1",
        "code": "b x",
        "kind": "ministry",
        "name_vi": "Giữ lại",
        "name_en": "N",
        "parent": "CP",
    }
    answer = client_for(root).post("/organisations/new", data)
    assert answer.status_code == 422
    assert "Giữ lại" in text(answer)
    assert "id_code_error" in text(answer)


def test_people_are_made_known_appointed_and_given_a_password_shown_once(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    client = client_for(root)
    given = {"username": "le.b", "full_name": "Lê Thị B", "language": "vi", "home": "CP"}
    assert client.post("/people/new", given).status_code == 302
    (person,) = queries.people(_actor(root), q="le thi b")
    base = f"/people/{person.id}"
    role = {"organisation": "CP", "role": "clerk", "valid_from": "2020-01-01", "legal_document": "1"}
    assert client.post(f"{base}/appoint", role).status_code == 302
    secret = client.post(f"{base}/password", {"ok": "1"})
    assert secret.status_code == 200
    assert "no-store" in secret.headers["Cache-Control"]
    held = queries.appointments(by=_actor(root), person_id=person.id)[0]
    for path in (
        f"{base}/",
        f"{base}/edit",
        f"{base}/appoint",
        f"{base}/identity",
        f"{base}/deactivate",
        f"/appointments/{held.id}/end",
        "/people/",
    ):
        assert client.get(path).status_code == 200, path
    assert (
        client.post(
            f"/appointments/{held.id}/end", {"on": str(timezone.localdate()), "legal_document": "2"}
        ).status_code
        == 302
    )
    assert client.post(f"{base}/deactivate", {"reason": "nghỉ"}).status_code == 302
    assert client.post(f"{base}/reactivate", {"reason": "về"}).status_code == 302
    assert client.post(f"{base}/identity", {"subject": "sub-1"}).status_code == 302


def _actor(row: Appointment) -> Any:
    from dieuhanh.organisations.identification import actor_of_appointment

    return actor_of_appointment(row)


def test_a_person_chooses_in_which_appointment_he_acts(cp: Organisation, client_for: Any) -> None:
    bct = factories.organisation("BCT", parent=cp)
    first = factories.appointment(bct, "reporting.enter")
    second = factories.appointment(cp, "people.manage", person=first.person, position_vi="Kiêm nhiệm")
    client = client_for(first)
    assert client.get("/people/").status_code == 403
    assert (
        client.post("/me/appointment", {"appointment": str(second.pk), "next": "/people/"}).url == "/people/"
    )
    assert client.get("/people/").status_code == 200
    foreign = factories.appointment(cp, "people.manage")
    assert client.post("/me/appointment", {"appointment": str(foreign.pk)}).status_code == 404
    assert (
        client.post("/me/appointment", {"appointment": str(first.pk), "next": "https://evil.example/"}).url
        == "/me/"
    )


def test_my_account_lists_what_is_mine_and_makes_a_token_shown_once(
    cp: Organisation, root: Any, client_for: Any
) -> None:
    client = client_for(root)
    mine = client.get(
        "/me/", headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/86.0 Safari/537.36"}
    )
    assert mine.status_code == 200
    assert "AppointmentRead(" not in text(mine), (
        "the page's own list is not the header's choice of appointments"
    )
    made = client.post(
        "/me/tokens/new",
        {
            "name": "máy",
            "powers": ["facts.view"],
            "expires_on": str(timezone.localdate() + timedelta(days=9)),
        },
    )
    assert "dh_" in text(made)
    token = queries.tokens(by=_actor(root))[0]
    assert "dh_" not in text(client.get("/me/")).replace(f"<code>{token.hint}", "")
    assert client.post(f"/me/tokens/{token.id}/revoke", {"ok": "1"}).status_code == 302
    assert client.post("/me/edit", {"email": "a@b.vn", "phone": "", "language": "en"}).status_code == 302


def test_a_clerk_sees_no_page_of_another_province_nor_of_people(cp: Organisation, client_for: Any) -> None:
    mine, other = factories.organisation("T01", "province", cp), factories.organisation("T79", "province", cp)
    stranger = factories.appointment(other, "reporting.enter")
    home = factories.organisation("X00001", "commune", mine)
    client = client_for(factories.appointment(home, "reporting.enter"))
    assert "T79" not in text(client.get("/organisations/"))
    for path in ("/organisations/T79/", "/organisations/T79/rename", f"/appointments/{stranger.pk}/delegate"):
        assert client.get(path).status_code == 404, path
    for path in (
        "/organisations/new",
        "/organisations/merge",
        "/organisations/X00001/abolish",
        "/people/",
        "/people/new",
        f"/people/{stranger.person_id}/",
        "/me/tokens/new",
    ):
        assert client.get(path).status_code == 403, path


def test_nobody_signed_in_is_sent_to_sign_in(cp: Organisation) -> None:
    for path in ("/organisations/", "/organisations/CP/", "/people/", "/me/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("count", [1, 50])
def test_pages_cost_the_same_for_one_row_and_for_fifty(
    count: int, cp: Organisation, client_for: Any, counted: Any
) -> None:
    province = factories.organisation("T01", "province", cp)
    for n in range(count):
        body = factories.organisation(f"X{n:05}", "commune", province)
        factories.appointment(body, "reporting.enter")
    held = factories.appointment(province, "people.manage")
    for n in range(20):
        factories.appointment(province, "reporting.view", person=held.person, position_vi=f"Kiêm nhiệm {n}")
    client = client_for(held)
    client.get("/organisations/")
    # 1 session; 2 person; 3 his appointments; 4 his named views; 5 the list; 6 the bodies above
    with counted(6):
        client.get("/organisations/?kind=commune")
    # 1–3 as above; 4 the body; 5 versions; 6 successions; 7 the body above and those below
    with counted(7):
        client.get("/organisations/T01/")
    # 1–3 as above; 4 his named views; 5 people; 6 what they hold; 7 where; 8 their number, where they fill more than a page
    with counted(7 if count == 1 else 8):
        page = client.get("/people/")
    assert "Kiêm nhiệm 3" in text(page)
