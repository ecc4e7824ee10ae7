"""Entering a programme, changing what it is called, publishing it, adding its objectives."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict
from dieuhanh.config.text import fold, nfc
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import by_code
from dieuhanh.programmes.actions.telling import fitting, needed, taken, tell, wrong
from dieuhanh.programmes.models import Objective, Programme
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.rules.steps import MANAGE

_CODE = re.compile(r"[A-Z0-9Đ][A-Z0-9Đ.\-]{0,39}")
MARKS = ("", "N", "T", "M", "U")


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme as handed in; `assigner` is the code of the body whose office verifies."""

    code: str
    symbol: str
    signed_on: date
    title_vi: str
    assigner: str = "VPCP"
    title_en: str = ""
    signed_precision: str = "day"
    starts_on: date | None = None
    ends_on: date | None = None
    source: str = ""
    evidence_mark: str = ""
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class NewObjective:
    """An objective as handed in."""

    code: str
    title_vi: str
    title_en: str = ""
    clause: str = ""
    order: int = 0


@transaction.atomic
def enter_programme(new: NewProgramme, *, by: Actor) -> Programme:
    """A draft, seen by who may change it. Five statements at most. Raises Invalid, Refused, Conflict (the code is taken)."""
    assigner = by_code(new.assigner, clock.today())
    if assigner is None:
        raise wrong(
            _("No body bears the code %(code)s today.") % {"code": new.assigner[:40]},
            "assigner",
            new.assigner,
        )
    check(by, MANAGE, assigner.id)
    row = Programme(
        code=check_code(new.code),
        assigner_id=assigner.id,
        entered_at=clock.now(),
        simulated=by.simulated,
        **_columns(new),
    )
    row.search = _search(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise taken(_("Another programme has this code.")) from error
    tell(
        "entered",
        [row],
        by=by,
        organisation_id=row.assigner_id,
        body={"code": row.code, "symbol": row.symbol},
    )
    return row


@transaction.atomic
def change_programme(code: str, new: NewProgramme, *, by: Actor) -> Programme:
    """Change its titles, dates, notes and source; code and assigner stay. Five statements at most."""
    row = access_programme(by, code, lock=True)
    check(by, MANAGE, row.assigner_id)
    for name, value in _columns(new).items():
        setattr(row, name, value)
    row.search = _search(row)
    row.save()
    tell(
        "changed",
        [row],
        by=by,
        organisation_id=row.assigner_id,
        body={"code": row.code, "symbol": row.symbol},
    )
    return row


@transaction.atomic
def publish_programme(code: str, *, by: Actor) -> Programme:
    """From now on everybody reads it, citizens too. Five statements at most. Raises Conflict where it is published."""
    row = access_programme(by, code, lock=True)
    check(by, MANAGE, row.assigner_id)
    if row.state != "draft":
        raise Conflict(_("This programme is published already."), code="published")
    if not row.objectives.exists():
        raise Conflict(
            _("A programme without an objective says nothing; add one first."), code="no-objective"
        )
    row.state, row.published_at = "published", clock.now()
    row.save(update_fields=["state", "published_at"])
    tell(
        "published",
        [row],
        by=by,
        organisation_id=row.assigner_id,
        body={"code": row.code, "symbol": row.symbol},
    )
    return row


@transaction.atomic
def add_objective(code: str, new: NewObjective, *, by: Actor) -> Objective:
    """One more objective. Five statements at most."""
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    row = Objective(
        programme=programme,
        code=check_code(new.code),
        title_vi=needed(new.title_vi, "title_vi", 400),
        title_en=fitting(new.title_en, "title_en", 400),
        clause=fitting(new.clause, "clause", 200),
        order=new.order,
        simulated=by.simulated,
    )
    if programme.objectives.filter(code=row.code).exists():
        raise taken(_("Another objective of this programme has this code."))
    row.save(force_insert=True)
    tell(
        "added",
        [row],
        by=by,
        organisation_id=programme.assigner_id,
        body={"programme": programme.code, "code": row.code},
    )
    return row


def check_code(code: str) -> str:
    """A code is 1–40 capital letters, digits, points and hyphens. Raises `Invalid`."""
    text = nfc(code).strip()
    if not _CODE.fullmatch(text):
        raise wrong(_("A code is 1 to 40 capital letters, digits, points and hyphens."), "code", text)
    return text


def check_mark(mark: str) -> str:
    """An evidence mark. Raises `Invalid`."""
    if mark not in MARKS:
        raise wrong(_("The evidence mark is N, T, M or U."), "evidence_mark", mark)
    return mark


def _columns(new: NewProgramme) -> dict[str, Any]:
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise wrong(_("It must end after it begins."), "ends_on", new.ends_on.isoformat())
    return {
        "symbol": needed(" ".join(new.symbol.split()), "symbol", 200),
        "signed_on": new.signed_on,
        "signed_precision": new.signed_precision
        if new.signed_precision in ("day", "month", "year")
        else "day",
        "title_vi": needed(new.title_vi, "title_vi", 400),
        "title_en": fitting(new.title_en, "title_en", 400),
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
        "source": fitting(new.source, "source"),
        "evidence_mark": check_mark(new.evidence_mark),
        "note_vi": fitting(new.note_vi, "note_vi"),
        "note_en": fitting(new.note_en, "note_en"),
    }


def _search(row: Programme) -> str:
    return fold(f"{row.code} {row.symbol} {row.title_vi} {row.title_en}")
