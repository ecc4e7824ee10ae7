"""A filter of lists that asks for a body: by name or code. The address keeps the code, the field shows the name."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.actor import Actor
from dieuhanh.interface.filters import Field, Filter, Meant
from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.organisations.queries.naming import (
    name_of,
    named,
    nearest,
    offered,
    offered_beside,
    stands,
    uuid_of,
    with_code,
)
from dieuhanh.organisations.rules.naming import tidy

HINT = _("Name or code")


class BodyNames:
    """The bodies of a day as filters know them, for one reader. One statement, with what is `given` where that is a code
    or an id; three more for a name.
    """

    def __init__(self, by: Actor | None, on: date, given: str = "") -> None:
        self.by, self.on = by, on
        self.given = tidy(given)

    @cached_property
    def _known(self) -> list[tuple[Body, bool]]:
        if not self.given:
            return [(one, True) for one in offered(self.by, self.on)]
        return offered_beside(self.by, self.on, self.given)

    def offered(self) -> Sequence[str]:
        """Names with codes, in Vietnamese order."""
        return [with_code(one) for one, told in self._known if told and stands(one, self.on)]

    @cached_property
    def _chosen(self) -> tuple[Body, bool] | None:
        if not self.given:
            return None
        by_id = uuid_of(self.given)
        known = [pair for pair in self._known if self.given == pair[0].code or by_id == pair[0].id]
        return min(known, key=lambda pair: nearest(pair[0], self.on), default=None)

    @property
    def key(self) -> str:
        """What was given, for a query that takes ids: the body's id, which it need not look up again."""
        return str(self._chosen[0].id) if self._chosen is not None else self.given

    def read(self) -> Meant:
        """The value and name of what was given; a body of the past too, as lists reach back. One beyond the reader's remit
        is not named to him.
        """
        if not self.given:
            return Meant()
        if self._chosen is not None:
            body, told = self._chosen
            return Meant(self.given, name_of(body) if told else "")
        found = named([self.given], self.on, by=self.by, beyond=True, parts=True, ended=True)[self.given]
        if found.body is None:
            return Meant(fault=found.sentence)
        return Meant(found.body.code, name_of(found.body) if found.told else "")


def body_filter(key: str, label: object, *, more: bool = False) -> Filter:
    """A list's question for a body."""
    return Filter(key, label, "named", hint=HINT, more=more, names=BodyNames)


def body_asked(request: HttpRequest, key: str, names: BodyNames) -> tuple[Field, str]:
    """The same question on a page that is no list: its field, and the address to go to where a name was typed ("": none)."""
    given = request.GET.get(key, "")
    told = names.read()
    field = Field(body_filter(key, ""), told.name or given, names.offered(), told.fault)
    if told.value in ("", given):
        return field, ""
    query = request.GET.copy()
    query[key] = told.value
    return field, f"{request.path}?{query.urlencode()}"
