"""Entries are told in words: every kind that the program writes has its Vietnamese and its English."""

import re
from pathlib import Path

import dieuhanh
from dieuhanh.directives.actions.moves import PAST
from dieuhanh.directives.rules.hooks import EVENTS, PREFIX
from dieuhanh.interface.recorded import _parts, kind_words, subject_words
from dieuhanh.reporting.actions.moves import _PAST

PACKAGE = Path(dieuhanh.__file__).parent
WRITTEN = re.compile(r'\bappend\(\s*"([a-z_]+(?:\.[a-z_]+)+)"')
SUBJECT = re.compile(r'subject_type="([a-z_.]+)"')


def sources() -> str:
    return "\n".join(one.read_text(encoding="utf-8") for one in sorted(PACKAGE.rglob("*.py")))


def test_every_kind_that_is_written_has_its_words() -> None:
    kinds = set(WRITTEN.findall(sources()))
    kinds |= {f"directives.task.{past}" for past in PAST.values()}
    kinds |= {
        f"{PREFIX}{event}" for event in EVENTS
    }  # what a webhook may be told, and clocks write as they turn
    kinds |= {f"reporting.submission.{past}" for past in _PAST.values()}
    assert len(kinds) > 40
    assert {one for one in kinds if kind_words(one) == one} == set()


def test_every_kind_of_record_has_its_words() -> None:
    types = set(SUBJECT.findall(sources()))
    assert len(types) > 15
    assert {one for one in types if subject_words(one) == one} == set()


def test_no_two_rooms_name_the_same() -> None:
    kinds = [kind for one in _parts() for kind in one.kinds]
    assert len(kinds) == len(set(kinds))
    assert all(vi and en for one in _parts() for vi, en in one.kinds.values())
