"""A programme as of a day: each target's verdict with the bodies by name, what was claimed beside what records give."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.directives.queries.linked import Linked, linked_tasks
from dieuhanh.organisations.queries.bodies import Body, spans
from dieuhanh.programmes.models import (
    Likelihood,
    Programme,
    Report,
    Target,
    TargetVersion,
    TaskLink,
)
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.queries.shares import Claimed, claimed_shares
from dieuhanh.programmes.rules.steps import State
from dieuhanh.programmes.rules.verdicts import (
    Judged,
    Obliged,
    Reading,
    Rule,
    Verdict,
    judge,
    judge_reading,
    mean_of,
)
from dieuhanh.reporting.queries.facts import FactRead, best_facts

NATION = "government"
_FACT_YEARS = timedelta(days=3 * 366)
_FIRST = date(1945, 9, 2)


def said(vi: str, en: str) -> str:
    """The words in the reader's language; Vietnamese where there is no English."""
    return en if lang().startswith("en") and en else vi


@dataclass(frozen=True, slots=True)
class Computed:
    """What the records of `reporting` give for a body: the value in the target's unit, and the figures it is made of."""

    value: Fraction
    period: str
    status: str
    facts: tuple[UUID, ...]
    simulated: bool
    decides: bool


@dataclass(frozen=True)
class BodyRead:
    """One body under a target: what it claims, what was found, what records give, and the verdict on it."""

    body: Body
    report: Report | None
    standing: str
    computed: Computed | None
    verdict: Verdict

    @property
    def claimed(self) -> Decimal | None:
        """The value as reported."""
        return self.report.value if self.report is not None else None

    @property
    def found(self) -> Decimal | None:
        """The value that the assigner's office found or confirmed by the day asked about."""
        if self.report is None or self.standing == State.CLAIMED.value:
            return None
        return self.report.found if self.report.found is not None else self.report.value


@dataclass(frozen=True)
class TargetRead:
    """One target as of a day."""

    target: Target
    version: TargetVersion
    rule: Rule
    judged: Judged
    bodies: Sequence[BodyRead] = ()
    nation: BodyRead | None = None
    mean: tuple[Decimal, Decimal] | None = None
    likelihood: str = ""

    @property
    def words(self) -> str:
        """What it says, in the reader's language."""
        return said(self.version.words_vi, self.version.words_en)

    def named(self, keys: Sequence[Hashable]) -> list[Body]:
        """The bodies behind the keys of a verdict, in the order of lists."""
        wanted = set(keys)
        return [one.body for one in self.bodies if one.body.id in wanted]

    @property
    def failed(self) -> list[Body]:
        """The bodies that fail."""
        return self.named(self.judged.failed)

    @property
    def unknown(self) -> list[Body]:
        """The bodies of which nothing is known."""
        return self.named(self.judged.unknown)

    @property
    def unproved(self) -> list[Body]:
        """The bodies whose claim nobody has verified."""
        return self.named(self.judged.unproved)


@dataclass(frozen=True)
class Scorecard:
    """A programme as of a day."""

    programme: Programme
    as_of: date
    assigner: Body | None
    targets: Sequence[TargetRead] = ()
    tasks: Sequence[Linked] = ()
    shares: Sequence[Claimed] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return said(self.programme.title_vi, self.programme.title_en)

    @property
    def simulated(self) -> bool:
        """Whether anything in it is made up."""
        return self.programme.simulated or any(
            one.report is not None and one.report.simulated
            for target in self.targets
            for one in (*target.bodies, target.nation)
            if one is not None
        )


def scorecard(by: Actor | None, code: str, *, as_of: date | None = None, target: str = "") -> Scorecard:
    """The programme as of a day; with `target`, that target alone. Eight statements (nine for who may change drafts).

    Anybody may ask about a published programme. Raises `Missing`.
    """
    day = as_of or clock.today()
    programme = access_programme(by, code)
    versions = _versions(programme, day, target)
    bodies = Bodies.of([one.audience for one in versions], programme)
    reports = _reports([one.target_id for one in versions], day)
    facts = _facts(versions, bodies, day)
    reads = [_read(one, bodies, reports, facts, day) for one in versions]
    codes = TaskLink.objects.filter(programme=programme)
    if target:
        codes = codes.filter(target__code=target.replace("\0", "")[:40])
    return Scorecard(
        programme,
        day,
        bodies.one(programme.assigner_id, day),
        reads,
        linked_tasks(codes.values("task_code"), day, shares=bool(target)),
        () if target else claimed_shares(programme, day, bodies.versions),
        {verdict.value: sum(one.judged.verdict is verdict for one in reads) for verdict in Verdict},
    )


@dataclass(frozen=True)
class Bodies:
    """Every version of the bodies that the targets speak of: who was obliged on which day, without asking again."""

    versions: Sequence[Body]

    @classmethod
    def of(cls, audiences: Sequence[Mapping[str, Any]], programme: Programme) -> "Bodies":
        """One statement."""
        kinds = {kind for one in audiences for kind in one.get("kinds", ())}
        codes = {code for one in audiences for code in one.get("codes", ())}
        return cls(spans({*kinds, NATION}, codes, [programme.assigner_id]))

    def obliged(self, audience: Mapping[str, Any], day: date) -> list[Body]:
        """The bodies that the audience means on a day."""
        return [
            one
            for one in self.versions
            if _stands(one, day)
            and (one.kind in audience.get("kinds", ()) or one.code in audience.get("codes", ()))
        ]

    def nation(self, day: date) -> Body | None:
        """The Government's body, to which the nation's figures belong."""
        return next((one for one in self.versions if one.kind == NATION and _stands(one, day)), None)

    def one(self, organisation_id: UUID, day: date) -> Body | None:
        """A body as it stood on the day, else its last version."""
        found = [one for one in self.versions if one.id == organisation_id]
        return next((one for one in found if _stands(one, day)), found[-1] if found else None)


def _stands(body: Body, day: date) -> bool:
    return body.valid_from <= day and (body.valid_to is None or day < body.valid_to)


def _versions(programme: Programme, day: date, target: str) -> list[TargetVersion]:
    """The version of each target in force on the day, each with the last judgement of likelihood by then."""
    judged = Likelihood.objects.filter(target=OuterRef("target"), judged_on__lte=day).order_by(
        "-judged_on", "-id"
    )
    rows = (
        TargetVersion.objects.filter(target__programme=programme, valid_from__lte=day)
        .select_related("target__objective")
        .annotate(likelihood=Subquery(judged.values("overall")[:1]))
        .order_by("target__objective__order", "target__order", "target__code", "version")
    )
    if target:
        rows = rows.filter(target__code=target.replace("\0", "")[:40])
    return list({one.target_id: one for one in rows}.values())


def counting(day: date) -> Q:
    """The reports that count on a day: known by then, not taken back, not refused without the office's own figure."""
    gone = Q(state=State.RETRACTED.value) | Q(state=State.REFUSED.value, found__isnull=True)
    return Q(known_on__lte=day) & ~(gone & Q(judged_on__lte=day))


def _reports(targets: Sequence[UUID], day: date) -> dict[tuple[UUID, UUID], Report]:
    """The last figure of each body under each target that counts on the day. One statement."""
    rows = (
        Report.objects.filter(counting(day), target_id__in=targets, as_of__lte=day)
        .order_by("target_id", "organisation_id", "-as_of", "-version")
        .distinct("target_id", "organisation_id")
    )
    return {(one.target_id, one.organisation_id): one for one in rows}


def _facts(
    versions: Sequence[TargetVersion], bodies: Bodies, day: date
) -> dict[tuple[UUID, UUID], dict[str, FactRead]]:
    """(indicator, body) → by period, what `reporting` holds. One statement; none where no target names an indicator."""
    ids = {UUID(text) for one in versions if one.figure for text in one.figure["ids"].values()}
    if not ids:
        return {}
    wanted = {one.id for one in bodies.versions}
    found: dict[tuple[UUID, UUID], dict[str, FactRead]] = {}
    for one in best_facts(wanted, ids, max(day, _FIRST) - _FACT_YEARS, day, breakdowns=[""], as_of=day):
        if one.value is not None and one.status != "refuted":
            found.setdefault((one.indicator_id, one.organisation_id), {})[one.period] = one
    return found


def computed_of(
    version: TargetVersion,
    organisation_id: UUID,
    facts: Mapping[tuple[UUID, UUID], Mapping[str, FactRead]],
    day: date,
) -> Computed | None:
    """What the records give for a body: of the last period that has ended in which every part is known."""
    if not version.figure:
        return None
    ids = {code: UUID(text) for code, text in version.figure["ids"].items()}
    series = {code: facts.get((one, organisation_id), {}) for code, one in ids.items()}
    periods = set.intersection(*(set(one) for one in series.values())) if series else set()
    ended = [parsed for parsed in map(parse, periods) if parsed.last_day <= day]
    if not ended:
        return None
    last = max(ended, key=lambda one: one.last_day).code
    used = {code: one[last] for code, one in series.items()}
    top = sum((Fraction(used[code].value or 0) for code in version.figure["of"]), Fraction(0))
    value = top
    if version.figure.get("over"):
        below = sum((Fraction(used[code].value or 0) for code in version.figure["over"]), Fraction(0))
        if not below:
            return None
        value = 100 * top / below
    rank = ("claimed", "published", "verified")
    weakest = min(
        (one.status for one in used.values()), key=lambda one: rank.index(one) if one in rank else 0
    )
    return Computed(
        value,
        last,
        weakest,
        tuple(one.id for one in used.values()),
        any(one.simulated for one in used.values()),
        bool(version.figure.get("decides", True)),
    )


def figure_of(report: Report) -> Fraction:
    """The exact figure: the parts where it has them, else the value."""
    if report.numerator is not None and report.denominator:
        return 100 * Fraction(report.numerator) / Fraction(report.denominator)
    return Fraction(report.value)


def standing_on(report: Report, day: date) -> str:
    """Claimed, verified or refused, as it stood on the day."""
    judged = report.judged_on is not None and report.judged_on <= day
    return report.state if judged else State.CLAIMED.value


def reading_of(report: Report | None, computed: Computed | None, day: date) -> Reading | None:
    """What the rule looks at."""
    claims: list[Fraction] = []
    proved: Fraction | None = None
    if report is not None:
        standing = standing_on(report, day)
        if standing == State.CLAIMED.value:
            claims.append(figure_of(report))
        else:
            proved = Fraction(report.found) if report.found is not None else figure_of(report)
    if computed is not None and computed.decides:
        if computed.status == "verified" and proved is None:
            proved = computed.value
        elif computed.status != "verified":
            claims.append(computed.value)
    return Reading(tuple(claims), proved) if claims or proved is not None else None


def _read(
    version: TargetVersion,
    bodies: Bodies,
    reports: Mapping[tuple[UUID, UUID], Report],
    facts: Mapping[tuple[UUID, UUID], Mapping[str, FactRead]],
    day: date,
) -> TargetRead:
    rule = Rule.from_dict(version.rule)
    obliged_on = min(day, version.due_on) if version.due_on else day
    obliged = bodies.obliged(version.audience, obliged_on)
    readings: dict[Hashable, Reading] = {}
    reads = []
    for body in obliged:
        report = reports.get((version.target_id, body.id))
        computed = computed_of(version, body.id, facts, day)
        reading = reading_of(report, computed, day)
        if reading is not None:
            readings[body.id] = reading
        reads.append(_body_read(body, report, computed, judge_reading(rule, reading, body.kind), day))
    nation = bodies.nation(day)
    national: BodyRead | None = None
    of_nation: Reading | None = None
    if nation is not None:
        report = reports.get((version.target_id, nation.id))
        computed = computed_of(version, nation.id, facts, day)
        of_nation = reading_of(report, computed, day)
        national = (
            _body_read(nation, report, computed, judge_reading(rule, of_nation), day) if of_nation else None
        )
    judged = judge(
        rule,
        obliged=[Obliged(one.id, one.kind) for one in obliged],
        readings=readings,
        nation=of_nation,
        due=version.due_on,
        as_of=day,
    )
    return TargetRead(
        version.target,
        version,
        rule,
        judged,
        reads,
        national,
        _mean(reads),
        getattr(version, "likelihood", "") or "",
    )


def _body_read(
    body: Body, report: Report | None, computed: Computed | None, verdict: Verdict, day: date
) -> BodyRead:
    return BodyRead(body, report, standing_on(report, day) if report else "", computed, verdict)


def _mean(reads: Sequence[BodyRead]) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator over all bodies together; None unless every one gave its parts."""
    return mean_of(
        (one.report.numerator, one.report.denominator)
        if one.report is not None and one.report.numerator is not None and one.report.denominator is not None
        else None
        for one in reads
    )
