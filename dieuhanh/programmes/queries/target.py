"""What a target's page shows beside the scorecard's line: versions, planned paths, judgements, figures, its delivery chain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.directives.queries.linked import Linked
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.organisations.queries.bodies import by_ids
from dieuhanh.programmes.models import Likelihood, Report, Target, TargetVersion, Trajectory
from dieuhanh.programmes.queries.scorecard import Scorecard, TargetRead, scorecard
from dieuhanh.programmes.rules.chain import Link, Picture, draw
from dieuhanh.programmes.rules.verdicts import Verdict

MOST_REPORTS = 200


@dataclass(frozen=True)
class TargetPage:
    """One target with everything about it as of a day."""

    card: Scorecard
    read: TargetRead
    versions: Sequence[TargetVersion]
    trajectories: Sequence[Trajectory]
    likelihoods: Sequence[Likelihood]
    reports: Sequence[tuple[Report, Label]]
    chain: Picture

    @property
    def path(self) -> Trajectory | None:
        """The planned path in force."""
        return self.trajectories[0] if self.trajectories else None


def target_page(by: Actor | None, code: str, target: str, *, as_of: date | None = None) -> TargetPage:
    """The target as of a day. Those of the scorecard of one target and six more, however much there is. Raises `Missing`."""
    card = scorecard(by, code, as_of=as_of, target=target)
    if not card.targets:
        raise Missing(_("There is no such record."))
    read = card.targets[0]
    row: Target = read.target
    day = card.as_of
    reports = list(
        Report.objects.filter(target=row, known_on__lte=day).order_by("-as_of", "-id")[:MOST_REPORTS]
    )
    named = labels({one.organisation_id for one in reports}, day)
    return TargetPage(
        card,
        read,
        list(row.versions.filter(valid_from__lte=day).order_by("-version")),
        list(row.trajectories.filter(planned_on__lte=day).order_by("-version")),
        list(row.likelihoods.filter(judged_on__lte=day).order_by("-judged_on", "-id")[:20]),
        [(one, named.get(one.organisation_id, Label("", "", ""))) for one in reports],
        chain_of(card, read),
    )


def chain_of(card: Scorecard, read: TargetRead) -> Picture:
    """Who delivers this target through whom: the bodies obliged, and whom tasks were passed on to. One statement."""
    leads = {one.lead_id for one in card.tasks if one.lead_id is not None}
    kinds: dict[UUID, str] = {key: body.kind for key, body in by_ids(leads, card.as_of).items()}
    groups: dict[str, Counter[Verdict]] = {}
    for one in read.bodies:
        groups.setdefault(one.body.kind, Counter())[one.verdict] += 1
    doing: dict[str, set[UUID]] = {}
    tasks: Counter[str] = Counter()
    for task in card.tasks:
        if task.lead_id in kinds:
            kind = kinds[task.lead_id]
            tasks[kind] += 1
            doing.setdefault(kind, set()).add(task.lead_id)
    order = [
        kind
        for kind in (
            "ministry",
            "ministerial_agency",
            "government_agency",
            "province",
            "department",
            "district",
            "commune",
            "other",
        )
        if kind in groups or kind in doing
    ]
    links = [Link("government", "government", 1, {}, 0)]
    for kind in order:
        verdicts = groups.get(kind, Counter())
        bodies = sum(verdicts.values()) or len(doing.get(kind, ()))
        links.append(Link(kind, kind, bodies, dict(verdicts), tasks[kind]))
    return draw(links, _passed(card.tasks, kinds))


def _passed(tasks: Sequence[Linked], kinds: dict[UUID, str]) -> list[tuple[str, str]]:
    """Kind → kind, where a lead broke its task down to a body of another kind."""
    leads = {one.code: one.lead_id for one in tasks}
    found = []
    for one in tasks:
        upper = leads.get(one.parent_code) if one.tier and one.parent_code else None
        if upper in kinds and one.lead_id in kinds:
            found.append((kinds[upper], kinds[one.lead_id]))
    return found
