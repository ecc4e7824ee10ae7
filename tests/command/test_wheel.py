"""The built wheel carries its assets: installed where there is no Node, it serves from an empty folder."""

import os
import re
import shutil
import site
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Program, wait_until

pytestmark = [pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("dieuhanh", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources and the built assets, without the network."""
    if not (ROOT / "dieuhanh" / "interface" / "static" / "built").is_dir():
        pytest.skip("the page assets are not built; `make bootstrap` builds them")
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, copy)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(copy / "dist"),
            str(copy),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": without_node()},
    )
    (found,) = (copy / "dist").glob("*.whl")
    return found


def without_node() -> str:
    """PATH without the folders in which a node lies."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(one for one in folders if not (Path(one) / "node").exists())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    borrowed = [one for one in site.getsitepackages() if Path(one).is_dir()]
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "-q", "--no-deps", "--offline", "--python", str(python), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    (packages / "borrowed.pth").write_text("\n".join(borrowed))
    return python


@pytest.fixture(scope="module")
def served(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """`dieuhanh serve` of the wheel, in an empty folder that is also where it is called from."""
    program = Program(demo=False, home=tmp_path_factory.mktemp("home"))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    environment = {k: v for k, v in program.environment().items() if k != "PYTHONPATH"}
    with (program.home / "serve.out").open("ab") as out:
        program.process = subprocess.Popen(
            [str(installed.parent / "dieuhanh"), "serve"],
            cwd=elsewhere, env={**environment, "PATH": without_node()}, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(lambda: program.is_ready() or program.process.poll() is not None, 900)  # type: ignore[union-attr]
        yield program
        assert list(elsewhere.iterdir()) == []
    finally:
        program.stop()


def test_the_program_that_runs_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [installed, "-c", "import dieuhanh; print(dieuhanh.__file__)"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert said.startswith(str(installed.parents[1]))


def test_it_gets_ready_in_an_empty_folder_without_node(served: Program) -> None:
    assert served.is_ready(), served.log()


def test_the_first_page_and_its_hashed_assets_come(served: Program) -> None:
    with urllib.request.urlopen(f"{served.url}/accounts/login/", timeout=30) as answer:
        page = answer.read().decode()
    # allauth brings scripts of its own, which keep their names.
    assets = sorted(set(re.findall(r'(?:href|src)="(/static/(?!account/|mfa/)[^"]+)"', page)))
    assert any(one.endswith(".css") for one in assets)
    assert any(one.endswith(".js") for one in assets)
    for one in assets:
        assert re.search(r"\.[0-9A-Za-z]{8}\.", one), one
        with urllib.request.urlopen(f"{served.url}{one}", timeout=30) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert len(answer.read()) > 0


def test_the_wheel_carries_translations_fonts_and_reference_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for mark in (
        ".mo",
        "interface/fonts/",
        "interface/static/built/",
        "reporting/reference/",
        "/sql/",
        "503.html",
    ):
        assert any(mark in one for one in names), mark
    assert not any("tests/" in one or "node_modules" in one for one in names)
