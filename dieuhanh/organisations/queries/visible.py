"""Bodies as one person may see them: what is within his remit, and the way from it up to the Government.

Rights are those of today, whatever date is asked about: who took a body over sees what it was before.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing
from dieuhanh.config.text import nfc
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries.bodies import Body, as_body, ids_within, search, standing, versions

_UP = """(
WITH RECURSIVE up(id) AS (
    SELECT unnest(%s::uuid[])
  UNION
    SELECT v.parent_id FROM up JOIN organisations_organisationversion v
        ON v.organisation_id = up.id AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)
) SELECT id FROM up WHERE id IS NOT NULL)"""


def visible_sql(by: Actor | None) -> tuple[str, list[Any]] | None:
    """A subquery (with its parameters) of the bodies that `by` may see; None: all. At most one statement."""
    within = scope_sql(by)
    if by is None or within is None:
        return within
    day = today()
    own = [one for one in (by.scope_id, by.organisation_id) if one]
    return f"({within[0]} UNION {_UP})", [*within[1], own, day, day]


def visible_bodies(
    by: Actor | None,
    on: date,
    *,
    kind: str | None = None,
    parent_code: str | None = None,
    q: str = "",
    after: Sequence[str] | None = None,
    limit: int = 100,
) -> list[Body]:
    """What `by` may see of the bodies on the date, as `search`. At most three statements."""
    within = visible_sql(by)
    parent = None
    if parent_code:
        parent = access_organisation(parent_code, by=by, on=on)
    return search(
        on, kind=kind, parent_id=parent.id if parent else None, q=q, within=within, after=after, limit=limit
    )


def access_organisation(code: str, *, by: Actor | None, on: date, strict: bool = True) -> Body:
    """As `standing_within` for what `by` may see. At most two statements."""
    return standing_within(code, visible_sql(by), on, strict=strict)


def standing_within(
    code: str, within: tuple[str, list[Any]] | None, on: date, *, strict: bool = True
) -> Body:
    """The body of this code on the date, if it is `within` what a reader may see; `Missing` otherwise, as if it did not exist.

    Not `strict`: when nobody bears the code on the date, the last body that bore it before, else the first that bears
    it later. One statement.
    """
    rows = versions().filter(code=nfc(code.replace("\0", "")))
    if within is not None:
        rows = rows.filter(organisation_id__in=ids_within(within))
    if strict:
        rows = rows.filter(standing(on))
    else:
        past = Case(When(valid_from__lte=on, then=Value(0)), default=Value(1), output_field=IntegerField())
        recent = Case(When(valid_from__lte=on, then=F("valid_from")))
        rows = rows.order_by(past, recent.desc(nulls_last=True), "valid_from")
    row = rows.first() if not strict else rows.order_by("valid_from").first()
    if row is None:
        raise Missing(_("There is no body with this code on this date, or it is not yours to see."))
    return as_body(row)
