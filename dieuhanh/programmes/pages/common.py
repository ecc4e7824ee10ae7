"""What the room's pages share: who acts, the day asked about, and how verdicts and names are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import NotAPeriod, parse
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.interface.listing import Chip
from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.programmes.models import Report
from dieuhanh.programmes.queries.scorecard import BodyRead, Scorecard, TargetRead, said
from dieuhanh.programmes.rules.verdicts import Scope, Verdict, say, unit_words

NAMED = 8
"""How many bodies a line names before it says how many more."""


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return by


def day_asked(request: HttpRequest) -> date | None:
    """The day in the address (`as_of`), or None. Raises `Invalid` for one that is none."""
    text = request.GET.get("as_of", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Write a day as 2020-08-10.")
        raise Invalid(message, faults=[Fault(message, field="as_of", value=text[:20])]) from error


def verdict_asked(request: HttpRequest) -> str:
    """The verdict whose targets alone are shown (`verdict` in the address), or "" for all."""
    asked = request.GET.get("verdict", "")
    return asked if asked in set(Verdict) else ""


def period_name(code: str) -> str:
    """A period as officials write it: `Quý II/2020`; the code itself where it is none."""
    try:
        return parse(code).name.of(lang())
    except NotAPeriod:
        return code


def trail_of(code: str = "", *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page is."""
    found = [(_("Programmes"), reverse("programmes:programmes"))]
    if code:
        found.append((code, reverse("programmes:programme", args=[code])))
    return [*found, *more]


@dataclass(frozen=True)
class Shown:
    """A target as pages show it."""

    read: TargetRead
    href: str

    @property
    def sign(self) -> str:
        """The verdict's letter."""
        return self.read.judged.verdict.sign

    @property
    def word(self) -> str:
        """The verdict in the reader's language."""
        return self.read.judged.verdict.words.of(lang())

    @property
    def simulated(self) -> bool:
        """Whether a figure behind the verdict is made up."""
        return any(
            (one.report is not None and one.report.simulated)
            or (one.computed is not None and one.computed.simulated)
            for one in self.read.bodies
        )

    @property
    def stands(self) -> str:
        """What it would be if it fell due that day, where that is another word than the verdict and not unknown."""
        judged = self.read.judged
        if judged.verdict is judged.stands or judged.stands is Verdict.UNKNOWN:
            return ""
        return judged.stands.words.of(lang())

    @property
    def stands_sign(self) -> str:
        """The letter of that."""
        return self.read.judged.stands.sign

    @property
    def rule(self) -> str:
        """The rule in words."""
        return say(self.read.rule, self.read.version.unit, lang())

    @property
    def unit(self) -> str:
        """The target's unit, as the reader says it."""
        return unit_words(self.read.version.unit, lang())

    @property
    def missing(self) -> str:
        """What has to be known before anybody can judge."""
        return self.read.rule.missing.of(lang())

    @property
    def scope(self) -> str:
        """Of whom it speaks."""
        return self.read.rule.scope.words.of(lang())

    @property
    def over_bodies(self) -> bool:
        """Whether each body must meet it."""
        return self.read.rule.scope is not Scope.NATION

    @property
    def sentence(self) -> str:
        """The verdict with the bodies that fail and those unknown, in words."""
        return sentence_of(self.read)

    @property
    def note(self) -> str:
        """What is to be known of the target."""
        return said(self.read.version.note_vi, self.read.version.note_en)

    @property
    def national(self) -> dict[str, Any] | None:
        """The published national figure, beside and never instead."""
        return figure_of(self.read.nation) if self.read.nation else None

    @property
    def mean(self) -> Any:
        """All bodies together in per cent, where every one gave its parts."""
        return 100 * self.read.mean[0] / self.read.mean[1] if self.read.mean else None


def figure_of(one: BodyRead) -> dict[str, Any]:
    """A figure as the `number` component takes it: what was found, else what is claimed, else what records give."""
    report = one.report
    if one.found is not None and report is not None:
        return {"value": one.found, "standing": "verified", **_reported(report)}
    if report is not None:
        return {"value": one.claimed, "standing": "claimed", **_reported(report)}
    assert one.computed is not None  # who has neither is not shown
    value = one.computed.value
    shown = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))
    return {"value": shown, "standing": "claimed", "report": None, "simulated": one.computed.simulated}


def _reported(report: Report) -> dict[str, Any]:
    return {"report": report, "period": period_name(report.period), "simulated": report.simulated}


def sentence_of(read: TargetRead) -> str:
    """How many of how many, and who: `Not met: 1 of 3 bodies (…)`."""
    judged = read.judged
    if read.rule.scope is Scope.NATION:
        return ""
    if not judged.bodies:
        return _("Nobody was obliged on that day.")
    parts = []
    if judged.failed:
        parts.append(
            _("%(count)d of %(all)d bodies fail: %(names)s")
            % {"count": len(judged.failed), "all": judged.bodies, "names": names_of(read.failed)}
        )
    if judged.unproved:
        parts.append(
            _("%(count)d of %(all)d claim it, unverified: %(names)s")
            % {"count": len(judged.unproved), "all": judged.bodies, "names": names_of(read.unproved)}
        )
    if judged.unknown and len(judged.unknown) == judged.bodies:
        return _("Nothing is known of any of the %(all)d bodies.") % {"all": judged.bodies}
    if judged.unknown:
        few = names_of(read.unknown) if len(read.unknown) <= NAMED else ""
        said = _("of %(count)d of %(all)d nothing is known") % {
            "count": len(judged.unknown),
            "all": judged.bodies,
        }
        parts.append(f"{said}: {few}" if few else said)
    if not parts:
        return _("all %(all)d bodies, verified") % {"all": judged.bodies}
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def names_of(bodies: Sequence[Body]) -> str:
    """The names, the first few where they are many."""
    names = [one.name for one in bodies[:NAMED]]
    if len(bodies) > NAMED:
        names.append(_("and %(count)d more") % {"count": len(bodies) - NAMED})
    return ", ".join(names)


def shown_of(card: Scorecard, public: bool = False) -> list[Shown]:
    """The targets of a scorecard with their pages."""
    query = f"?as_of={card.as_of.isoformat()}"
    return [
        Shown(
            one,
            ""
            if public
            else reverse("programmes:target", args=[card.programme.code, one.target.code]) + query,
        )
        for one in card.targets
    ]


def statements_of(card: Scorecard) -> list[tuple[Any, str]]:
    """What was said of all bodies, each with how it is known, in words."""
    return [(one, mark_words(one.row.evidence_mark)) for one in card.shares]


def only(targets: Sequence[Shown], verdict: str) -> list[Shown]:
    """The targets of one verdict; all of them where none is asked for."""
    return [one for one in targets if not verdict or one.read.judged.verdict == verdict]


def chips_of(card: Scorecard, here: str, chosen: str) -> list[Chip]:
    """How many targets have which verdict, each opening to exactly these; without verdicts that none has."""
    query = f"{here}?as_of={card.as_of.isoformat()}"
    found = [
        Chip(
            one.words.of(lang()),
            f"{query}&verdict={one.value}",
            card.counts[one.value],
            one.sign,
            one.value == chosen,
        )
        for one in Verdict
        if card.counts.get(one.value, 0)
    ]
    return [Chip(_("All"), query, len(card.targets), current=not chosen), *found] if found else []
