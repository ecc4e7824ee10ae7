"""The tile of a programme: its targets by verdict, what stands badly, and what was said of all bodies beside what documents show."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from dieuhanh.centre.queries.view import View
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.programmes.queries.scorecard import TargetRead, scorecard
from dieuhanh.programmes.rules.verdicts import Scope, Verdict

BADLY = 4
"""How many targets the tile names, the worst first."""
_WORST = (Verdict.NOT_MET, Verdict.UNPROVED, Verdict.UNKNOWN, Verdict.MET)


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many targets have one verdict."""

    verdict: str
    sign: str
    word: str
    count: int
    href: str

    @property
    def css(self) -> str:
        """The sign as style sheets name it."""
        return self.sign.replace("_", "-")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target: its verdict, how it stands today, over how many bodies, how many fail and of how many nothing is known."""

    code: str
    words: str
    sign: str
    word: str
    stands_sign: str
    stands: str
    bodies: int
    failed: int
    unknown: int
    national: Decimal | None
    unit: str
    simulated: bool
    href: str

    @property
    def behind(self) -> int:
        """Of how many bodies that is so: those that fail, else those of whom nothing is known."""
        return self.failed or self.unknown


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One kind of document: the share claimed beside the share that documents give."""

    kind: str
    claimed: tuple[int, int]
    computed: tuple[int, int]
    agrees: bool
    href: str

    @property
    def percent(self) -> Decimal:
        """The share claimed, in per cent."""
        return Decimal(100 * self.claimed[0]) / self.claimed[1]


@dataclass(frozen=True, slots=True)
class ProgrammeTile:
    """What the tile shows."""

    code: str
    title: str
    symbol: str
    counts: list[VerdictCount]
    lines: list[TargetLine]
    shares: list[ShareLine]
    href: str
    simulated: bool

    @property
    def worst(self) -> list[TargetLine]:
        """The few that the tile has room for."""
        return self.lines[:BADLY]

    @property
    def total(self) -> int:
        """How many target figures there are."""
        return len(self.lines)


def programme(view: View) -> ProgrammeTile | None:
    """The scene's programme as of the moment; None where there is none. Eight statements."""
    try:
        card = scorecard(view.by, view.scene.layout.programme, as_of=view.day)
    except Missing:
        return None
    language = lang()
    code = card.programme.code
    query = f"?as_of={view.day.isoformat()}"
    here = reverse("programmes:programme", args=[code]) + query
    order = sorted(card.targets, key=lambda one: _WORST.index(one.judged.stands))
    papers = reverse("programmes:documents", args=[code]) + query
    return ProgrammeTile(
        code,
        card.title,
        card.programme.symbol,
        [
            VerdictCount(
                one.value, one.sign, one.words.of(language), card.counts.get(one.value, 0), f"{here}&verdict={one.value}"
            )
            for one in Verdict
        ],
        [_line(one, language, reverse("programmes:target", args=[code, one.target.code]) + query) for one in order],
        [
            ShareLine(
                share.share.kind.words.of(language), claim.percent_claimed, (share.share.numerator, share.share.denominator),
                share.agrees, papers,
            )
            for claim in card.shares[:1]
            for share in claim.shares
        ],
        here,
        card.simulated,
    )  # fmt: skip


def _line(read: TargetRead, language: str, href: str) -> TargetLine:
    judged, nation = read.judged, read.nation
    national = None
    if nation is not None and nation.report is not None:
        national = nation.found if nation.found is not None else nation.claimed
    return TargetLine(
        read.target.code,
        read.words,
        judged.verdict.sign,
        judged.verdict.words.of(language),
        judged.stands.sign,
        judged.stands.words.of(language),
        0 if read.rule.scope is Scope.NATION else judged.bodies,
        len(judged.failed),
        len(judged.unknown),
        national,
        read.version.unit,
        any(one.report is not None and one.report.simulated for one in read.bodies),
        href,
    )
