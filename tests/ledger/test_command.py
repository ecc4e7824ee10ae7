"""The command line on a real database, and what an erasure leaves to be seen."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from dieuhanh.config import postgres
from dieuhanh.ledger import sequencer
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.erasure import erase_body
from dieuhanh.ledger.rules import receipts
from tests import factories

Wrote = Callable[..., list[UUID]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def terminal(committed_db: None) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`dieuhanh ledger …` in a process of its own, on this test's database."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        home, name = os.environ["DIEUHANH_HOME"], connection.settings_dict["NAME"]
        changes = {
            "DATABASE_URL": postgres.url(Path(home), database=name),
            "DATABASE_APP_URL": postgres.url(Path(home), "dieuhanh_app", name),
        }
        return subprocess.run(
            [sys.executable, "-m", "dieuhanh", "ledger", *words],
            cwd=ROOT,
            env=os.environ | changes,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_command_verifies_and_names_what_is_wrong(terminal: Any, wrote: Wrote) -> None:
    ids = wrote(5)
    sequencer.run_once()
    good = terminal("verify", "--json")
    assert (good.returncode, json.loads(good.stdout)["entries"]) == (0, 5), good.stderr
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET kind = 'test.other' WHERE id = %s", [ids[3]])
    bad = terminal("verify", "--json")
    assert bad.returncode == 1
    assert [(fault["code"], fault["index"]) for fault in json.loads(bad.stdout)["faults"]] == [("column", 3)]
    assert str(ids[3]) in terminal("verify").stderr


def test_the_command_tells_how_things_stand(terminal: Any, wrote: Wrote) -> None:
    wrote(5)
    sequencer.run_once()
    made = terminal("status", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["signed"] == 5


def test_the_command_refuses_a_subscriber_that_nobody_registered(terminal: Any) -> None:
    made = terminal("replay", "nobody.here")
    assert made.returncode == 2
    assert "nobody.here" in made.stderr


def test_the_command_erases_by_law_and_the_ledger_still_verifies(terminal: Any, wrote: Wrote) -> None:
    wrote(3)
    sequencer.run_once()
    made = terminal("erase", "1", "--reason", "Luật 91/2025/QH15", "--yes", "--json")
    assert made.returncode == 0, made.stderr
    sequencer.run_once()
    assert json.loads(terminal("verify", "--json").stdout)["erased"] == 1
    assert terminal("erase", "1", "--reason", "x", "--yes").returncode == 1


def test_an_erased_body_is_in_no_receipt_and_said_on_its_page(
    committed_db: None, wrote: Wrote, client_for: Any
) -> None:
    who = factories.appointment(factories.government(), "ledger.read")
    wrote(1)
    sequencer.run_once()
    erase_body(0, "law", by=SYSTEM)
    client = client_for(who)
    assert (
        receipts.verify_receipt(client.get("/api/v1/ledger/entries/0/receipt").content.decode()).envelope
        is None
    )
    assert client.get("/ledger/0/").status_code == 200
