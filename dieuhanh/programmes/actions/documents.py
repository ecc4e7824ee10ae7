"""Committees, groups and plans of bodies as claims, and statements about all of them at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import by_code
from dieuhanh.programmes.actions.programmes import check_mark
from dieuhanh.programmes.actions.targets import audience_of
from dieuhanh.programmes.actions.telling import fitting, known_since, needed, raise_faults, tell, wrong
from dieuhanh.programmes.models import Document, Statement
from dieuhanh.programmes.queries.access import access_programme, check_speaks_for
from dieuhanh.programmes.rules.documents import DocumentKind, Paper, check_paper
from dieuhanh.programmes.rules.steps import MANAGE, State

_HASH = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,490}")


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as handed in. `symbol` and `issued_on` may be unknown: then it is a claim that proves nothing."""

    body: str
    kind: str
    symbol: str = ""
    issued_on: date | None = None
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    other_date: date | None = None
    address: str = ""
    file_sha256: str = ""
    source: str = ""
    published_on: date | None = None
    evidence_mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewStatement:
    """Somebody's word about all bodies: the share claimed, of which documents, over whom, as of when."""

    words: str
    kinds: Sequence[str]
    stated_on: date
    numerator: int = 100
    denominator: int = 100
    body_kinds: Sequence[str] = ()
    body_codes: Sequence[str] = ()
    speaker: str = ""
    source: str = ""
    evidence_mark: str = ""


@transaction.atomic
def claim_document(code: str, new: NewDocument, *, by: Actor) -> Document:
    """A body's committee, group or plan as claimed. Eight statements at most. Who may: as for a figure."""
    programme = access_programme(by, code, lock=True)
    given = new.body.replace("\0", "")[:40]
    day = new.issued_on or new.published_on or clock.today()
    body = by_code(given, day) or by_code(given, clock.today())
    if body is None:
        raise wrong(_("No body bears the code %(code)s today.") % {"code": new.body[:40]}, "body", new.body)
    check_speaks_for(by, body.id, programme.assigner_id, published=bool(new.source.strip()))
    if new.kind not in {one.value for one in DocumentKind}:
        raise wrong(_("It is a committee, a group or a plan."), "kind", new.kind)
    raise_faults(
        check_paper(
            Paper(body.id, DocumentKind(new.kind), new.symbol, new.issued_on, new.valid_from, new.valid_to),
            clock.today(),
        )
    )
    if new.file_sha256 and not _HASH.fullmatch(new.file_sha256):
        raise wrong(_("A SHA-256 is 64 digits 0–9, a–f."), "file_sha256", new.file_sha256)
    if new.address and not _ADDRESS.fullmatch(new.address):
        raise wrong(_("An address begins with http:// or https://."), "address", new.address)
    made = Document(
        programme=programme,
        organisation_id=body.id,
        kind=new.kind,
        symbol=fitting(" ".join(new.symbol.split()), "symbol", 200),
        issued_on=new.issued_on,
        issuer=fitting(new.issuer, "issuer", 300),
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        other_date=new.other_date,
        address=new.address,
        file_sha256=new.file_sha256,
        source=fitting(new.source, "source"),
        evidence_mark=check_mark(new.evidence_mark),
        note=fitting(new.note, "note"),
        known_on=known_since(new.published_on, by, published=bool(new.source.strip())),
        by_person=by.person_id,
        by_name=by.name,
        by_position=by.position,
        entered_at=clock.now(),
        simulated=by.simulated,
    )
    open_ones = (State.CLAIMED.value, State.VERIFIED.value)
    if Document.objects.filter(
        programme=programme, organisation_id=body.id, kind=made.kind, symbol=made.symbol, state__in=open_ones
    ).exists():
        raise Conflict(_("This document is recorded already."), code="recorded")
    made.save(force_insert=True)
    said = {"programme": programme.code, "kind": made.kind, "symbol": made.symbol, "body": given}
    tell("claimed", [made], by=by, organisation_id=body.id, body=said)
    return made


@transaction.atomic
def state_share(code: str, new: NewStatement, *, by: Actor) -> Statement:
    """A statement about all bodies, to be held against their documents. Six statements at most."""
    programme = access_programme(by, code)
    check(by, MANAGE, programme.assigner_id)
    unknown = [one for one in new.kinds if one not in {kind.value for kind in DocumentKind}]
    if unknown or not new.kinds:
        raise wrong(_("It is a committee, a group or a plan."), "kinds", unknown[0] if unknown else "")
    if not 0 <= new.numerator <= new.denominator or not 0 < new.denominator <= 100_000:
        raise wrong(_("A share is a part of a whole, such as 29 of 30."), "numerator", str(new.numerator))
    made = Statement(
        programme=programme,
        words=needed(new.words, "words"),
        kinds=list(new.kinds),
        audience=audience_of(new.body_kinds, new.body_codes, new.stated_on, of_nation=False),
        stated_on=new.stated_on,
        numerator=new.numerator,
        denominator=new.denominator,
        speaker=fitting(new.speaker, "speaker", 200),
        source=fitting(new.source, "source"),
        evidence_mark=check_mark(new.evidence_mark),
        by_name=by.name,
        entered_at=clock.now(),
        simulated=by.simulated,
    )
    made.save(force_insert=True)
    said = {
        "programme": programme.code,
        "claimed": f"{made.numerator}/{made.denominator}",
        "on": made.stated_on.isoformat(),
    }
    tell("made", [made], by=by, organisation_id=programme.assigner_id, body=said)
    return made
