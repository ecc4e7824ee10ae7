"""What is seen from outside: the log's files, receipts, lists under rights, pages."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dieuhanh.ledger import models, sequencer
from dieuhanh.ledger.access import Choice, access_entries
from dieuhanh.ledger.keys import ensure_key
from dieuhanh.ledger.queries import history, indexes_of, last_indexes
from dieuhanh.ledger.rules import notes, receipts, tiles, tree
from tests import factories

Wrote = Callable[..., list[UUID]]
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db
AT = "/api/v1/ledger"


@pytest.fixture
def grown(wrote: Wrote) -> int:
    """A tree of 600 entries under a head."""
    wrote(600)
    sequencer.run_once()
    return 600


class World:
    """The Government, two ministries, and readers of each."""

    def __init__(self) -> None:
        self.government = factories.government()
        self.first = factories.organisation("BO1", parent=self.government)
        self.second = factories.organisation("BO2", parent=self.government)
        self.all_seeing = factories.appointment(self.government, "ledger.read")
        self.reader = factories.appointment(self.first, "ledger.read")
        self.powerless = factories.appointment(self.first)


@pytest.fixture
def world() -> World:
    return World()


def fetch(client: Client, path: str) -> bytes:
    response = client.get(f"{AT}/{path}")
    assert response.status_code == 200, (path, response.content)
    return bytes(response.content)


# --- the public log


def test_a_stranger_rebuilds_the_whole_tree_from_the_public_files(grown: int, client: Client) -> None:
    key = notes.read_verifier_key(fetch(client, "key").decode())
    head = notes.open_checkpoint(fetch(client, "checkpoint").decode(), [key])
    assert (head.origin, head.size) == ("dieuhanh.local/ledger", 600)
    entries: list[bytes] = []
    for place in ("000", "001", "002.p/88"):
        entries += tiles.read_entry_bundle(fetch(client, f"tile/entries/{place}"))
    leaves = [tree.leaf_hash(entry) for entry in entries]
    assert tree.root_of(leaves) == head.root
    assert fetch(client, "tile/0/001") == b"".join(leaves[256:512])
    assert fetch(client, "tile/0/002.p/88") == b"".join(leaves[512:])
    assert fetch(client, "tile/0/002.p/7") == b"".join(leaves[512:519])
    assert fetch(client, "tile/1/000.p/2") == tree.root_of(leaves[:256]) + tree.root_of(leaves[256:512])


def test_the_logs_files_have_the_kinds_and_lives_that_the_specification_asks(
    grown: int, client: Client
) -> None:
    kinds = {
        path: client.get(f"{AT}/{path}") for path in ("checkpoint", "key", "tile/0/000", "tile/entries/000")
    }
    assert {path: response["Content-Type"] for path, response in kinds.items()} == {
        "checkpoint": "text/plain; charset=utf-8",
        "key": "text/plain; charset=utf-8",
        "tile/0/000": "application/octet-stream",
        "tile/entries/000": "application/octet-stream",
    }
    assert "immutable" in kinds["tile/0/000"]["Cache-Control"]
    assert kinds["checkpoint"]["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/003",
        "tile/0/002",
        "tile/0/002.p/89",
        "tile/1/000",
        "tile/64/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/0/x",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/002.p/89",
        "tile/entries/../../key",
        "entries/600/receipt",
    ],
)
def test_what_is_not_there_is_told_as_a_problem(grown: int, client: Client, path: str) -> None:
    response = client.get(f"{AT}/{path}")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")


def test_no_tile_runs_ahead_of_the_signed_head(grown: int, wrote: Wrote, client: Client) -> None:
    wrote(5)
    sequencer.run_once(sign=False)
    assert client.get(f"{AT}/tile/0/002.p/89").status_code == 404
    assert client.get(f"{AT}/entries/600/receipt").status_code == 404
    sequencer.run_once()
    assert client.get(f"{AT}/tile/0/002.p/89").status_code == 200


def test_before_the_first_entry_there_is_a_key_and_no_head(client: Client) -> None:
    assert notes.read_verifier_key(fetch(client, "key").decode()) == ensure_key().verifier
    assert client.get(f"{AT}/checkpoint").status_code == 404


@pytest.mark.parametrize("index", ["-1", str(2**63), "1e3", "x"])
def test_a_place_that_is_none_is_refused_and_not_an_error(client: Client, index: str) -> None:
    assert client.get(f"{AT}/entries/{index}/receipt").status_code in (404, 422)


@pytest.mark.parametrize("size", [1, 700])
def test_a_tile_costs_two_statements(wrote: Wrote, client: Client, counted: Any, size: int) -> None:
    wrote(size)
    sequencer.run_once()
    # 1 size under the last head  2 hashes
    with counted(2):
        fetch(client, "tile/0/000.p/1")


# --- receipts


def test_a_stranger_gets_a_receipt_that_verifies_and_holds_no_body(grown: int, client: Client) -> None:
    text = fetch(client, "entries/300/receipt").decode()
    found = receipts.verify_receipt(text, str(ensure_key().verifier))
    assert (found.index, found.envelope) == (300, None)
    assert "salt" not in json.loads(text)["entry"]


def test_who_may_read_it_gets_the_body_in_the_receipt(world: World, wrote: Wrote, client_for: Any) -> None:
    wrote(1, organisation_id=world.first.pk, body={"bí mật": 1})
    sequencer.run_once()
    seen = {
        name: receipts.verify_receipt(fetch(client_for(who), "entries/0/receipt").decode()).envelope
        for name, who in [("all", world.all_seeing), ("own", world.reader), ("powerless", world.powerless)]
    }
    assert seen["all"] == seen["own"]
    assert seen["own"] is not None
    assert seen["own"]["content"] == {"bí mật": 1}
    assert seen["powerless"] is None
    stranger = factories.appointment(world.second, "ledger.read")
    assert "body" not in json.loads(fetch(client_for(stranger), "entries/0/receipt"))["entry"]


def test_the_communitys_proof_text_leads_to_the_head(grown: int, client: Client) -> None:
    lines = fetch(client, "entries/300/receipt?form=tlog-proof").decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 300"]
    blank = lines.index("")
    proof = [base64.b64decode(line) for line in lines[2:blank]]
    head = notes.open_checkpoint("\n".join(lines[blank + 1 :]), [ensure_key().verifier])
    leaf = bytes(models.Leaf.objects.get(pk=300).leaf_hash)
    assert tree.verify_inclusion(leaf, 300, head.size, proof, head.root)
    assert client.get(f"{AT}/entries/300/receipt?form=pdf").status_code == 422


# --- lists under rights


def test_a_reader_sees_his_own_branch_and_no_other(world: World, wrote: Wrote, client_for: Any) -> None:
    wrote(1, organisation_id=world.first.pk)
    wrote(1, organisation_id=world.second.pk)
    wrote(1, organisation_id=None)
    wrote(1, organisation_id=world.government.pk)
    sequencer.run_once()

    def indexes(who: Any) -> list[int]:
        return [item["index"] for item in client_for(who).get(f"{AT}/entries").json()["items"]]

    assert indexes(world.all_seeing) == [0, 1, 2, 3]
    assert indexes(world.reader) == [0]
    for index, status in [(0, 200), (1, 404), (2, 404), (3, 404), (4, 404)]:
        assert client_for(world.reader).get(f"/ledger/{index}/").status_code == status


def test_who_has_not_the_power_reads_nothing(
    world: World, grown: int, client: Client, client_for: Any
) -> None:
    assert client_for(world.powerless).get(f"{AT}/entries").status_code == 403
    assert client_for(world.powerless).get("/ledger/").status_code == 403
    assert client_for(world.powerless).get("/ledger/0/").status_code == 403
    assert client.get(f"{AT}/entries").status_code == 401
    assert client.get("/ledger/").status_code == 302


def test_a_list_is_read_page_by_page_without_gap_or_repeat(
    world: World, wrote: Wrote, client_for: Any
) -> None:
    wrote(25)
    sequencer.run_once()
    client, after, seen = client_for(world.all_seeing), "", []
    while after is not None:
        page = client.get(f"{AT}/entries", {"limit": 10, "after": after}).json()
        seen += [item["index"] for item in page["items"]]
        after = page["next"]
    assert seen == list(range(25))


def test_a_list_is_narrowed_by_kind_and_subject(world: World, wrote: Wrote, client_for: Any) -> None:
    subject = wrote(1)[0]
    wrote(2, kind="other.thing.done", subject_id=subject)
    wrote(1, kind="other.thing.undone", subject_type="other_thing", subject_id=subject)
    sequencer.run_once()
    client = client_for(world.all_seeing)

    def indexes(**narrowed: Any) -> list[int]:
        return [item["index"] for item in client.get(f"{AT}/entries", narrowed).json()["items"]]

    assert indexes(kind="other.*") == [1, 2, 3]
    assert indexes(kind="other.thing.done") == [1, 2]
    assert indexes(subject="other_thing") == [3]
    assert indexes(subject=f"test.thing:{subject}") == [1, 2]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "%"},
        {"kind": "'; --"},
        {"subject": "a:b"},
        {"subject": "a\x00"},
        {"after": "zzz"},
        {"after": "LTE"},
        {"after": "W10"},
    ],
)
def test_a_choice_that_cannot_be_read_is_told(world: World, client_for: Any, given: dict[str, str]) -> None:
    assert client_for(world.all_seeing).get(f"{AT}/entries", given).status_code == 422


@pytest.mark.parametrize(("count", "page"), [(1, "/ledger/"), (50, "/ledger/")])
def test_the_list_costs_the_same_for_one_entry_and_for_fifty(
    world: World, wrote: Wrote, client_for: Any, counted: Any, count: int, page: str
) -> None:
    wrote(count, organisation_id=world.first.pk)
    sequencer.run_once()
    client = client_for(world.reader)
    client.get(page)  # the first visit stores the chosen appointment in the session
    # 1 session  2 person  3 appointments with what is lent to them
    # 4 the reader's named views  5 head and keys  6 entries
    with counted(6):
        assert client.get(page).status_code == 200


def test_the_pages_choice_of_days_and_place_is_read_or_told(
    world: World, grown: int, client_for: Any
) -> None:
    client = client_for(world.all_seeing)
    newest = client.get("/ledger/").content.decode()
    assert 'href="/ledger/599/"' in newest
    following = re.search(r'href="(/ledger/\?[^"]*after=[^"]*)"', newest)
    assert following
    assert 'href="/ledger/549/"' in client.get(following[1]).content.decode()
    assert 'href="/ledger/0/"' in client.get("/ledger/?sort=index").content.decode()
    assert 'href="/ledger/599/"' not in client.get("/ledger/?to=2020-08-10").content.decode()
    assert 'href="/ledger/599/"' in client.get("/ledger/?from=2020-08-10&kind=test.*").content.decode()
    for wrong in (
        "from=yesterday",
        "to=9999-99-99",
        "after=-1",
        "after=" + "9" * 40,
        "after=LTE",
        "kind=%25",
    ):
        assert client.get(f"/ledger/?{wrong}").status_code == 422, wrong


def test_an_entrys_page_shows_what_was_recorded_and_verifies_it_now(
    world: World, wrote: Wrote, client_for: Any, counted: Any
) -> None:
    wrote(300, organisation_id=world.first.pk, body={"giá trị": "<b>1.234</b>"})
    sequencer.run_once()
    client = client_for(world.reader)
    client.get("/ledger/257/")  # the first visit stores the chosen appointment in the session
    # 1 session  2 person  3 appointments with what is lent to them  4 entry  5 head and keys  6 tiles of the proof
    # 7 the body's name
    with counted(7):
        page = client.get("/ledger/257/").content.decode()
    assert "&lt;b&gt;1.234&lt;/b&gt;" in page
    assert "<b>1.234" not in page
    assert "/api/v1/ledger/entries/257/receipt" in page
    head = models.Checkpoint.objects.get()
    assert bytes(head.root).hex() in page
    assert "Đã kiểm chứng" in page or "Verified" in page


def test_an_entry_under_no_head_yet_says_so(world: World, wrote: Wrote, client_for: Any) -> None:
    wrote(1)
    sequencer.run_once(sign=False)
    page = client_for(world.all_seeing).get("/ledger/0/")
    assert page.status_code == 200
    assert "/receipt" not in page.content.decode()


def test_the_remit_is_part_of_the_one_statement(world: World, wrote: Wrote, counted: Any) -> None:
    wrote(3, organisation_id=world.first.pk)
    sequencer.run_once()
    by = replace(factories.actor(world.first), powers=frozenset({"ledger.read"}))
    # 1 entries
    with counted(1):
        assert len(access_entries(by, Choice(), limit=10)) == 3


def test_a_records_history_and_places_are_found(wrote: Wrote) -> None:
    subject = wrote(1)[0]
    first = wrote(1, subject_id=subject)[0]
    second = wrote(1, subject_id=subject, body={"n": "hai"})[0]
    assert indexes_of([first]) == {}
    sequencer.run_once()
    assert [entry.id for entry in history("test.thing", subject)] == [first, second]
    assert history("test.thing", subject)[1].body == {"n": "hai"}
    assert indexes_of([second, first]) == {first: 1, second: 2}
    assert last_indexes("test.thing", [subject]) == {subject: 2}


def test_a_receipt_verifies_in_an_empty_place_without_django(
    grown: int, client: Client, tmp_path: Path
) -> None:
    file, key = tmp_path / "receipt.json", tmp_path / "ledger.vkey"
    file.write_bytes(fetch(client, "entries/7/receipt"))
    key.write_bytes(fetch(client, "key"))
    code = (
        "import sys; sys.modules['django'] = None; sys.modules['psycopg'] = None; sys.argv[0] = 'dieuhanh'; "
        "from dieuhanh.command.main import main; main()"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-c", code, "ledger", "verify-receipt", *words],
            cwd=tmp_path,
            env=bare,
            capture_output=True,
            text=True,
            check=False,
        )

    good = run(str(file), "--key", str(key), "--json")
    assert good.returncode == 0, good.stderr
    assert (json.loads(good.stdout)["index"], json.loads(good.stdout)["key_given"]) == (7, True)
    assert run(str(file)).returncode == 0
    file.write_text(file.read_text().replace('"index": 7', '"index": 8'))
    assert run(str(file)).returncode == 1
    assert run(str(tmp_path / "none.json")).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.vkey", "receipt.json"]
