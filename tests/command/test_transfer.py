"""`dieuhanh import` and `dieuhanh export` as an operator calls them, in a folder of its own, without a server."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import Program

HEAD = "organisation,indicator,period,value,source,as_of\n"


def run(node: Program, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """A command, given time: the machine may be busy."""
    return node.run(*arguments, check=check, timeout=900)


@pytest.mark.slow
def test_a_folder_comes_in_once_is_told_when_faulty_and_goes_out_again(made: Program, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    nothing = run(made, "import", str(tmp_path / "nowhere"), check=False)
    assert nothing.returncode == 2
    empty = run(made, "import", str(given), "--json", check=False)
    assert (empty.returncode, json.loads(empty.stdout)["status"]) == (1, 422)
    (given / "a.csv").write_text(
        HEAD + "CP,NOT-THERE,2021-01,1,NSO-CPI,2021-02-01\nCP,NOT-THERE,2021-01,x,NSO-CPI,\n"
    )
    wrong = run(made, "import", str(given), "--json", check=False)
    told = json.loads(wrong.stdout)
    assert wrong.returncode == 1
    assert {(one["sheet"], one["row"], one["column"]) for one in told["faults"]} == {
        ("a.csv", 2, "indicator"),
        ("a.csv", 3, "indicator"),
    }
    indicators = run(made, "export", str(tmp_path / "first"), "--json")
    rows = json.loads(indicators.stdout)
    code = (tmp_path / "first" / "facts.csv").read_text().splitlines()[1].split(",")[1]
    assert rows["facts.csv"] > 5000
    line = f"CP,{code},2030,1.5,NSO-CPI,2021-02-01\n"
    (given / "a.csv").write_text(HEAD + line)
    first = json.loads(run(made, "import", str(given), "--json", "--partial", check=False).stdout)
    assert first["rows"] == 1
    back = json.loads(run(made, "import", str(tmp_path / "first"), "--json").stdout)
    assert (back["written"], back["unchanged"]) == (0, rows["facts.csv"])
    full = run(made, "export", str(tmp_path / "first"), check=False)
    assert full.returncode == 2


@pytest.mark.slow
def test_ctrl_c_leaves_nothing_half(made: Program, tmp_path: Path) -> None:
    given = tmp_path / "big"
    given.mkdir()
    run(made, "export", str(tmp_path / "before"), "--json")
    facts = (tmp_path / "before" / "facts.csv").read_text().splitlines()
    code = facts[1].split(",")[1]
    lines = (f"CP,{code},{year}-{month:02}-{day:02},1,NSO-CPI,2021-02-01\n" for year in range(1000, 1500)
             for month in range(1, 13) for day in range(1, 29))  # fmt: skip
    (given / "a.csv").write_text(HEAD + "".join(lines))
    process = subprocess.Popen(
        [sys.executable, "-m", "dieuhanh", "import", str(given)],
        env=made.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (made.home / "postgres" / "postmaster.pid").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=900)
    # Where the signal comes while the interpreter runs a text (a dataclass being made as modules load), it ends as one
    # killed by it, whoever caught it.
    assert process.returncode in (1, -signal.SIGINT)
    assert "Stopped" in err
    assert "Traceback" not in err
    run(made, "export", str(tmp_path / "after"), "--json")
    assert (tmp_path / "after" / "facts.csv").read_text().splitlines() == facts
