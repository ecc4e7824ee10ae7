"""Who has its steering committee and its plan: documents of bodies held against a claim about all of them.

The computed share is the bodies with a valid, numbered, dated decision on the day claimed, over the bodies obliged on
that day; who is absent is named. A decision dated after the day does not count for it, a head named in a
newspaper without the decision's number proves nothing, and a copy that prints two dates counts only where both allow it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from dieuhanh.deadlines.rules.text import RuleFault, Text


class DocumentKind(StrEnum):
    """What a document sets up."""

    COMMITTEE = "committee"
    GROUP = "group"
    PLAN = "plan"

    @property
    def words(self) -> Text:
        """The kind in both languages."""
        return _KINDS[self]


class Standing(StrEnum):
    """What a body's documents show on a day, the strongest first."""

    DOCUMENTED = "documented"
    UNPROVED = "unproved"
    LATER = "later"
    ENDED = "ended"
    REFUSED = "refused"
    ABSENT = "absent"

    @property
    def words(self) -> Text:
        """The standing in both languages."""
        return _STANDINGS[self]

    @property
    def sign(self) -> str:
        """The letter of the interface's alphabet."""
        return _SIGNS[self]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document that a body says it has. `other_date`: another date that a copy of it prints."""

    body: Hashable
    kind: DocumentKind
    symbol: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    other_date: date | None = None
    refused: bool = False
    verified: bool = False

    @property
    def conflict(self) -> bool:
        """Whether copies of it print different dates."""
        return (
            self.other_date is not None and self.issued_on is not None and self.other_date != self.issued_on
        )


@dataclass(frozen=True, slots=True)
class Share:
    """The computed share of one kind on a day, with every body by name. `standings`: in the order of the obliged."""

    kind: DocumentKind
    on: date
    standings: Mapping[Hashable, Standing]

    def bodies(self, standing: Standing) -> tuple[Hashable, ...]:
        """The bodies that stand so."""
        return tuple(body for body, found in self.standings.items() if found is standing)

    @property
    def numerator(self) -> int:
        """Bodies with a valid decision on the day."""
        return len(self.bodies(Standing.DOCUMENTED))

    @property
    def denominator(self) -> int:
        """Bodies obliged on the day."""
        return len(self.standings)

    @property
    def fraction(self) -> Fraction | None:
        """The share; None where nobody is obliged."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def lacking(self) -> tuple[Hashable, ...]:
        """The bodies without, whatever the reason."""
        return tuple(body for body, found in self.standings.items() if found is not Standing.DOCUMENTED)

    def agrees(self, numerator: int, denominator: int) -> bool:
        """Whether a claimed share is the computed one."""
        return (
            self.fraction is not None
            and denominator > 0
            and self.fraction == Fraction(numerator, denominator)
        )


def share_on(obliged: Sequence[Hashable], papers: Iterable[Paper], kind: DocumentKind, on: date) -> Share:
    """The computed share of a kind of document over the obliged bodies on a day."""
    by_body: dict[Hashable, list[Standing]] = {}
    for paper in papers:
        if paper.kind is kind:
            by_body.setdefault(paper.body, []).append(standing_on(paper, on))
    order = list(Standing)
    return Share(
        kind,
        on,
        {body: min(by_body.get(body, [Standing.ABSENT]), key=order.index) for body in obliged},
    )


def standing_on(paper: Paper, on: date) -> Standing:
    """What one document shows on a day."""
    if paper.refused:
        return Standing.REFUSED
    if not paper.symbol.strip() or paper.issued_on is None:
        return Standing.UNPROVED
    dates = [paper.issued_on, *([paper.other_date] if paper.other_date is not None else [])]
    starts = [max(one, paper.valid_from) if paper.valid_from is not None else one for one in dates]
    if min(starts) > on:
        return Standing.LATER
    if paper.valid_to is not None and on >= paper.valid_to:
        return Standing.ENDED
    return Standing.DOCUMENTED if max(starts) <= on else Standing.UNPROVED


def without(share: Share, other: Share) -> tuple[Hashable, ...]:
    """The bodies that have the first and lack the second: a plan without a group to carry it out."""
    having = set(share.bodies(Standing.DOCUMENTED))
    return tuple(body for body in other.lacking if body in having)


def check_paper(paper: Paper, today: date) -> list[RuleFault]:
    """What is wrong with a document as entered: dates that cannot be."""
    faults = []
    if paper.issued_on is not None and paper.issued_on > today:
        faults.append(RuleFault("future", "issued_on", _SAID["future"], paper.issued_on.isoformat()))
    if paper.valid_to is not None and paper.valid_to <= (paper.valid_from or paper.issued_on or date.min):
        faults.append(RuleFault("backwards", "valid_to", _SAID["backwards"], paper.valid_to.isoformat()))
    return faults


_KINDS = {
    DocumentKind.COMMITTEE: Text("Ban chỉ đạo", "Steering committee"),
    DocumentKind.GROUP: Text("Tổ công tác", "Working group"),
    DocumentKind.PLAN: Text("Kế hoạch thực hiện", "Plan"),
}
_STANDINGS = {
    Standing.DOCUMENTED: Text("Có quyết định còn hiệu lực", "Valid decision"),
    Standing.UNPROVED: Text("Chưa chứng minh", "Unproved"),
    Standing.LATER: Text("Ban hành sau ngày ấy", "Issued after that day"),
    Standing.ENDED: Text("Đã hết hiệu lực", "No longer valid"),
    Standing.REFUSED: Text("Không được chấp nhận", "Not accepted"),
    Standing.ABSENT: Text("Không có", "None"),
}
_SIGNS = {
    Standing.DOCUMENTED: "verified",
    Standing.UNPROVED: "claimed",
    Standing.LATER: "due_soon",
    Standing.ENDED: "overdue",
    Standing.REFUSED: "refuted",
    Standing.ABSENT: "no_data",
}
_SAID = {
    "future": Text("Văn bản không thể ban hành sau hôm nay.", "A document cannot be issued after today."),
    "backwards": Text("Ngày hết hiệu lực phải sau ngày có hiệu lực.", "It must end after it begins."),
}
