"""Thousands of registers with something wrong: each is taken in or told about in sentences, and never half.

`DIEUHANH_TEST_IMPORTS` says how many; `make malformed` tries ten thousand.
"""

import os

import pytest
from django.db import transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Problem
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.models import Claim, Directive, Task
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations import reference as bodies
from tests.directives.malformed import malformed, register

COUNT = int(os.environ.get("DIEUHANH_TEST_IMPORTS", "400"))


def stored() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Directive, Task, Claim, Entry))


def tried(content: bytes, number: int) -> Problem | None:
    """What the import said of a register; taken back where it took it in."""
    try:
        with transaction.atomic():
            import_register(content, by=SYSTEM)
            transaction.set_rollback(True)
    except Problem as problem:
        return problem
    except Exception as error:
        pytest.fail(f"register {number} (python -m tests.directives.malformed {number}): {error!r}")
    return None


def is_sentence(text: str) -> bool:
    """Something that a clerk can read to the end."""
    return len(text) > 8 and text[-1] in ".:;)”" and "Error" not in text and "Traceback" not in text


@pytest.mark.usefixtures("db")
def test_no_register_makes_the_import_fail() -> None:
    bodies.load(by=SYSTEM)
    known, before = register(), stored()
    taken = 0
    for number in range(COUNT):
        problem = tried(malformed(number, known), number)
        if problem is None:
            taken += 1
        else:
            assert problem.status == 422, number
            said = [problem.reason, *(one.message for one in problem.faults)]
            assert all(map(is_sentence, said)), (number, said)
        if number % 100 == 0:
            assert stored() == before, (
                f"something of register {number} or one of the hundred before it was kept"
            )
    assert stored() == before
    # Both ways are walked, or the registers would prove nothing.
    assert COUNT // 20 < taken < COUNT - COUNT // 20, taken
