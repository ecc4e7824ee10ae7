"""A filter of lists that asks for a body: by name or code. The address keeps the code, the field shows the name."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.actor import Actor
from dieuhanh.interface.lists import Field, Filter, Meant
from dieuhanh.organisations.naming import tidy
from dieuhanh.organisations.queries.bodies import Body, labels
from dieuhanh.organisations.queries.naming import name_of, named, offered, with_code

HINT = _("Name or code")


class BodyNames:
    """The bodies of a day as filters know them, for one reader. One statement for the choices; two more for what is none
    of them.
    """

    def __init__(self, by: Actor | None, on: date) -> None:
        self.by, self.on = by, on

    @cached_property
    def _choices(self) -> list[Body]:
        return offered(self.by, self.on)

    def offered(self) -> Sequence[str]:
        """Names with codes, in Vietnamese order."""
        return [with_code(one) for one in self._choices]

    def read(self, text: str) -> Meant:
        """The code and name of what was typed; a body of the past too, as lists reach back. An id means that body."""
        given = tidy(text)
        chosen = next((one for one in self._choices if one.code == given), None)
        if chosen is not None:
            return Meant(chosen.code, name_of(chosen))
        if (known := _id(given)) is not None:
            label = labels([known], self.on).get(known)
            return Meant(text, label.name if label else "")
        told = named([given], self.on, by=self.by, beyond=True, parts=True, ended=True)[given]
        if told.body is None:
            return Meant(fault=told.sentence)
        return Meant(told.body.code, name_of(told.body))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def body_filter(key: str, label: object, *, more: bool = False) -> Filter:
    """A list's question for a body."""
    return Filter(key, label, "named", hint=HINT, more=more, names=BodyNames)


def body_asked(request: HttpRequest, key: str, *, by: Actor | None, on: date) -> tuple[Field, str]:
    """The same question on a page that is no list: its field, and the address to go to where a name was typed ("": none)."""
    names = BodyNames(by, on)
    given = request.GET.get(key, "")
    told = names.read(given) if given else Meant()
    field = Field(body_filter(key, ""), told.name or given, names.offered(), told.fault)
    if told.value in ("", given):
        return field, ""
    query = request.GET.copy()
    query[key] = told.value
    return field, f"{request.path}?{query.urlencode()}"
