"""Programmes as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.interface.rules import format_partial
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.organisations.queries.bodies import spans
from dieuhanh.programmes.models import Document, Programme, Report, TargetVersion
from dieuhanh.programmes.queries.access import visible_programmes
from dieuhanh.programmes.queries.scorecard import said


@dataclass(frozen=True)
class ProgrammeRead:
    """One programme with how many target figures it has and whose office verifies."""

    row: Programme
    assigner: Label
    targets: int

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return said(self.row.title_vi, self.row.title_en)

    @property
    def signed_label(self) -> str:
        """The date as exactly as it is known."""
        return signed_label(self.row)


def signed_label(row: Programme) -> str:
    """The date of its document as exactly as it is known."""
    return format_partial(row.signed_on, row.signed_precision, lang())


def programmes(
    by: Actor | None,
    *,
    q: str = "",
    as_of: date | None = None,
    body: str = "",
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> list[ProgrammeRead]:
    """`limit + 1` programmes that `by` may see, newest first, after the key `[signed_on, id]`. Three statements at most.

    `body`: those that oblige the body with this code, or of which it has claimed something (one statement more).
    `as_of`: those signed by that day, and drafts: who enters one for tomorrow finds it again.
    """
    rows = visible_programmes(by).annotate(figures=Count("targets"))
    if as_of is not None:
        rows = rows.filter(Q(signed_on__lte=as_of) | Q(state="draft"))
    if body:
        rows = rows.filter(_of_body(body.replace("\0", "")))
    for word in fold(q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(search__contains=word)
    if after:
        try:
            day, last = date.fromisoformat(after[0]), UUID(after[1])
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            message = _("“after” must be the value of “next” of the page before.")
            raise Invalid(message, faults=[Fault(message, field="after")]) from error
        rows = rows.filter(Q(signed_on__lt=day) | Q(signed_on=day, id__lt=last))
    found = list(rows.order_by("-signed_on", "-id")[: limit + 1])
    named = labels({one.assigner_id for one in found}, clock.today())
    nobody = Label("", "", "")
    return [
        ProgrammeRead(one, named.get(one.assigner_id, nobody), getattr(one, "figures", 0)) for one in found
    ]


def _of_body(code: str) -> Q:
    """Which programmes oblige a body or hold a claim of it. One statement. A body that has ended is obliged by nothing signed later."""
    found = spans((), [code])
    ids = {one.id for one in found}
    meant = Q(audience__codes__contains=[code])
    for kind in {one.kind for one in found}:
        meant |= Q(audience__kinds__contains=[kind])
    targets = TargetVersion.objects.filter(meant, target__programme=OuterRef("pk"))
    ends = [one.valid_to for one in found]
    last = None if None in ends or not ends else max(one for one in ends if one is not None)
    obliged = Q(Exists(targets)) & (Q(signed_on__lt=last) if last else Q())
    said = Report.objects.filter(target__programme=OuterRef("pk"), organisation_id__in=ids)
    papers = Document.objects.filter(programme=OuterRef("pk"), organisation_id__in=ids)
    return obliged | Q(Exists(said)) | Q(Exists(papers)) if found else Q(pk__in=[])


def programme_json(read: ProgrammeRead) -> dict[str, Any]:
    """A programme as the public contract shows it."""
    row = read.row
    return {
        "code": row.code,
        "symbol": row.symbol,
        "signed_on": row.signed_on.isoformat(),
        "signed_precision": row.signed_precision,
        "title": row.title_vi,
        "title_en": row.title_en,
        "assigner": read.assigner.code,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "state": row.state,
        "targets": read.targets,
        "source": row.source or None,
        "evidence_mark": row.evidence_mark or None,
        "simulated": row.simulated,
    }
