"""`/tasks/periods`, `/tasks/closings`, `/tasks/causes`, `/tasks:bulk`: what following tasks adds to them, for machines."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from dieuhanh.config.errors import Missing
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.directives.actions.bulk import BULK, MOST, Outcome, do_one
from dieuhanh.directives.api import router
from dieuhanh.directives.api.directives import acting
from dieuhanh.directives.api.shapes import Code, Long, Short
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.periods import (
    PeriodFilters,
    period_json,
    period_key,
    periods,
    task_of,
)
from dieuhanh.directives.queries.statistics import closing_rush, closings, window_of
from dieuhanh.directives.rules.causes import VERSION, choosable
from dieuhanh.organisations.authority import check_power


@router.get("/tasks/periods", response=Page[dict[str, Any]], summary="Periods of periodic duties")
def list_periods(
    request: HttpRequest,
    lead: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[str, Query(max_length=20, alias="clock")] = "",
    due_from: dt.date | None = None,
    due_before: dt.date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Each period is an obligation of its own, outside A and R1–R3; the latest deadline first."""
    size = limit_of(limit)
    given = PeriodFilters(lead, state, due_from, due_before)
    found = periods(acting(request), given, after=read_cursor(after), limit=size)
    rows, cursor = page_of(found, size, period_key)
    return Page(
        items=[
            {"task": task_of(one).code, "lead": one.lead.code if one.lead else None, **period_json(one)}
            for one in rows
        ],
        next=cursor,
    )


@router.get("/tasks/closings", response=dict[str, Any], summary="Closings by day")
def get_closings(
    request: HttpRequest,
    since: dt.date | None = None,
    until: dt.date | None = None,
    lead: Annotated[str, Query(max_length=40)] = "",
) -> dict[str, Any]:
    """Tasks verified on each day, of them in time and late by the product's own date; the busiest four days on end."""
    first, last = window_of(since, until)
    found = closings(acting(request), Filters(lead=lead), first, last)
    rush = closing_rush(found)
    return {
        "since": first.isoformat(),
        "until": last.isoformat(),
        "days": [
            {"day": one.day.isoformat(), "closed": one.closed, "in_time": one.in_time, "late": one.late}
            for one in found
        ],
        "rush": {"first": rush[0].isoformat(), "days": 4, "closed": rush[1]} if rush else None,
    }


@router.get("/tasks/causes", response=dict[str, Any], summary="The list of causes of delay")
def get_causes(request: HttpRequest) -> dict[str, Any]:
    """The causes that may be given today, by the version of the list in force. How often each was given: `/tasks/statistics?by=cause`."""
    acting(request)
    return {
        "version": VERSION,
        "evidence_mark": "I",
        "causes": [{"code": one.code, "vi": one.words.vi, "en": one.words.en} for one in choosable()],
    }


class BulkIn(Schema):
    """One action on several tasks, with what holds for all of them (`needs` of the action says what)."""

    action: Code
    codes: Annotated[list[Annotated[str, Field(max_length=400)]], Field(min_length=1, max_length=MOST)]
    reason: Long = ""
    document: Short = ""
    note: Long = ""
    cause: Code = ""
    due_on: dt.date | None = None


@router.post("/tasks:bulk", response=dict[str, Any], summary="Take one action on several tasks")
@idempotent
def post_bulk(request: HttpRequest, payload: BulkIn) -> dict[str, Any]:
    """`acknowledge`, `ask_extension`, `verify`, `remind` or `grant_extension`: each task judged and written for itself.

    The answer tells of every code whether it was done and what was said; what one refuses stops no other.
    """
    by = acting(request)
    if payload.action not in BULK:
        raise Missing(_("There is no such action."))
    check_power(by, BULK[payload.action])
    codes = list(dict.fromkeys(payload.codes))
    known = dict(visible_tasks(by).filter(code__in=codes).values_list("code", "id"))
    given = {name: value for name, value in payload.model_dump(exclude={"action", "codes"}).items() if value}
    outcomes = []
    for code in codes:
        done = (
            do_one(known[code], payload.action, by=by, given=given)
            if code in known
            else Outcome(False, _("There is no such record."))
        )
        outcomes.append({"code": code, "ok": done.ok, "said": done.said})
    return {"done": sum(bool(one["ok"]) for one in outcomes), "outcomes": outcomes}
