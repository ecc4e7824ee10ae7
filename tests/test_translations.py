"""Every word that the program says, in every room, stands in a catalogue in Vietnamese (English is the source)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import dieuhanh

PACKAGE = Path(dieuhanh.__file__).parent
ROOMS = sorted(one.name for one in PACKAGE.iterdir() if (one / "__init__.py").is_file())
KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "_n"), (1, 2)),
}
_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ASKED = re.compile(rf"\b(?:gettext|ngettext|_)\(\s*{_LITERAL}(?:,\s*{_LITERAL})?")
PLACE = re.compile(r"%\(\w+\)s")


def said(room: str) -> Iterator[tuple[str, str]]:
    """Each word asked for in a room's code and templates, with the file."""
    for file in sorted((PACKAGE / room).rglob("*.py")):
        with file.open("rb") as source:
            for _line, _function, found, _comments in extract_python(source, KEYWORDS.keys(), [], {}):
                word = found[0] if isinstance(found, tuple) else found
                if word:
                    yield str(word), file.name
        for word in _inside_f_strings(file.read_text(encoding="utf-8")):
            yield word, file.name
    for file in sorted((PACKAGE / room).rglob("*.html")):
        source_text = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        for match in _ASKED.finditer(source_text):
            yield ast.literal_eval(match.group(1)), file.name


def _inside_f_strings(source: str) -> Iterator[str]:
    """Words asked for inside an f-string, which Babel reads as one word before Python 3.12."""
    for node in ast.walk(ast.parse(source)):
        for call in ast.walk(node) if isinstance(node, ast.JoinedStr) else ():
            named = (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
            )
            if named and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


@pytest.fixture(scope="module")
def catalogues() -> list[Catalog]:
    """The written catalogues of all rooms, as Django lays them over one another."""
    found = []
    for path in sorted(PACKAGE.glob("*/locale/vi/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found.append(read_po(file, locale="vi"))
    return found


@pytest.fixture(scope="module")
def told(catalogues: list[Catalog]) -> set[str]:
    """What has its Vietnamese."""
    return {
        one.id[0] if isinstance(one.id, tuple) else one.id
        for catalogue in catalogues
        for one in catalogue
        if one.id and all(one.string if isinstance(one.string, tuple) else [one.string])
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_nothing_without_its_vietnamese(room: str, told: set[str]) -> None:
    missing = sorted({f"{file}: {word}" for word, file in said(room) if word not in told and word.strip()})
    assert missing == []


def test_placeholders_are_the_same_in_both_languages(catalogues: list[Catalog]) -> None:
    plain = [one for catalogue in catalogues for one in catalogue if one.id and not isinstance(one.id, tuple)]
    wrong = [
        one.id for one in plain if set(PLACE.findall(str(one.id))) != set(PLACE.findall(str(one.string)))
    ]
    assert wrong == []


def test_a_word_has_one_vietnamese(catalogues: list[Catalog]) -> None:
    """Django lays the rooms' catalogues over one another: two answers to one word would meet on one page."""
    answers: dict[str, set[str]] = {}
    for catalogue in catalogues:
        for one in catalogue:
            if one.id:
                first = one.string[0] if isinstance(one.string, tuple | list) else one.string
                answers.setdefault(str(one.id), set()).add(str(first))
    assert {word: found for word, found in answers.items() if len(found) > 1} == {}
