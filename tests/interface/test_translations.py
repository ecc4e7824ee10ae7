"""Every string of this room in both languages, and the compiled files made from the written ones."""

import gzip
import re
from pathlib import Path

from babel.messages.pofile import read_po

from dieuhanh.interface import build

ROOM = Path(build.__file__).parent
CATALOG = ROOM / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def asked() -> set[str]:
    """The msgids that templates and code ask for."""
    found: set[str] = set()
    for file in ROOM.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'\{% translate "((?:[^"\\]|\\.)*)"', text)) | set(
            re.findall(r'_\("([^"]*)"\)', text)
        )
        for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{%", text, re.S):
            found.add(re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block))
    for file in ROOM.rglob("*.py"):
        found |= set(re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"', file.read_text(encoding="utf-8")))
    return found


def test_every_string_has_its_vietnamese() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="vi")
    told = {(one.id[0] if isinstance(one.id, tuple) else one.id): one.string for one in catalog if one.id}
    assert asked() - set(told) == set()
    assert [
        key for key, value in told.items() if not (value[0] if isinstance(value, tuple | list) else value)
    ] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_po(file, locale="vi")
    for one in catalog:
        if not one.id or isinstance(one.id, tuple):
            continue
        assert set(re.findall(r"%\(\w+\)s", one.id)) == set(re.findall(r"%\(\w+\)s", str(one.string)))


def test_the_lock_file_names_no_address_to_fetch_from() -> None:
    lock = (build.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_texts_have_a_gzipped_twin_that_is_served_to_who_takes_it() -> None:
    if not build.STAMP.is_file():
        build.build_assets()
    style = next(build.BUILT.glob("desk.*.css"))
    twin = style.with_name(f"{style.name}.gz")
    assert gzip.decompress(twin.read_bytes()) == style.read_bytes()
    assert twin.stat().st_size * 3 < style.stat().st_size


def test_unchanged_inputs_are_not_built_again() -> None:
    if not build.STAMP.is_file():
        build.build_assets()
    assert build.build_assets() == "unchanged"
