"""Which bodies are meant by what people wrote: codes and official names, many at once in a bounded number of statements.

What is written for a body is resolved here and nowhere else: by the forms (`organisations/body_fields.py`), by the
filters of lists (`body_filters.py`), and by whoever reads lines of text.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.models import OrganisationVersion
from dieuhanh.organisations.queries.bodies import (
    Body,
    Label,
    as_body,
    ids_within,
    labels,
    standing,
    versions,
)
from dieuhanh.organisations.queries.visible import visible_sql
from dieuhanh.organisations.rules.naming import Outcome, Written, judge, read

CENTRAL = ("government", "ministry", "ministerial_agency", "government_agency", "province")
"""The kinds offered by name where a body is asked for."""
MOST_TEXTS = 200
"""Bodies written at once."""
MOST_OFFERED = 300
SHOWN = 5
_NEAR = 12
_MOST_NEAR = 20
"""Texts for which parts of names are looked up."""


@dataclass(frozen=True, slots=True)
class Named:
    """What one text means: the body, or a sentence that says why it means none and what to write."""

    body: Body | None = None
    sentence: str = ""
    told: bool = True
    """Whether it may be named to the one who asks; a body beyond his remit is called as he wrote it."""


def name_of(body: Body) -> str:
    """A body as forms and filters show it: by its name; of a body that may share it with others, with the code."""
    return body.name if body.kind in CENTRAL else with_code(body)


def with_code(body: Body) -> str:
    """`Bộ Tài chính (BTC)`."""
    return f"{body.name} ({body.code})"


def offered(by: Actor | None, on: date) -> list[Body]:
    """The bodies to choose from by name: the ministries and provinces of the day; for who does not serve the whole
    country the bodies in his remit and above it, to whom others are not named. One statement.
    """
    return [as_body(row) for row in _of_the_day(visible_sql(by), on)]


def offered_beside(by: Actor | None, on: date, given: str) -> list[tuple[Body, bool]]:
    """As `offered`, and with them what bears the code `given` or the id at any time; each with whether it may be named to
    `by`. One statement.
    """
    within, body = visible_sql(by), uuid_of(given)
    meant = Q(code=given) if body is None else Q(organisation_id=body)
    rows = versions().filter(Q(pk__in=_of_the_day(within, on).values("pk")) | meant)
    return _with_remit(rows.order_by("sort_key", "organisation_id", "-valid_from"), within)


def names_of(codes: Iterable[str], by: Actor | None, on: date) -> dict[str, str]:
    """The names of the bodies that bear these codes on the day, of those that may be named to `by`. One statement."""
    rows = versions().filter(standing(on), code__in=list(codes))
    return {one.code: name_of(one) for one, told in _with_remit(rows, visible_sql(by)) if told}


def _of_the_day(within: tuple[str, list[Any]] | None, on: date) -> QuerySet[OrganisationVersion]:
    which = Q(kind__in=CENTRAL) if within is None else Q(organisation_id__in=ids_within(within))
    return versions().filter(standing(on) & which).order_by("sort_key", "organisation_id")[:MOST_OFFERED]


def _with_remit(
    rows: QuerySet[OrganisationVersion], within: tuple[str, list[Any]] | None
) -> list[tuple[Body, bool]]:
    """The bodies with whether each lies within a remit; None: the whole country."""
    if within is None:
        return [(as_body(row), True) for row in rows]
    inside = ExpressionWrapper(Q(organisation_id__in=ids_within(within)), output_field=BooleanField())
    return [(as_body(row), row.inside) for row in rows.annotate(inside=inside)]  # type: ignore[attr-defined]


def uuid_of(text: str) -> UUID | None:
    """The id that a text is, if it is one."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def stands(one: Body, on: date) -> bool:
    """Whether this version of a body holds on the day."""
    return one.valid_from <= on and (one.valid_to is None or one.valid_to > on)


def nearest(one: Body, on: date) -> tuple[bool, bool, int]:
    """The version of the day first, then the last before it, then the first after it."""
    return not stands(one, on), one.valid_from > on, abs((one.valid_from - on).days)


def named(
    texts: Iterable[str],
    on: date,
    *,
    by: Actor | None,
    beyond: bool = False,
    parts: bool = False,
    ended: bool = False,
) -> dict[str, Named]:
    """Which body each text means on the day, by text. Three statements at most, however many texts.

    `by` is told of bodies in his remit and above it; with `beyond` a code or whole name means others too, where an
    action takes any body. `parts`: a part of a name will do where one body alone has it. `ended`: a body that stands no
    more will do. Raises `Invalid` for more than `MOST_TEXTS`.
    """
    asked = {text: read(text) for text in texts}
    if len(asked) > MOST_TEXTS:
        raise Invalid(_("Name at most %(most)d bodies at once.") % {"most": MOST_TEXTS})
    pairs = _found(list(asked.values()), on, visible_sql(by), beyond) if asked else []
    found, hidden = [one for one, _told in pairs], {one.id for one, told in pairs if not told}
    now = [one for one in found if stands(one, on)]
    then = sorted((one for one in found if not stands(one, on)), key=lambda one: nearest(one, on))
    judged = {text: judge(one, now, then, parts=parts) for text, one in asked.items()}
    if ended:
        judged = {text: _taken(asked[text], *answer) for text, answer in judged.items()}
    shown = [one for outcome, rows in judged.values() if outcome is not Outcome.ONE for one in rows[:SHOWN]]
    above = labels([one.parent_id for one in shown if one.parent_id and one.id not in hidden], on)
    return {
        text: Named(rows[0], told=rows[0].id not in hidden)
        if outcome is Outcome.ONE
        else Named(sentence=_sentence(asked[text], outcome, rows, on, above, hidden))
        for text, (outcome, rows) in judged.items()
    }


def _taken(written: Written, outcome: Outcome, rows: list[Body]) -> tuple[Outcome, list[Body]]:
    """The answer where a body that stands no more will do: the nearest that bore the code, the one that bore the name."""
    if outcome is not Outcome.ENDED:
        return outcome, rows
    if rows[0].code in written.codes:
        return Outcome.ONE, rows[:1]
    return (Outcome.ONE if len(rows) == 1 else Outcome.SEVERAL), rows


def _found(
    asked: list[Written], on: date, within: tuple[str, list[Any]] | None, beyond: bool
) -> list[tuple[Body, bool]]:
    """The versions that the texts may mean: by code or whole name all of them at any time, and the first few of the day
    whose names hold the words. Two statements.
    """
    exact = Q(code__in={code for one in asked for code in one.codes})
    for name in {name for one in asked for name in (fold(one.text), one.province) if name}:
        exact |= Q(name_folded__startswith=f"{name} | ") | Q(name_folded__endswith=f" | {name}")
    rows = versions().filter(exact)
    if within is not None and not beyond:
        rows = rows.filter(organisation_id__in=ids_within(within))
    whole = _with_remit(
        rows.order_by("sort_key", "organisation_id", "-valid_from"), within if beyond else None
    )
    known = [one for one, _told in whole]
    unknown = [one for one in asked if one.words and judge(one, known)[0] is Outcome.NONE]
    return [*whole, *((one, True) for one in (_near(unknown, on, within) if unknown else []))]


def _near(asked: list[Written], on: date, within: tuple[str, list[Any]] | None) -> list[Body]:
    known = OrganisationVersion.objects.filter(standing(on)).order_by("sort_key", "organisation_id")
    if within is not None:
        known = known.filter(organisation_id__in=ids_within(within))
    some = Q()
    for one in asked[:_MOST_NEAR]:
        words = (Q(name_folded__contains=word) for word in one.words)
        some |= Q(pk__in=known.filter(*words).values("pk")[:_NEAR])
    return [as_body(row) for row in versions().filter(some).order_by("sort_key", "organisation_id")]


def _sentence(
    written: Written,
    outcome: Outcome,
    rows: Sequence[Body],
    on: date,
    above: dict[UUID, Label],
    hidden: Container[UUID],
) -> str:
    """Why a text means no body, and what to write."""
    day = format_date(on, lang())
    if outcome is Outcome.ENDED:
        one = rows[0]
        body = written.text[:80] if one.id in hidden else with_code(one)
        if one.valid_from > on:
            return _("%(body)s begins on %(begin)s only; on %(day)s it is not there. Name another body.") % {
                "body": body, "begin": format_date(one.valid_from, lang()), "day": day
            }  # fmt: skip
        return _("%(body)s ended on %(end)s; on %(day)s it is not there. Name the body that followed it.") % {
            "body": body, "end": format_date(one.valid_to or on, lang()), "day": day
        }  # fmt: skip
    given = written.text[:80]
    if outcome is Outcome.NONE:
        return _(
            "“%(text)s” is neither the code nor the name of a body on %(day)s, or the body is not yours to see. "
            "Write the official name in full, for example Bộ Y tế, or the code, for example BYT."
        ) % {"text": given, "day": day}
    shown = "; ".join(one.code if one.id in hidden else _with_parent(one, above) for one in rows[:SHOWN])
    more = _(" and more") if len(rows) > SHOWN else ""
    words = {"text": given, "bodies": f"{shown}{more}"}
    if outcome is Outcome.SEVERAL:
        return (
            _("“%(text)s” fits several bodies: %(bodies)s. Write the code of the one that is meant.") % words
        )
    return (
        _("No body is called “%(text)s” in full. It may be: %(bodies)s. Write the whole name or the code.")
        % words
    )


def _with_parent(one: Body, above: dict[UUID, Label]) -> str:
    parent = above.get(one.parent_id) if one.parent_id else None
    return f"{one.name} ({one.code}, {parent.name})" if parent else with_code(one)
