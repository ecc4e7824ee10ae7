"""An official of one province, with every power there is, can see and touch nothing of another province or a ministry.

He is tried through every page and operation, lists and search, events (polled and streamed), ledger entries and
receipts, and with the real ids of other people's records.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dieuhanh.centre.admission import Credential, ask
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import OrganisationVersion, Person
from dieuhanh.organisations.rules.powers import POWERS
from tests.authority.rows import all_rows
from tests.authority.table import Row
from tests.authority.world import COMMUNE_ELSEWHERE, EVERYBODY, SIGNED_IN, World, undone

INTRUDER = "intruder"
ROWS = all_rows()
NOT_THEIRS = ("BCT", "CUC", "CUC2", "BTC", "T01", "X01")
"""Bodies that his remit does not reach. (The Government above him, and its Office, everybody sees by name.)"""


@pytest.fixture(scope="module")
def theirs(world: World) -> Iterator[World]:
    """The country with a newcomer in X79 who holds every power over X79."""
    with undone():
        world.hire(INTRUDER, "X79", *POWERS)
        client = Client()
        client.force_login(world.people[INTRUDER], backend="django.contrib.auth.backends.ModelBackend")
        world._sessions[INTRUDER] = client.cookies["sessionid"].value
        yield world
        del world.people[INTRUDER], world._sessions[INTRUDER]


def traces(world: World) -> set[str]:
    """What would betray a record of theirs: names and codes of bodies, names of people, ids of everything."""
    from dieuhanh.reporting.models import Assignment

    bodies = [world.bodies[code] for code in NOT_THEIRS]
    found = set(OrganisationVersion.objects.filter(organisation__in=bodies).values_list("name_vi", flat=True))
    found |= {str(body.pk) for body in bodies}
    found |= {
        str(number)
        for number in Assignment.objects.filter(respondent__in=bodies).values_list("number", flat=True)
    }
    officials = {
        role: held for role, held in world.appointments.items() if held.organisation.key in NOT_THEIRS
    }
    found |= {held.person.full_name for held in officials.values()}
    found |= {str(value) for held in officials.values() for value in (held.pk, held.person_id)}
    kinds = ("assignment_", "submission_", "file_", "upload_", "fact_")
    found |= {
        str(value)
        for name, value in world.records.items()
        if name.startswith(kinds) and not name.endswith("79")
    }
    found |= {
        world.records[name] for name in ("job", "delegation", "certificate", "token_narrow", "target", "view")
    }
    return found


def about_others(row: Row) -> bool:
    """Whether a row names a record of somebody else's (and everybody signed in may not see it anyway)."""
    return (
        bool(row.at)
        and set(row.may) not in (set(EVERYBODY), set(SIGNED_IN))
        and COMMUNE_ELSEWHERE not in row.may
    )


@pytest.mark.parametrize("row", [row for row in ROWS if about_others(row)], ids=lambda row: row.name)
def test_a_record_of_another_body_is_not_there_for_who_knows_its_id(row: Row, theirs: World) -> None:
    entries = Entry.objects.count()
    said = row.ask(theirs, INTRUDER)
    assert said.status in (403, 404, 422, "to sign-in", 302)
    assert Entry.objects.count() == entries
    whole_country = {
        "/deadlines",
        "/signing/trust",
        "/wall/scenes",
        "/api/v1/trust-anchors",
        "/accounts/",
        "/reporting/indicators",
        "/programmes",  # a published programme is everybody's to read: what is refused there is the deed
        "/api/v1/programmes",
    }
    if not row.address.startswith(tuple(whole_country)):
        assert said.status == 404, said.text
    leaked = {one for one in traces(theirs) if one in said.text} - set(
        map(str, theirs.fill(dict(row.at)).values())
    )
    assert not leaked, leaked


LISTS = [
    row for row in ROWS
    if row.method == "GET" and not row.address.startswith(("/accounts/", "/api/docs", "/api/v1/openapi", "/styleguide", "/metrics"))
]  # fmt: skip


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.name)
def test_nothing_that_he_may_open_shows_anything_of_theirs(row: Row, theirs: World) -> None:
    path = row.address
    for name, value in row.at.items():
        path = path.replace("{" + name + "}", str(theirs.fill(value)))
    answer = theirs.call(INTRUDER, "GET", path, query=row._query(theirs))
    text = (
        "".join(map(str, answer.streaming_content)) if answer.streaming and answer.status_code != 200 else ""
    )
    text = text or ("" if answer.streaming else answer.content.decode(errors="replace"))
    said_himself = f"{path}?{row._query(theirs)}"
    leaked = {one for one in traces(theirs) if one in text and one not in said_himself}
    # Whoever enters a document says who issued it, and a published programme says who is obliged and who fails: ministries
    # and provinces, by name.
    if row.address == "/directives/documents/new/" or row.address.startswith("/programmes/{code}/"):
        issuers = [theirs.bodies[code] for code in NOT_THEIRS]
        leaked -= set(
            OrganisationVersion.objects.filter(
                organisation__in=issuers, kind__in=["ministry", "province"]
            ).values_list("name_vi", flat=True)
        )
    assert not leaked, (path, leaked)


@pytest.mark.parametrize("words", ["Trúc Bạch", "truc bach", "Công Thương", "BCT", "X01"])
@pytest.mark.parametrize(
    "path",
    ["/organisations/?q={}", "/people/?q={}", "/reporting/?q={}", "/reporting/?organisation={}", "/api/v1/organisations?q={}",
     "/api/v1/organisations?parent={}", "/api/v1/people?q={}", "/api/v1/assignments?organisation={}",
     "/api/v1/appointments?organisation={}", "/search?q={}", "/api/v1/search?q={}", "/api/v1/targets?q={}", "/reporting/targets/?q={}",
     "/reporting/indicators/?organisation={}", "/api/v1/facts?indicator=MOI-02&organisation={}&from=2020-06&to=2020-06",
     "/api/v1/facts?indicator=MOI-02&parent={}&from=2020-06&to=2020-06&format=csv", "/wall/tiles/map/?province={}", "/wall/tiles/reports/?organisation={}"],
)  # fmt: skip
def test_search_and_filters_find_nothing_of_theirs(path: str, words: str, theirs: World) -> None:
    answer = theirs.call(INTRUDER, "GET", path.format(words))
    assert answer.status_code in (200, 404)
    text = answer.content.decode()
    assert not {one for one in traces(theirs) if one in text and one not in words}


@pytest.mark.parametrize("role", ["clerk", "commune", "admin_here"])
def test_lists_narrowed_to_somebody_elsewhere_are_empty(role: str, theirs: World) -> None:
    person = theirs.records[f"person_{role}"]
    answer = theirs.call(INTRUDER, "GET", f"/api/v1/appointments?person_id={person}")
    assert answer.json()["items"] == []


def test_the_ledger_tells_him_of_his_own_body_only(theirs: World) -> None:
    items = theirs.call(INTRUDER, "GET", "/api/v1/ledger/entries?limit=500").json()["items"]
    assert {one["organisation_id"] for one in items} == {str(theirs.bodies["X79"].pk)}
    assignment = theirs.records["assignment_X01"]
    for subject in (f"reporting.assignment:{assignment}", "person", "organisation"):
        told = theirs.call(INTRUDER, "GET", f"/api/v1/ledger/entries?subject={subject}").json()["items"]
        assert {one["organisation_id"] for one in told} <= {str(theirs.bodies["X79"].pk)}


def test_a_receipt_of_theirs_is_proof_without_a_body_and_of_his_own_has_it(theirs: World) -> None:
    def receipt(code: str) -> dict[str, Any]:
        answer = theirs.call(
            INTRUDER, "GET", f"/api/v1/ledger/entries/{theirs.records[f'index_{code}']}/receipt"
        )
        return dict(json.loads(answer.content))

    assert theirs.records["index_X79"] != "-1"
    own, other = receipt("X79"), receipt("X01")
    assert own["entry"].keys() == {"commitment", "salt", "body"}
    assert other["entry"].keys() == {"commitment"}
    assert other["inclusion"]


def test_polled_and_streamed_events_are_of_his_own_body(
    theirs: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dieuhanh.centre.admission.close_old_connections", lambda: None
    )  # the test's own connection
    own = str(theirs.bodies["X79"].pk)
    items = theirs.call(INTRUDER, "GET", "/api/v1/wall/events?after=-1&limit=500").json()["items"]
    text = json.dumps(items, ensure_ascii=False)
    assert items
    assert not {one for one in traces(theirs) if one in text}
    standing = ask(Credential("", theirs._sessions[INTRUDER]))
    assert standing.status == 200
    assert standing.bodies is not None
    assert {str(one) for one in standing.bodies} == {own}
    assert not any(standing.hears(theirs.bodies[code].pk) for code in NOT_THEIRS)
    assert not standing.hears(None), "what concerns the whole country is for who serves it"


def test_a_token_over_one_body_is_not_its_owner(theirs: World) -> None:
    from dieuhanh.config.models import Job

    owner = Person.objects.get(username="owner")
    job = Job.objects.create(
        kind="test", person_id=owner.pk, organisation_id=theirs.bodies["X01"].pk, state="running"
    )
    assert theirs.call("narrow", "GET", f"/api/v1/jobs/{job.pk}").status_code == 404
    for path in (
        "/api/v1/tokens",
        "/api/v1/appointments",
        "/api/v1/delegations",
        "/api/v1/signatures",
        "/api/v1/certificates",
    ):
        said = theirs.call("narrow", "GET", path).json()
        assert (said["items"] if isinstance(said, dict) else said) == [], path


def test_the_country_s_figures_say_nothing_of_one_body_s(theirs: World) -> None:
    """Every figure of the layout asked whole: those of others are not there, whatever the form of the answer."""
    for form in ("json", "csv", "ndjson"):
        for whose in (
            "",
            "&organisation=X01",
            "&parent=T01",
            "&parent=CP",
            "&layout=34",
            "&organisation=X79,X01",
        ):
            answer = theirs.call(
                INTRUDER,
                "GET",
                f"/api/v1/facts?indicator=MOI-02&from=2020-06&to=2020-06&format={form}{whose}",
            )
            text = (
                b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
            )
            assert answer.status_code in (200, 404), text[:300]
            assert theirs.records["fact_X01"] not in text
            assert theirs.records["fact_BCT"] not in text


def test_a_target_of_another_body_is_not_ended_by_one_of_one_s_own(theirs: World) -> None:
    from tests.authority.rows.reporting_pages import TARGET

    sent = {**TARGET, "organisation": "X79", "key": "X79-1", "low": 5, "supersedes": "BCT-CU"}
    answer = theirs.call(
        INTRUDER, "POST", "/api/v1/targets", data=json.dumps(sent), content_type="application/json"
    )
    assert answer.status_code == 403


def test_several_at_once_takes_none_of_theirs(theirs: World) -> None:
    from dieuhanh.config.models import Job

    before = Job.objects.count()
    ids = [theirs.records["assignment_X01"], theirs.records["assignment_BCT"]]
    for action in ("receive", "accept", "remind", "extend"):
        sent = {"action": action, "id": ids, "go": "1", "reason": "x", "due_on": "2020-12-01", "note": ""}
        answer = theirs.call(INTRUDER, "POST", "/reporting/bulk/", data=sent)
        assert answer.status_code in (200, 404, 422)
        assert Job.objects.count() == before
        assert not {one for one in traces(theirs) if one in answer.content.decode()} - set(ids)
