"""The room's lists: tasks, and the directives they come from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.common import acting, day_of, filters_of
from dieuhanh.directives.queries import directives as directive_queries
from dieuhanh.directives.queries import tasks as queries
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.directives import DirectiveRead
from dieuhanh.directives.queries.filtering import COUNTED, clock_counts
from dieuhanh.directives.queries.hooks import MANAGE
from dieuhanh.directives.queries.tasks import TaskRead
from dieuhanh.directives.rules.causes import CAUSES, UNSTATED, cause_words
from dieuhanh.directives.rules.states import Class, DirectiveKind, Stage, TaskKind
from dieuhanh.directives.rules.workflow import ACT, ACTIONS, ENTER, HEAD, VERIFY
from dieuhanh.interface.cells import Clock, Code, Link, Quiet, Sign
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import Bulk, DeskList, Source, read_listing, show_list
from dieuhanh.organisations.body_filters import BodyNames, body_filter

CLOCKS = (
    ("overdue", _lazy("Overdue"), "overdue"),
    ("due_soon", _lazy("Due soon"), "due_soon"),
    ("in_time", _lazy("In time"), "in_time"),
    ("done_in_time", _lazy("Done in time"), "done_in_time"),
    ("done_late", _lazy("Done late"), "done_late"),
    ("no_data", _lazy("Outcome not known"), "no_data"),
)
_LEVELS = (
    ("given", _lazy("One task a body")),
    ("central", _lazy("From the Government and the Prime Minister")),
    ("duties", _lazy("A duty of many bodies once")),
    ("parts", _lazy("Broken down")),
    ("all", _lazy("All")),
)
_MADE_UP = (("yes", _lazy("Only what is made up")), ("no", _lazy("Without what is made up")))
_SIGNALS = (
    ("refuted", _lazy("With a refuted claim")),
    ("silent", _lazy("Silent for more than 31 days")),
    ("extended", _lazy("Extension asked twice or more")),
    ("claimed", _lazy("Claim waiting on the day")),
)
_WAITING = (
    ("acknowledge", _lazy("Not acknowledged")),
    ("verify", _lazy("Claimed, not verified")),
    ("return", _lazy("Return asked for")),
    ("extension", _lazy("Extension asked for")),
    ("explain", _lazy("Explanation owed")),
    ("unexplained", _lazy("Asked to explain, silent")),
    ("period", _lazy("A period is overdue")),
    ("refused", _lazy("Claim refused, open again")),
    ("silent", _lazy("No word for more than a month")),
    ("contribute", _lazy("Contributions owed")),
)


def _label(action: str) -> str:
    return ACTIONS[action].label.of(lang())


_called = lazy(_label, str)
"""What the workflow calls an action, in the reader's language when it is shown."""


def _causes() -> list[tuple[str, str]]:
    return [
        *((one.code, one.words.of(lang())) for one in CAUSES),
        (UNSTATED, cause_words(UNSTATED).of(lang())),
    ]


def task_href(one: TaskRead) -> str:
    """The page of a task."""
    return reverse("directives:task", args=[one.id])


def clock_cell(one: TaskRead) -> Any:
    """Time left; where there is no deadline to count to, the stage or the deadline's own words."""
    if one.row.is_group:
        return Quiet(None)  # each of its bodies has a clock of its own
    if then := getattr(one.row, "clock_then", ""):
        return Sign(then)  # as of a day that is past: no time is left to be counted
    if one.row.state in ("withdrawn", "transferred", "repeated"):
        return Quiet(one.state_label)
    if one.due_at is None:
        return Quiet(one.deadline_label)
    if one.row.clock == "no_data":
        return Sign("no_data", _("Outcome not known"))
    return Clock(one.due_at, one.row.clock, one.done_at)


TASKS = DeskList(
    "directives.tasks",
    _lazy("Tasks"),
    columns=(
        Column("first", _lazy("Time left"), sortable=True, fixed=True, tight=True, cell=clock_cell),
        Column(
            "due",
            _lazy("Deadline"),
            numeric=True,
            sortable=True,
            tight=True,
            cell=lambda one: one.row.current_due,
        ),
        Column(
            "original",
            _lazy("Original deadline"),
            numeric=True,
            tight=True,
            shown=False,
            cell=lambda one: one.row.original_due,
        ),
        Column("words", _lazy("Deadline in words"), shown=False, cell=lambda one: Quiet(one.deadline_label)),
        Column(
            "code",
            _lazy("Code"),
            sortable=True,
            clip=True,
            cell=lambda one: Code(one.row.code),
        ),
        Column(
            "content",
            _lazy("Task"),
            fixed=True,
            clip=True,
            main=True,
            cell=lambda one: Link(one.row.content, task_href(one), simulated=one.row.simulated),
        ),
        Column("lead", _lazy("Lead"), clip=True, cell=lambda one: one.lead_name),
        Column("kind", _lazy("Kind"), tight=True, shown=False, cell=lambda one: one.kind_label),
        Column("state", _lazy("Stage"), sortable=True, tight=True, cell=lambda one: one.state_label),
        Column("counted", _lazy("Counted as"), shown=False, cell=lambda one: Quiet(one.class_label)),
        Column(
            "given",
            _lazy("Given on"),
            numeric=True,
            sortable=True,
            tight=True,
            shown=False,
            cell=lambda one: one.row.given_on,
        ),
        Column(
            "completed",
            _lazy("Product's date"),
            numeric=True,
            tight=True,
            shown=False,
            cell=lambda one: one.row.completed_on,
        ),
        Column(
            "cause",
            _lazy("Cause of the delay"),
            shown=False,
            cell=lambda one: Quiet(
                cause_words(one.row.delay_cause).of(lang()) if one.row.delay_cause else None
            ),
        ),
        Column("assigner", _lazy("Assigner"), shown=False, cell=lambda one: Quiet(one.assigner.name)),
        Column(
            "mark", _lazy("Evidence mark"), shown=False, tight=True, cell=lambda one: one.row.evidence_mark
        ),
    ),
    filters=(
        Filter("clock", _lazy("Clock"), "chips", CLOCKS),
        Filter("q", _lazy("Words, code")),
        body_filter("lead", _lazy("Lead")),
        Filter(
            "state",
            _lazy("Stage"),
            "choice",
            lambda: [(one.value, one.words.of(lang())) for one in Stage if one is not Stage.DRAFT],
        ),
        Filter("waiting", _lazy("Waits for"), "choice", _WAITING),
        Filter("due_before", _lazy("Due before"), "day", more=True),
        Filter(
            "kind",
            _lazy("Kind"),
            "choice",
            lambda: [(one.value, one.words.of(lang())) for one in TaskKind],
            more=True,
        ),
        Filter(
            "class",
            _lazy("Counted as"),
            "choice",
            lambda: [
                (COUNTED, _("All (A)")),
                *((one.value, one.words.of(lang())) for one in Class if one is not Class.UNCOUNTED),
            ],
            more=True,
        ),
        Filter("cause", _lazy("Cause of the delay"), "choice", _causes, more=True),
        Filter("signal", _lazy("Signal"), "choice", _SIGNALS, more=True),
        Filter("level", _lazy("Show"), "choice", _LEVELS, more=True),
        Filter("simulated", _lazy("Made up"), "choice", _MADE_UP, more=True),
        Filter("as_of", _lazy("As of"), "day", more=True),
    ),
    default_sort="first",
    empty=_lazy(
        "No task is here. When a directive is published, each body's task appears with its deadline."
    ),
    href=task_href,
    simulated=lambda one: one.row.simulated,
    row_id=lambda one: str(one.id),
    row_name=lambda one: one.row.code,
    bulk=(
        Bulk("acknowledge", _called("acknowledge"), ACT),
        Bulk("ask_extension", _called("ask_extension"), HEAD),
        Bulk("verify", _called("verify"), VERIFY),
        Bulk("remind", _called("remind"), VERIFY),
        Bulk("grant_extension", _called("grant_extension"), VERIFY),
        Bulk("export", _lazy("Export as a register"), ""),
    ),
)


@require_safe
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Tasks that the reader may see, filtered by the URL. What was given after the day asked about is not there yet."""
    by = acting(request)
    asked = read_listing(request, TASKS)
    filters = filters_of(request.GET)
    lead = BodyNames(by, filters.as_of or clock.today(), filters.lead)
    filters = replace(filters, lead=lead.key)
    among = visible_tasks(by)
    counts = clock_counts(among, filters) if not asked.given("format") else {}

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[TaskRead]:
        return queries.tasks(
            by,
            filters,
            sort=listing.sort,
            descending=listing.descending,
            after=after,
            limit=limit,
            among=among,
        )

    def key(one: TaskRead, listing: Listing) -> list[Any]:
        return queries.sort_key(one, listing.sort)

    def count(_listing: Listing, _most: int) -> int:
        return counts.get(filters.clock, 0)

    buttons = [Button(_("Statistics"), href=reverse("directives:statistics"))]
    if MANAGE in by.powers:
        buttons.append(Button(_("Webhooks"), href=reverse("directives:hooks")))
    context = {"trail": [(_("Tasks"), "")], "buttons": buttons}
    return show_list(
        request,
        TASKS,
        Source(fetch, key, count),
        "directives/tasks.html",
        context,
        counts={"clock": counts},
        bulk_href=reverse("directives:bulk"),
        names={"lead": lead},
    )


def directive_href(one: DirectiveRead) -> str:
    """The page of a directive."""
    return reverse("directives:directive", args=[one.row.id])


DIRECTIVES = DeskList(
    "directives.directives",
    _lazy("Directives"),
    columns=(
        Column(
            "signed",
            _lazy("Signed on"),
            numeric=True,
            tight=True,
            fixed=True,
            cell=lambda one: one.signed_label,
        ),
        Column(
            "symbol",
            _lazy("Number and symbol"),
            fixed=True,
            clip=True,
            main=True,
            cell=lambda one: Link(one.row.symbol, directive_href(one), simulated=one.row.simulated),
        ),
        Column("kind", _lazy("Kind"), tight=True, cell=lambda one: one.kind_label),
        Column("title", _lazy("Title"), clip=True, shown=False, cell=lambda one: Quiet(one.row.title)),
        Column("duties", _lazy("Duties"), numeric=True, tight=True, cell=lambda one: one.duties),
        Column("assigner", _lazy("Assigner"), clip=True, cell=lambda one: Quiet(one.assigner.name)),
        Column("state", _lazy("Stage"), tight=True, cell=lambda one: one.state_label),
    ),
    filters=(
        Filter("q", _lazy("Words, number")),
        Filter(
            "kind",
            _lazy("Kind"),
            "choice",
            lambda: [(one.value, one.words.of(lang())) for one in DirectiveKind],
        ),
        Filter("as_of", _lazy("As of"), "day"),
    ),
    empty=_lazy("No directive is here yet."),
    href=directive_href,
    simulated=lambda one: one.row.simulated,
)


@require_safe
def directives(request: HttpRequest) -> HttpResponseBase:
    """Directives that the reader may see, newest first; what is signed after the day asked about is not there yet."""
    by = acting(request)
    as_of = day_of(request.GET.get("as_of", ""), "as_of") or clock.today()
    kind = request.GET.get("kind", "")[:20]

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[DirectiveRead]:
        return directive_queries.directives(by, q=listing.q, kind=kind, as_of=as_of, after=after, limit=limit)

    def key(one: DirectiveRead, _listing: Listing) -> list[Any]:
        return [one.row.signed_on.isoformat(), str(one.row.id)]

    may_enter = ENTER in by.powers or by.is_system
    buttons = (
        [Button(_("Enter a directive"), href=reverse("directives:enter"), primary=True)] if may_enter else []
    )
    context = {
        "trail": [(_("Tasks"), reverse("directives:tasks")), (_("Directives"), "")],
        "buttons": buttons,
    }
    return show_list(request, DIRECTIVES, Source(fetch, key), "directives/directives.html", context)
