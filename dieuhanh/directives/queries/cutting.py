"""What the cutting page shows: the text in its clauses, what looks like a duty, which task covers it, and what none covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dieuhanh.config.actor import Actor
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import RuleFault, Text
from dieuhanh.directives.models import Directive, Task
from dieuhanh.directives.queries.access import OFFICE, visible_tasks
from dieuhanh.directives.queries.names import bodies_on, names_on
from dieuhanh.directives.queries.tasks import TaskRead, read_all
from dieuhanh.directives.rules.bodies_words import Names, Who, WhoKind, read_bodies, read_lead
from dieuhanh.directives.rules.clauses import clause_at, split
from dieuhanh.directives.rules.deadline_words import Resolved, resolve
from dieuhanh.directives.rules.duties import Proposal, propose
from dieuhanh.organisations.queries import Body

NO_DEADLINE = "không ghi hạn"


@dataclass(frozen=True)
class Segment:
    """A run of a clause's letters: part of a proposal (its number) or not, covered by tasks or not."""

    start: int
    text: str
    number: int = 0
    covered: bool = False
    opens: bool = False


@dataclass(frozen=True)
class ClauseView:
    """A clause as the left pane shows it."""

    label: str
    depth: int
    start: int
    end: int
    segments: Sequence[Segment]


@dataclass(frozen=True)
class Suggestion:
    """A proposal with what was made of its words: who in the register, which deadline, which tasks cover it."""

    number: int
    proposal: Proposal
    lead: Who
    deadline: Resolved
    covered_by: Sequence[str]

    @property
    def span(self) -> str:
        """Its place as the page's address writes it."""
        return f"{self.proposal.start}-{self.proposal.end}"

    @property
    def percent(self) -> int:
        """The score in whole percent."""
        return round(self.proposal.score * 100)

    @property
    def faults(self) -> list[RuleFault]:
        """What keeps it from being cut out without a person's choice."""
        open_ones = list(self.lead.faults)
        if self.lead.kind not in (WhoKind.BODY, WhoKind.CLASS, WhoKind.PERSON) and not open_ones:
            open_ones.append(RuleFault("lead", "lead", Text("Chọn cơ quan chủ trì.", "Choose the lead.")))
        open_ones += [one for one in self.deadline.faults if one.code in BLOCKING]
        if self.deadline.ambiguous:
            open_ones.append(
                RuleFault(
                    "two_readings",
                    "reading",
                    Text(
                        "Thời hạn có hai cách hiểu; chọn một.",
                        "The deadline can be read in two ways; choose one.",
                    ),
                )
            )
        return open_ones


BLOCKING = (
    "unknown",
    "not_understood",
    "no_such_day",
    "needs_receipt",
    "needs_calendar",
    "outside_calendar",
    "several_stages",
    "vague",
)


@dataclass(frozen=True)
class CutView:
    """The whole page."""

    directive: Directive
    clauses: Sequence[ClauseView]
    suggestions: Sequence[Suggestion]
    tasks: Sequence[TaskRead]
    bodies: Sequence[Body]
    names: Names

    @property
    def orphans(self) -> list[Suggestion]:
        """What the document orders and no task covers."""
        return [one for one in self.suggestions if not one.covered_by]

    @property
    def ready(self) -> list[Suggestion]:
        """Orphans that need no further choice."""
        return [one for one in self.orphans if not one.faults]

    def label_at(self, place: int) -> str:
        """The clause that holds a place, as a citation names it."""
        found = clause_at(split(self.directive.text), place)
        return found.label if found else ""


def cut_view(directive: Directive, *, by: Actor) -> CutView:
    """Everything the cutting page shows. Six statements, however long the text and however many its tasks."""
    text = directive.text
    rows = list(
        visible_tasks(by)
        .filter(directive=directive, parent__isnull=True)
        .select_related("directive")
        .defer("directive__text", "directive__file_content")
        .order_by("span_start", "code")
    )
    bodies = bodies_on(directive.signed_on)
    names = names_on(directive.signed_on, bodies)
    calendar = working_calendar()
    suggestions = []
    for number, proposal in enumerate(propose(text), 1):
        words = proposal.deadline_words or NO_DEADLINE
        suggestions.append(
            Suggestion(
                number,
                proposal,
                read_lead(proposal.who, names, directive.signed_on),
                resolve(words, directive.signed_on, calendar, received_on=directive.received_on),
                [task.code for task in rows if _covers(task, proposal)],
            )
        )
    return CutView(directive, _clauses(text, suggestions, rows), suggestions, read_all(rows), bodies, names)


def orphans(directive: Directive, *, by: Actor) -> list[Proposal]:
    """What the document orders and no task covers, for the office that gives it; others do not see all of its tasks.

    One statement; none for others and for a document without text.
    """
    if not directive.text or not (by.is_system or by.powers & OFFICE):
        return []
    spans = list(
        Task.objects.filter(directive=directive, parent__isnull=True, span_start__isnull=False).values_list(
            "span_start", "span_end"
        )
    )
    return [
        one for one in propose(directive.text) if not any(_shares(start, end, one) for start, end in spans)
    ]


def _covers(task: Task, proposal: Proposal) -> bool:
    return _shares(task.span_start, task.span_end, proposal)


def _shares(start: int | None, end: int | None, proposal: Proposal) -> bool:
    """Whether a span holds at least half of a proposal."""
    if start is None or end is None:
        return False
    shared = min(end, proposal.end) - max(start, proposal.start)
    return shared * 2 >= proposal.end - proposal.start


def _clauses(text: str, suggestions: Sequence[Suggestion], tasks: Sequence[Task]) -> list[ClauseView]:
    spans = [
        (one.span_start, one.span_end)
        for one in tasks
        if one.span_start is not None and one.span_end is not None
    ]
    views = []
    clauses = split(text)
    for clause in clauses:
        cuts = {clause.start, clause.end}
        for a, b in [*spans, *((one.proposal.start, one.proposal.end) for one in suggestions)]:
            cuts |= {place for place in (a, b) if clause.start < place < clause.end}
        places = sorted(cuts)
        segments = []
        for a, b in pairwise(places):
            inside = next(
                (one for one in suggestions if one.proposal.start <= a and b <= one.proposal.end), None
            )
            segments.append(
                Segment(
                    a,
                    text[a:b],
                    inside.number if inside else 0,
                    any(first <= a and b <= last for first, last in spans),
                    inside is not None and a == inside.proposal.start,
                )
            )
        depth, above = 0, clause.parent
        while above is not None:
            depth, above = depth + (clauses[above].kind != "paragraph"), clauses[above].parent
        views.append(ClauseView(clause.label, min(depth, 4), clause.start, clause.end, segments))
    return views


def deadline_of(directive: Directive, words: str) -> Resolved:
    """A deadline's words as of a directive's day. One statement."""
    return resolve(
        words or NO_DEADLINE, directive.signed_on, working_calendar(), received_on=directive.received_on
    )


def coordinators_of(words: str, names: Names, on: date) -> list[tuple[str, str]]:
    """Co-ordinators as (code, words): one each for what names a body, words alone for the rest."""
    return [(one.code if not one.faults else "", one.words) for one in read_bodies(words, names, on)]
