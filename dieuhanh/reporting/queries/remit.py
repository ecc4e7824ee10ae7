"""Whose figures a person may see: every figure of the bodies in his scope, and what was published of the country.

What a body claims, and what is added up from claims, is seen within the scope alone. What a publisher gave to
everybody (the country's prices, say) is kept from nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Unauthenticated
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.queries.access import VIEW
from dieuhanh.reporting.rules.series import Point, published_only


@dataclass(frozen=True, slots=True)
class Remit:
    """`within` None: everybody's figures."""

    within: frozenset[UUID] | None

    @property
    def whole(self) -> bool:
        """Whether nothing is kept from the reader."""
        return self.within is None

    def holds(self, organisation_id: UUID) -> bool:
        """Whether every figure of this body may be shown."""
        return self.within is None or organisation_id in self.within

    def shown(self, organisation_id: UUID, point: Point) -> Point:
        """What of a point may be shown: all of it within the remit, else what was published."""
        return point if self.holds(organisation_id) else published_only(point)

    def access(self, found: Sequence[Body], code: str) -> Body:
        """The body of this code among `found`, if something of it may be shown. Raises `Missing` otherwise."""
        for body in found:
            if body.code == code and (self.holds(body.id) or body.kind == "government"):
                return body
        raise Missing(_("There is no body with this code on this date, or it is not yours to see."))


def remit_of(by: Actor | None) -> Remit:
    """Whose figures `by` may see. One statement for who serves the whole, else two. Raises `Unauthenticated` for nobody."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if not by.is_system and not by.powers & VIEW:
        return Remit(frozenset())
    within = scope_sql(by)
    if within is None:
        return Remit(None)
    with connection.cursor() as cursor:
        cursor.execute(*within)
        return Remit(frozenset(row[0] for row in cursor.fetchall()))
