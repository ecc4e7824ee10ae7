"""The names that a document of a day may use for bodies: those of that day, and those of today to tell them apart; and
which body a code of a list's address means.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from dieuhanh.config import clock
from dieuhanh.directives.rules.bodies_words import Name, Names
from dieuhanh.organisations.queries import Body, Label, of_kinds
from dieuhanh.organisations.queries.bodies import code_spans

KINDS = ("government", "ministry", "ministerial_agency", "government_agency", "province")


def bodies_on(day: date) -> list[Body]:
    """The bodies that can lead a task given on a day, in the order of lists. One statement."""
    return of_kinds(KINDS, day)


def names_on(day: date, bodies: list[Body] | None = None) -> Names:
    """Names for `read_bodies`. Two statements (one when the bodies of the day are given)."""
    then = bodies if bodies is not None else bodies_on(day)
    known = {(one.id, one.name_vi) for one in then}
    later = [one for one in of_kinds(KINDS, clock.today()) if (one.id, one.name_vi) not in known]
    return Names.of(
        Name(one.code, one.name_vi, one.kind, one.valid_from, one.valid_to) for one in (*then, *later)
    )


def bodies_meant(codes: Iterable[str], day: date) -> dict[str, UUID]:
    """The body that each code means: who bore it on the day; of one that nobody bore then, whoever bore it last. One statement.

    A body's id means that body. What means none is left out.
    """
    meant: dict[str, UUID] = {}
    for code in (wanted := set(codes)):
        with suppress(ValueError):
            meant[code] = UUID(code)
    for span in code_spans(wanted - meant.keys()):
        if span.code not in meant or (
            span.valid_from <= day and (span.valid_to is None or span.valid_to > day)
        ):
            meant[span.code] = span.organisation_id
    return meant


def keys_of(named: Mapping[UUID, Label], day: date) -> dict[UUID, str]:
    """What a list's address calls each body: its code, or its id where the code means another body on the day (a province
    of 34 bears the code of one of 63). One statement.
    """
    meant = bodies_meant((one.code for one in named.values()), day) if named else {}
    return {body: one.code if meant.get(one.code) == body else str(body) for body, one in named.items()}
