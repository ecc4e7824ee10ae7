"""The names that a document of a day may use for bodies: those of that day, and those of today to tell them apart."""

from datetime import date

from dieuhanh.config import clock
from dieuhanh.directives.rules.bodies_words import Name, Names
from dieuhanh.organisations.queries import Body, of_kinds

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
