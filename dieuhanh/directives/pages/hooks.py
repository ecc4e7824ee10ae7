"""Webhooks of a body: the list, a new one with its secret shown once, the record with what was delivered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.directives.actions import hooks as actions
from dieuhanh.directives.models import Delivery, Hook
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.queries import hooks as queries
from dieuhanh.directives.queries.access import VIEW
from dieuhanh.directives.queries.hooks import MANAGE, HookRead
from dieuhanh.directives.rules.hooks import EVENTS, EVERYTHING, PREFIX
from dieuhanh.interface.cells import Code, Link, Press, Quiet, Sign, Title
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import DeskList, Source, read_listing, show_list
from dieuhanh.interface.recorded import kind_words
from dieuhanh.interface.rules import format_datetime
from dieuhanh.ledger.access import reads
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.body_fields import BodyField, name_bodies
from dieuhanh.organisations.form_pages import show_form
from dieuhanh.organisations.people_pages import show_secret

_STATES = {
    Hook.State.ACTIVE.value: ("in_time", _lazy("Sends")),
    Hook.State.PAUSED.value: ("overdue", _lazy("Rests after failures")),
    Hook.State.STOPPED.value: ("no_data", _lazy("Stopped")),
}
_DELIVERIES = {
    Delivery.State.WAITING.value: ("due_soon", _lazy("Waits")),
    Delivery.State.DELIVERED.value: ("done_in_time", _lazy("Delivered")),
    Delivery.State.SET_ASIDE.value: ("overdue", _lazy("Not delivered")),
    Delivery.State.WITHHELD.value: ("no_data", _lazy("Withheld")),
}


def hook_href(one: HookRead) -> str:
    """The page of a webhook."""
    return reverse("directives:hook", args=[one.row.id])


def state_sign(row: Hook) -> Sign:
    """Whether it sends, as a shape and a word."""
    state, word = _STATES[row.state]
    return Sign(state, str(word))


HOOKS = DeskList(
    "directives.hooks",
    _lazy("Webhooks"),
    columns=(
        Column(
            "name",
            _lazy("Name"),
            fixed=True,
            cell=lambda one: Title(one.row.name, simulated=one.row.simulated),
        ),
        Column("body", _lazy("Body"), cell=lambda one: one.body.name),
        Column("address", _lazy("Address"), clip=True, cell=lambda one: Quiet(one.row.address)),
        Column("state", _lazy("State"), tight=True, cell=lambda one: state_sign(one.row)),
        Column("waiting", _lazy("Waiting"), numeric=True, tight=True, cell=lambda one: one.waiting),
        Column("aside", _lazy("Not delivered"), numeric=True, tight=True, cell=lambda one: one.aside),
        Column("made", _lazy("Made on"), tight=True, shown=False, cell=lambda one: one.row.made_at),
    ),
    empty=_lazy("No webhook is here. With one, a body's own system is told of each change of its tasks."),
    href=hook_href,
    simulated=lambda one: one.row.simulated,
)


def hooks_trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to the webhooks' list, and further."""
    return [
        (_("Tasks"), reverse("directives:tasks")),
        (_("Webhooks"), reverse("directives:hooks") if more else ""),
        *more,
    ]


@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The webhooks of the bodies in one's remit, the newest first."""
    by = acting(request)
    check(by, MANAGE, by.scope_id)

    def fetch(_listing: Listing, after: Sequence[Any] | None, limit: int) -> list[HookRead]:
        return queries.hooks(by, after=_id(after), limit=limit)

    context = {
        "trail": hooks_trail(),
        "buttons": [Button(_("New webhook"), href=reverse("directives:hook-new"), primary=True)],
    }
    source = Source(fetch, key=lambda one, _listing: [str(one.row.id)])
    return show_list(request, HOOKS, source, "directives/hooks.html", context)


def _id(after: Sequence[Any] | None) -> UUID | None:
    if not after:
        return None
    try:
        return UUID(str(after[0]))
    except (ValueError, IndexError) as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error


class HookForm(forms.Form):
    """Where changes are sent, and which."""

    name = forms.CharField(
        label=_lazy("Name"), max_length=120, help_text=_lazy("For example: task system of BCT.")
    )
    address = forms.CharField(
        label=_lazy("Address of the receiver"),
        max_length=500,
        help_text="https://nhiemvu.moit.gov.vn/webhook",
    )
    events = forms.CharField(
        label=_lazy("Events"),
        max_length=600,
        initial=EVERYTHING,
        help_text=format_lazy("{} {}", _lazy("* for all, or some of:"), ", ".join(EVENTS)),
    )
    organisation = BodyField(
        label=_lazy("Body"),
        required=False,
        help_text=_lazy("Its name or code; empty: the body in which you act."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new webhook; its secret is shown once."""
    by = acting(request)
    check(by, MANAGE, by.scope_id)
    form = name_bodies(HookForm(request.POST if request.method == "POST" else None), by=by, beyond=True)

    def act(given: dict[str, Any]) -> HttpResponse:
        events = given["events"].replace(",", " ").split()
        row, secret = actions.add_hook(
            by=by,
            name=given["name"],
            address=given["address"],
            events=events,
            organisation=given["organisation"].code if given["organisation"] else "",
        )
        return secret_page(
            request,
            row,
            secret,
            _(
                "Copy it now: it is shown this once. The receiver checks the signature of each message with it."
            ),
        )

    title = _("New webhook")
    return show_form(
        request, form, act, title=title, submit=title, back=reverse("directives:hooks"), trail=hooks_trail((title, ""))[:-1],
        consequence=_("Each change of the body's tasks, with what was written, is sent to this address from now on."),
    )  # fmt: skip


def secret_page(request: HttpRequest, row: Hook, secret: str, text: str) -> HttpResponse:
    """A webhook's new secret, shown this once."""
    back = reverse("directives:hook", args=[row.id])
    return show_secret(request, _("Webhook “%(name)s”") % {"name": row.name}, secret, text, back)


def _delivery_cells(by_hook: Hook, by: Actor) -> DeskList:
    open_still = by_hook.state != Hook.State.STOPPED.value

    def again(one: Delivery) -> Any:
        if not open_still or one.state in (Delivery.State.WAITING.value, Delivery.State.WITHHELD.value):
            return Quiet(None)
        href = reverse("directives:hook-send", args=[by_hook.id, one.id])
        return Press(_("Send again"), href, str(one.index))

    opens = reads(by) or bool(by.powers & VIEW)

    def entry(one: Delivery) -> Link:
        """The entry that was sent; who looks after the connection alone and sees no tasks is not led to it."""
        return Link(str(one.index), reverse("ledger:entry", args=[one.index]) if opens else "")

    def sign(one: Delivery) -> Sign:
        state, word = _DELIVERIES[one.state]
        return Sign(state, str(word))

    return DeskList(
        "directives.deliveries",
        _lazy("Deliveries"),
        columns=(
            Column(
                "index",
                _lazy("Entry"),
                numeric=True,
                fixed=True,
                tight=True,
                cell=entry,
            ),
            Column("kind", _lazy("Event"), cell=lambda one: kind_words(one.kind)),
            Column("code", _lazy("Code"), shown=False, cell=lambda one: Code(one.kind.rsplit(".", 1)[-1])),
            Column("state", _lazy("State"), tight=True, cell=sign),
            Column("attempts", _lazy("Attempts"), numeric=True, tight=True, cell=lambda one: one.attempts),
            Column("answer", _lazy("Answer"), clip=True, cell=_answer),
            Column("tried", _lazy("Last tried"), tight=True, cell=lambda one: one.tried_at),
            Column("noted", _lazy("Noted"), tight=True, shown=False, cell=lambda one: one.noted_at),
            Column("again", "", cell=again),
        ),
        filters=(
            Filter(
                "state",
                _lazy("State"),
                "choice",
                [(value, word) for value, (_s, word) in _DELIVERIES.items()],
            ),
        ),
        empty=_lazy("Nothing has been sent yet. The next change of a task of this body appears here."),
    )


def _answer(one: Delivery) -> Any:
    return one.fault or (str(one.answer) if one.answer else None)


@require_safe
def record(request: HttpRequest, hook_id: UUID) -> HttpResponseBase:
    """One webhook: what it sends where, and what became of each change."""
    by = acting(request)
    row = queries.access_hook(by, hook_id)
    read = queries.hook_read(row)
    desk = _delivery_cells(row, by)
    asked = read_listing(request, desk)

    def fetch(_listing: Listing, after: Sequence[Any] | None, limit: int) -> list[Delivery]:
        return queries.deliveries(row, state=asked.given("state"), after=after, limit=limit)

    context = {
        "hook": row,
        "state": _STATES[row.state],
        "actions": _buttons(row),
        "facts": _facts(read),
        "trail": hooks_trail((row.name, "")),
    }
    source = Source(fetch, key=lambda one, _listing: [one.index])
    return show_list(request, desk, source, "directives/hook.html", context)


def _buttons(row: Hook) -> list[Button]:
    if row.state == Hook.State.STOPPED.value:
        return []
    found = []
    if row.failures or row.state == Hook.State.PAUSED.value:
        found.append(
            Button(
                _("Send what waits now"), post=reverse("directives:hook-start", args=[row.id]), primary=True
            )
        )
    return [
        *found,
        Button(_("New secret"), confirm=reverse("directives:hook-secret", args=[row.id])),
        Button(_("Replay"), confirm=reverse("directives:hook-replay", args=[row.id])),
        Button(_("Stop"), confirm=reverse("directives:hook-stop", args=[row.id]), danger=True),
    ]


def _facts(read: HookRead) -> list[tuple[str, Any]]:
    row = read.row
    rows: list[tuple[str, Any]] = [
        (_("Body"), read.body.name),
        (_("Address"), row.address),
        (
            _("Events"),
            ", ".join(
                _("Every change") if one == EVERYTHING else kind_words(PREFIX + one) for one in row.events
            ),
        ),
        (_("From entry"), str(row.since)),
        (_("Waiting"), str(read.waiting)),
        (_("Not delivered"), str(read.aside)),
        (_("Made by"), row.made_by),
    ]
    if until := queries.former_until(row):
        rows.append((_("The former secret signs until"), format_datetime(until, lang())))
    if row.failures:
        rows.append((_("Failures in a row"), str(row.failures)))
    if row.why:
        rows.append((_("Reason"), row.why))
    return rows
