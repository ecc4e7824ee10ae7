"""Statements about all bodies, each beside the share that their documents give on the day it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dieuhanh.config.language import lang
from dieuhanh.interface.rules import join_unit
from dieuhanh.organisations.queries.bodies import Body, Label, labels, spans
from dieuhanh.programmes.models import Document, Programme, Statement
from dieuhanh.programmes.rules.documents import DocumentKind, Paper, Share, Standing, share_on, without
from dieuhanh.programmes.rules.steps import State


@dataclass(frozen=True)
class ShareRead:
    """One kind of document over the obliged bodies, with their names and papers."""

    share: Share
    bodies: Mapping[UUID, Body]
    papers: Mapping[UUID, Sequence[Document]]
    agrees: bool

    @property
    def simulated(self) -> bool:
        """Whether one of the documents is made up."""
        return any(paper.simulated for papers in self.papers.values() for paper in papers)

    def named(self, standing: Standing) -> list[Body]:
        """The bodies that stand so."""
        return [self.bodies[one] for one in self.share.bodies(standing)]  # type: ignore[index]  # keyed by id

    @property
    def lacking(self) -> list[Body]:
        """The bodies without a valid decision."""
        return [self.bodies[one] for one in self.share.lacking]  # type: ignore[index]

    @property
    def lines(self) -> list[tuple[Body, Standing, Sequence[Document]]]:
        """Every obliged body with what its documents show, and the documents."""
        return [
            (self.bodies[one], standing, self.papers.get(one, ()))  # type: ignore[index,call-overload]
            for one, standing in self.share.standings.items()
        ]


@dataclass(frozen=True)
class Claimed:
    """A statement beside what records show."""

    row: Statement
    shares: Sequence[ShareRead]
    without: Sequence[Body] = ()
    """Bodies with a plan and nobody to carry it out."""

    @property
    def percent_claimed(self) -> tuple[int, int]:
        """The share as claimed."""
        return self.row.numerator, self.row.denominator

    @property
    def share_claimed(self) -> str:
        """The share as it was said: `100 %` where it was said in per cent, else `29/30`."""
        part, whole = self.percent_claimed
        return join_unit(str(part), "%", lang()) if whole == 100 else f"{part}/{whole}"

    @property
    def holds(self) -> bool:
        """Whether every kind it speaks of agrees with the records."""
        return bool(self.shares) and all(one.agrees for one in self.shares)


def claimed_shares(programme: Programme, day: date, known: Sequence[Body] = ()) -> list[Claimed]:
    """The statements made by the day, newest first. Two statements, one where none was made.

    `known`: versions of bodies read already; one statement more for kinds and codes that are not among them.
    """
    rows = list(
        Statement.objects.filter(programme=programme, stated_on__lte=day).order_by("-stated_on", "-id")
    )
    if not rows:
        return []
    documents = list(
        Document.objects.filter(programme=programme, known_on__lte=day)
        .exclude(state=State.RETRACTED.value, judged_on__lte=day)
        .order_by("organisation_id", "id")
    )
    kinds = {kind for one in rows for kind in one.audience.get("kinds", ())}
    codes = {code for one in rows for code in one.audience.get("codes", ())}
    lacking = kinds - {one.kind for one in known} or codes - {one.code for one in known}
    versions = spans(kinds, codes) if lacking else known
    return [_claimed(one, versions, documents, day) for one in rows]


def _claimed(row: Statement, versions: Sequence[Body], documents: Sequence[Document], day: date) -> Claimed:
    obliged = {
        one.id: one
        for one in versions
        if one.valid_from <= row.stated_on
        and (one.valid_to is None or row.stated_on < one.valid_to)
        and (one.kind in row.audience.get("kinds", ()) or one.code in row.audience.get("codes", ()))
    }
    papers = [paper_of(one, day) for one in documents]
    found = []
    for kind in (DocumentKind(one) for one in row.kinds):
        share = share_on(list(obliged), papers, kind, row.stated_on)
        of_kind: dict[UUID, list[Document]] = {}
        for one in documents:
            if one.kind == kind.value:
                of_kind.setdefault(one.organisation_id, []).append(one)
        found.append(ShareRead(share, obliged, of_kind, share.agrees(row.numerator, row.denominator)))
    by_kind = {one.share.kind: one.share for one in found}
    plan = by_kind.get(DocumentKind.PLAN)
    group = by_kind.get(DocumentKind.COMMITTEE) or by_kind.get(DocumentKind.GROUP)
    alone = without(plan, group) if plan is not None and group is not None else ()
    return Claimed(row, found, [obliged[one] for one in alone])  # type: ignore[index]


def paper_of(row: Document, day: date) -> Paper:
    """A document as the rules look at it, judged as it stood on the day."""
    judged = row.judged_on is not None and row.judged_on <= day
    return Paper(
        row.organisation_id,
        DocumentKind(row.kind),
        row.symbol,
        row.issued_on,
        row.valid_from,
        row.valid_to,
        row.other_date,
        refused=judged and row.state == State.REFUSED.value,
        verified=judged and row.state == State.VERIFIED.value,
    )


def documents_outside(
    programme: Programme, shares: Sequence[Claimed], day: date
) -> list[tuple[Document, Label]]:
    """Documents known by the day of bodies that no statement speaks of (the national committee). Two statements."""
    covered = {body for one in shares for share in one.shares for body in share.bodies}
    rows = list(
        Document.objects.filter(programme=programme, known_on__lte=day)
        .exclude(state=State.RETRACTED.value, judged_on__lte=day)
        .exclude(organisation_id__in=covered)
        .order_by("issued_on", "id")[:200]
    )
    named = labels({one.organisation_id for one in rows}, day)
    return [(one, named.get(one.organisation_id, Label("", "", ""))) for one in rows]
