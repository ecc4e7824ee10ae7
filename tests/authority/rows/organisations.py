"""Bodies through time, people, appointments, powers lent, tokens, one's own account."""

from datetime import date, timedelta

from django.utils import timezone

from dieuhanh.organisations import actions
from dieuhanh.organisations.actions import sessions
from dieuhanh.organisations.actions.people import record_password_change
from tests.authority.table import TO_SIGN_IN, Row, Verb
from tests.authority.world import (
    ADMIN,
    ADMIN_ELSEWHERE,
    ADMIN_HERE,
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE,
    COMMUNE_ELSEWHERE,
    IDLE,
    LEADER,
    MACHINE,
    MACHINES,
    NARROW,
    OTHER,
    PEOPLE,
    PROVINCE,
    RECEIVER,
    SIGNED_IN,
    STRANGER,
    World,
)  # fmt: skip

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
NEXT_MONTH = (timezone.localdate() + timedelta(days=30)).isoformat()
_WHOLE = [RECEIVER, CENTRE, AUDITOR, ADMIN, MACHINE]
"""Who reaches every body."""
_HERE = [IDLE, CLERK, LEADER, ADMIN_HERE, NARROW]
"""Who reaches BCT and what stands under it."""
_SEES_CUC = [*_WHOLE, *_HERE]
_KEEPS_BODIES = [ADMIN, MACHINE]
"""`organisations.manage` over the whole; ADMIN_HERE has it under BCT."""
_KEEPS_CUC = [*_KEEPS_BODIES, ADMIN_HERE]
_KEEPS_PEOPLE = [ADMIN, ADMIN_HERE]
"""`people.manage` over BCT. No token carries it."""
_ELSEWHERE_MANAGES = {ADMIN_ELSEWHERE: 404}
"""Has the power, over another body: BCT's records are not there for him."""
_ELSEWHERE = dict.fromkeys((STRANGER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE, ADMIN_ELSEWHERE), 404)
"""Whose remit does not reach BCT: its people and their papers are not there for them."""

_EVENT = {"on": TOMORROW, "legal_document": "1/NĐ-CP"}
_NAMES = {"name_vi": "Cục Mới", "name_en": "New Department"}
_NEW = {"code": "CUC-MOI", "kind": "department", "parent": "BCT", **_NAMES, **_EVENT}
_CUC = {"code": "CUC"}
_PARTS = {
    "parts-TOTAL_FORMS": "4", "parts-INITIAL_FORMS": "0", "parts-0-code": "CUC-A", "parts-0-name_vi": "Cục A",
    "parts-0-name_en": "Department A", "parts-0-is_default": "on", "parts-1-code": "CUC-B", "parts-1-name_vi": "Cục B",
    "parts-1-name_en": "Department B",
}  # fmt: skip
_MERGER = {"organisations": "CUC", "into": "CUC2", **_EVENT}
# Of BCT's officials those see CUC and may not change it; to all others it is not there.
_NOT_CUC = {role: 404 for role in SIGNED_IN if role not in (*_SEES_CUC, STRANGER)} | {STRANGER: 404}


def _life(name: str, send: dict[str, str]) -> list[Row]:
    """The form of one life event, and the event."""
    address = f"/organisations/{{code}}/{name}"
    return [
        Row("GET", address, may=_KEEPS_CUC, but=_NOT_CUC, at=_CUC),
        Row("POST", address, may=_KEEPS_CUC, ok=302, but=_NOT_CUC, at=_CUC, send=send),
    ]


def _life_api(name: str, send: dict[str, object]) -> Row:
    return Row(
        "POST", f"/api/v1/organisations/{{code}}/{name}", may=_KEEPS_CUC, but=_NOT_CUC, at=_CUC, send=send
    )


def _person(
    name: str, send: dict[str, object], *, ok: int = 302, but: dict[str, int] | None = None
) -> list[Row]:
    """A form about BCT's clerk, and what it does."""
    address, at = f"/people/{{person_id}}/{name}", {"person_id": "$person_clerk"}
    return [
        Row("GET", address, may=_KEEPS_PEOPLE, at=at, but=_ELSEWHERE_MANAGES),
        Row("POST", address, may=_KEEPS_PEOPLE, ok=ok, at=at, but=but or _ELSEWHERE_MANAGES, send=send),
    ]


_APPOINTMENT = {
    "person_id": "$person_stranger_here", "organisation": "BCT", "role": "clerk", "valid_from": TOMORROW,
    "legal_document": "3/QĐ-BCT",
}  # fmt: skip
_DELEGATION = {
    "giver": "$appointment_leader", "taker": "$appointment_clerk", "powers": ["reporting.approve"], "valid_from": TOMORROW,
    "valid_to": NEXT_MONTH, "legal_document": "4/QĐ-BCT",
}  # fmt: skip
_TOKEN = {"name": "Máy thử", "powers": ["organisations.manage"], "expires_on": NEXT_MONTH}
_MAKES_TOKENS = [RECEIVER, ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE]

ROWS = [
    Row("GET", "/organisations/", may=SIGNED_IN),
    Row("GET", "/organisations/{code}/", may=_SEES_CUC, no=404, at=_CUC),
    Row(
        "GET",
        "/organisations/{code}/",
        may=SIGNED_IN,
        but={STRANGER: 404},
        at={"code": "CP"},
        note="the way up is seen by all",
    ),
    Row("GET", "/organisations/new", may=[*_KEEPS_CUC, ADMIN_ELSEWHERE]),
    # The form is his, BCT is not: he is told so at the field.
    Row("POST", "/organisations/new", may=_KEEPS_CUC, ok=302, but={ADMIN_ELSEWHERE: 422}, send=_NEW),
    Row("GET", "/organisations/merge", may=[*_KEEPS_CUC, ADMIN_ELSEWHERE]),
    Row("POST", "/organisations/merge", may=_KEEPS_CUC, ok=302, but={ADMIN_ELSEWHERE: 422}, send=_MERGER),
    *_life("rename", {**_NAMES, **_EVENT}),
    *_life("move", {"parent": "CUC2", **_EVENT}),
    *_life("kind", {"kind": "other", **_EVENT}),
    *_life("split", {"code": "CUC-MOI", "kind": "department", **_NAMES, **_EVENT}),
    *_life("divide", {**_PARTS, **_EVENT}),
    *_life("abolish", _EVENT),
    Row("GET", "/api/v1/organisations", may=SIGNED_IN),
    Row("GET", "/api/v1/organisations/{code}", may=_SEES_CUC, no=404, at=_CUC),
    Row("GET", "/api/v1/organisations/{code}/history", may=_SEES_CUC, no=404, at=_CUC),
    Row("POST", "/api/v1/organisations", may=_KEEPS_CUC, ok=201, send=_NEW, but=_ELSEWHERE),
    Row(
        "POST",
        "/api/v1/organisations:merge",
        may=_KEEPS_CUC,
        but=_NOT_CUC,
        send={"organisations": ["CUC"], "into": "CUC2", **_EVENT},
    ),
    _life_api("rename", {**_NAMES, **_EVENT}),
    _life_api("move", {"parent": "CUC2", **_EVENT}),
    _life_api("change-kind", {"kind": "other", **_EVENT}),
    _life_api("split", {"new": [{"code": "CUC-MOI", "kind": "department", **_NAMES}], **_EVENT}),
    _life_api(
        "divide",
        {
            "parts": [
                {"new": {"code": "CUC-A", "kind": "department", **_NAMES}, "is_default": True},
                {"new": {"code": "CUC-B", "kind": "department", **_NAMES}},
            ],
            **_EVENT,
        },
    ),
    _life_api("abolish", _EVENT),
    Row("GET", "/people/", may=[*_KEEPS_PEOPLE, ADMIN_ELSEWHERE]),
    Row(
        "GET",
        "/people/{person_id}/",
        may=_KEEPS_PEOPLE,
        but=_ELSEWHERE_MANAGES,
        at={"person_id": "$person_clerk"},
    ),
    Row("GET", "/people/new", may=[*_KEEPS_PEOPLE, ADMIN_ELSEWHERE]),
    Row(
        "POST",
        "/people/new",
        may=_KEEPS_PEOPLE,
        ok=302,
        but={ADMIN_ELSEWHERE: 422},
        send={"username": "moi", "full_name": "Người Mới", "language": "vi", "home": "BCT"},
    ),
    *_person("edit", {"full_name": "Tên Mới", "language": "vi"}),
    *_person(
        "appoint",
        {"organisation": "CUC", "role": "clerk", "valid_from": TOMORROW, "legal_document": "2/QĐ-BCT"},
    ),
    *_person("deactivate", {"reason": "Nghỉ hưu"}),
    *_person("reactivate", {"reason": "Trở lại"}),
    *_person("password", {}, ok=200),
    *_person("identity", {"subject": "001085012345"}),
    Row("GET", "/api/v1/people", may=[*_KEEPS_PEOPLE, ADMIN_ELSEWHERE]),
    Row(
        "POST",
        "/api/v1/people",
        may=_KEEPS_PEOPLE,
        ok=201,
        send={"username": "moi", "full_name": "Người Mới", "home": "BCT"},
        but=_ELSEWHERE,
    ),
    Row(
        "POST",
        "/api/v1/people/{person_id}/deactivate",
        may=_KEEPS_PEOPLE,
        but=_ELSEWHERE,
        at={"person_id": "$person_clerk"},
        send={"reason": "Nghỉ hưu"},
    ),
    Row(
        "POST",
        "/api/v1/people/{person_id}/reactivate",
        may=_KEEPS_PEOPLE,
        but=_ELSEWHERE,
        at={"person_id": "$person_clerk"},
        send={"reason": "Trở lại"},
    ),
    Row("GET", "/api/v1/appointments", may=SIGNED_IN),
    Row("POST", "/api/v1/appointments", may=_KEEPS_PEOPLE, ok=201, send=_APPOINTMENT, but=_ELSEWHERE),
    Row(
        "GET",
        "/appointments/{appointment_id}/end",
        may=_KEEPS_PEOPLE,
        but=_ELSEWHERE_MANAGES,
        at={"appointment_id": "$appointment_clerk"},
    ),
    Row(
        "POST",
        "/appointments/{appointment_id}/end",
        may=_KEEPS_PEOPLE,
        ok=302,
        but=_ELSEWHERE_MANAGES,
        send=_EVENT,
        at={"appointment_id": "$appointment_clerk"},
    ),
    Row(
        "POST",
        "/api/v1/appointments/{appointment_id}/end",
        may=_KEEPS_PEOPLE,
        but=_ELSEWHERE,
        send=_EVENT,
        at={"appointment_id": "$appointment_clerk"},
    ),
    Row(
        "GET",
        "/appointments/{appointment_id}/delegate",
        may=[LEADER, *_KEEPS_PEOPLE],
        but=_ELSEWHERE,
        at={"appointment_id": "$appointment_leader"},
    ),
    Row(
        "POST",
        "/appointments/{appointment_id}/delegate",
        may=[LEADER, *_KEEPS_PEOPLE],
        but=_ELSEWHERE,
        ok=302,
        at={"appointment_id": "$appointment_leader"},
        send={k: v for k, v in _DELEGATION.items() if k != "giver"},
    ),
    Row("GET", "/api/v1/delegations", may=SIGNED_IN),
    Row(
        "POST", "/api/v1/delegations", may=[LEADER, *_KEEPS_PEOPLE], but=_ELSEWHERE, ok=201, send=_DELEGATION
    ),
    Row(
        "GET",
        "/delegations/{delegation_id}/revoke",
        may=[LEADER, *_KEEPS_PEOPLE],
        but=_ELSEWHERE,
        at={"delegation_id": "$delegation"},
    ),
    Row(
        "POST",
        "/delegations/{delegation_id}/revoke",
        may=[LEADER, *_KEEPS_PEOPLE],
        but=_ELSEWHERE,
        ok=302,
        send={"reason": "Hết việc"},
        at={"delegation_id": "$delegation"},
    ),
    Row(
        "POST",
        "/api/v1/delegations/{delegation_id}/revoke",
        may=[LEADER, *_KEEPS_PEOPLE],
        but=_ELSEWHERE,
        send={"reason": "Hết việc"},
        at={"delegation_id": "$delegation"},
    ),
    Row("GET", "/api/v1/tokens", may=SIGNED_IN),
    Row(
        "POST",
        "/api/v1/tokens",
        may=[ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE],
        ok=201,
        send=_TOKEN,
        but={RECEIVER: 422, STRANGER: 404},
    ),
    Row(
        "POST",
        "/api/v1/tokens/{token_id}/revoke",
        may=[RECEIVER, ADMIN, ADMIN_HERE],
        but=_ELSEWHERE,
        at={"token_id": "$token_narrow"},
    ),
    Row("GET", "/me/", may=PEOPLE, no=404),
    Row("GET", "/me/edit", may=PEOPLE, no=404),
    Row("POST", "/me/edit", may=PEOPLE, ok=302, no=404, send={"full_name": "Giám đốc", "language": "vi"}),
    Row("POST", "/me/appointment", may=[CLERK], ok=302, no=404, send={"appointment": "$appointment_clerk"}),
    Row(
        "POST",
        "/me/sessions/{session_id}/end",
        may=[CLERK],
        ok=302,
        no=404,
        at={"session_id": "$session_another"},
    ),
    Row(
        "POST",
        "/me/sessions/{session_id}/end",
        may=[CLERK],
        ok=TO_SIGN_IN,
        no=404,
        at={"session_id": "$session_clerk"},
        note="the one in use",
    ),
    Row("GET", "/api/v1/sessions", may=SIGNED_IN),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/revoke",
        may=[CLERK],
        no=404,
        at={"session_id": "$session_another"},
    ),
    Row(
        "POST",
        "/api/v1/sessions/{session_id}/revoke",
        may=[CLERK],
        no=404,
        at={"session_id": "$session_clerk"},
        note="the one in use",
    ),
    Row("GET", "/me/tokens/new", may=_MAKES_TOKENS, but=dict.fromkeys(MACHINES, 404)),
    Row(
        "POST",
        "/me/tokens/new",
        may=[ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE],
        but={**dict.fromkeys(MACHINES, 404), RECEIVER: 422},
        send=_TOKEN,
    ),
    Row(
        "GET",
        "/me/tokens/{token_id}/revoke",
        may=[RECEIVER, ADMIN, ADMIN_HERE],
        no=404,
        at={"token_id": "$token_narrow"},
    ),
    Row(
        "POST",
        "/me/tokens/{token_id}/revoke",
        may=[RECEIVER, ADMIN, ADMIN_HERE],
        ok=302,
        no=404,
        at={"token_id": "$token_narrow"},
    ),
]

_ON = timezone.localdate() + timedelta(days=1)
_BODIES, _PEOPLE = "organisations.manage", "people.manage"
_FRESH = actions.NewBody("CUC-MOI", "department", "Cục Mới", "New Department")
_DOC = {"on": _ON, "legal_document": "1/NĐ-CP"}
_CALL = "organisations.actions."


def _cuc(w: World) -> object:
    return w.bodies["CUC"].pk


VERBS = [
    Verb(_CALL + "organisations.create", _BODIES, "BCT", lambda w, by: actions.create(
        by=by, code="CUC-MOI", kind="department", name_vi="Cục Mới", name_en="New", parent_id=w.bodies["BCT"].pk, **_DOC)),
    Verb(_CALL + "organisations.rename", _BODIES, "BCT", lambda w, by: actions.rename(
        _cuc(w), by=by, name_vi="Tên Mới", name_en="New", **_DOC)),
    Verb(_CALL + "organisations.move", _BODIES, "BCT", lambda w, by: actions.move(
        _cuc(w), by=by, parent_id=w.bodies["CUC2"].pk, **_DOC)),
    Verb(_CALL + "organisations.change_kind", _BODIES, "BCT", lambda w, by: actions.change_kind(_cuc(w), by=by, kind="other", **_DOC)),
    Verb(_CALL + "organisations.merge", _BODIES, "BCT", lambda w, by: actions.merge(
        [_cuc(w)], by=by, into_id=w.bodies["CUC2"].pk, **_DOC)),
    Verb(_CALL + "organisations.split", _BODIES, "BCT", lambda w, by: actions.split(_cuc(w), by=by, new=[_FRESH], children={}, **_DOC)),
    Verb(_CALL + "organisations.divide", _BODIES, "BCT", lambda w, by: actions.divide(_cuc(w), by=by, parts=[
        actions.Part(new=_FRESH, is_default=True), actions.Part(new=actions.NewBody("CUC-B", "department", "Cục B", "B"))], **_DOC)),
    Verb(_CALL + "organisations.abolish", _BODIES, "BCT", lambda w, by: actions.abolish(_cuc(w), by=by, **_DOC)),
    Verb(_CALL + "people.create_person", _PEOPLE, "BCT", lambda w, by: actions.create_person(
        by=by, username="moi", full_name="Người Mới", home_id=w.bodies["BCT"].pk)),
    Verb(_CALL + "people.update_person", _PEOPLE, "BCT", lambda w, by: actions.update_person(
        w.people[CLERK].pk, by=by, full_name="Tên Khác")),
    Verb(_CALL + "people.deactivate", _PEOPLE, "BCT", lambda w, by: actions.deactivate(w.people[CLERK].pk, by=by, reason="Nghỉ")),
    Verb(_CALL + "people.reactivate", _PEOPLE, "BCT", lambda w, by: actions.reactivate(w.people[CLERK].pk, by=by, reason="Về")),
    Verb(_CALL + "people.reset_password", _PEOPLE, "BCT", lambda w, by: actions.reset_password(w.people[CLERK].pk, by=by)),
    Verb(_CALL + "people.link_identity", _PEOPLE, "BCT", lambda w, by: actions.link_identity(
        w.people[CLERK].pk, by=by, subject="001085012345")),
    Verb(_CALL + "appointments.appoint", _PEOPLE, "BCT", lambda w, by: actions.appoint(
        by=by, person_id=w.people[CLERK].pk, organisation_id=_cuc(w), position_vi="Chuyên viên", position_en="Officer",
        powers=["reporting.view"], valid_from=_ON, legal_document="2/QĐ")),
    Verb(_CALL + "appointments.end_appointment", _PEOPLE, "BCT", lambda w, by: actions.end_appointment(
        w.appointments[CLERK].pk, by=by, **_DOC)),
    Verb(_CALL + "delegations.delegate", _PEOPLE, "BCT", lambda w, by: actions.delegate(
        by=by, giver_id=w.appointments[LEADER].pk, taker_id=w.appointments[CLERK].pk, powers=["reporting.approve"],
        valid_from=_ON, valid_to=date(2099, 1, 1), legal_document="4/QĐ")),
    Verb(_CALL + "delegations.revoke_delegation", _PEOPLE, "BCT", lambda w, by: actions.revoke_delegation(
        w.records["delegation"], by=by, reason="Hết việc")),
    Verb(_CALL + "tokens.create_token", "tokens.manage", "BCT", lambda w, by: actions.create_token(
        by=by, name="Máy", powers=["facts.view"], expires_on=_ON, organisation_id=w.bodies["BCT"].pk), also=("facts.view",)),
    Verb(_CALL + "tokens.revoke_token", "tokens.manage", "BCT", lambda w, by: actions.revoke_token(w.records["token_narrow"], by=by)),
]  # fmt: skip
INNER = {
    _CALL + "life.check_over": "asks for the power; writes nothing",
    _CALL + "people.check_reach_of": "asks for the power; writes nothing",
    _CALL + "people.record_password_change": "sign-in tells what a person did to himself",
    _CALL + "sessions.record_sign_in": "sign-in tells what a person did to himself",
    _CALL + "sessions.record_sign_out": "sign-in tells what a person did to himself",
    _CALL + "sessions.choose_appointment": "one's own appointments only: POST /me/appointment",
    _CALL + "sessions.revoke_session": "one's own sessions only: POST /me/sessions/{session_id}/end",
}
assert record_password_change
assert sessions


def prepare(world: World) -> None:
    """A second department, and a person whom BCT keeps who holds nothing yet."""
    from dieuhanh.organisations.models import Person
    from tests import factories

    world.bodies["CUC2"] = factories.organisation(
        "CUC2", kind="department", parent=world.bodies["BCT"], name_vi="Cục Hai"
    )
    new = Person.objects.create(username="cho.bo.nhiem", full_name="Chờ Bổ Nhiệm", home=world.bodies["BCT"])
    world.records["person_stranger_here"] = str(new.pk)
