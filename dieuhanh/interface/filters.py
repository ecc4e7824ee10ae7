"""The questions that narrow a list: what each asks, what stands in it, and the choices with how many rows they have."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.interface.listing import Chip, Listing


@dataclass(frozen=True, slots=True)
class Meant:
    """What was typed into a filter by name: its value in the address, its name, or the sentence why it means nothing."""

    value: str = ""
    name: str = ""
    fault: str = ""


class Names(Protocol):
    """A filter's values by name, for one reader on one day (bodies): brought by the room that knows them."""

    def offered(self) -> Sequence[str]:
        """Names to choose from."""
        ...

    def read(self) -> Meant:
        """What was given means, be it a name or a value; nothing for nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """One question that narrows a list. `choices` are `(value, word)` or, for chips, `(value, word, state)`."""

    key: str
    label: object
    kind: str = "text"  # text, choice, day, chips, named
    choices: Sequence[tuple[object, ...]] | Callable[[], Sequence[tuple[object, ...]]] = ()
    hint: object = ""
    more: bool = False
    """Asked for seldom: folded away until it is opened or has been given."""
    names: Callable[[Any, date, str], Names] | None = None
    """For a `named` one: what is typed. The address keeps the value, the field shows the name."""

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Value, word and state of each choice in the reader's language."""
        found = self.choices() if callable(self.choices) else self.choices
        return [(str(one[0]), str(one[1]), str(one[2]) if len(one) > 2 else "") for one in found]


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as a field: what it asks, what stands in it, the names to choose from, why what was typed means nothing."""

    asked: Filter
    value: str
    offered: Sequence[str] = ()
    fault: str = ""


def named_in(
    filters: Sequence[Filter], listing: Listing, by: Any, known: Mapping[str, Names]
) -> dict[str, tuple[Names, Meant]]:
    """The filters that take names, by key: their names, and what stands in each."""
    found = {}
    for one in filters:
        if one.names is not None:
            names = known.get(one.key) or one.names(by, day_of(listing), listing.given(one.key))
            found[one.key] = (names, names.read())
    return found


def day_of(listing: Listing) -> date:
    """The day that the list is asked about; today where it is not, or is no day (the page itself refuses that)."""
    with suppress(ValueError):
        return date.fromisoformat(listing.given("as_of"))
    return clock.today()


def field_of(asked: Filter, listing: Listing, named: Mapping[str, tuple[Names, Meant]]) -> Field:
    """The filter as it stands on the page."""
    given = listing.given(asked.key)
    if asked.key not in named:
        return Field(asked, given)
    names, told = named[asked.key]
    return Field(asked, told.name or given, names.offered(), told.fault)


def chips_of(asked: Filter, listing: Listing, counts: Mapping[str, int] | None) -> list[Chip]:
    """Its choices with how many rows each has, where that was counted."""
    now = listing.given(asked.key)
    said = counts or {}
    chips = [Chip(_("All"), listing.href(**{asked.key: None}), said.get(""), current=not now)]
    for value, word, state in asked.options:
        if counts is None or said.get(value) or now == value:
            href = listing.href(**{asked.key: value})
            chips.append(Chip(word, href, said.get(value), state, now == value))
    return chips
