"""Pages of a person: who he is, what he holds, what is lent."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.clock import today
from dieuhanh.interface.listing import Button
from dieuhanh.organisations import actions, forms, queries
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.form_pages import acting, show_form
from dieuhanh.organisations.queries import PersonRead
from dieuhanh.organisations.rules.powers import ROLES
from dieuhanh.organisations.words import POWER_WORDS

POWER = "people.manage"


@require_GET
def one(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: particulars, appointments, delegations."""
    by = _manager(request)
    person = queries.person(person_id, by=by)
    context = {
        "person": person,
        "facts": [
            (_("User name"), person.username),
            (_("E-mail"), person.email or "–"),
            (_("Telephone"), person.phone or "–"),
            (_("May sign in"), _("yes") if person.is_active else _("no")),
        ],
        "held": with_words(queries.appointments(by=by, person_id=person_id, limit=100)),
        "delegations": said(queries.delegations(by=by, person_id=person_id, limit=100)),
        "buttons": _buttons(person),
        "trail": [(_("People"), reverse("organisations:people")), (person.full_name, "")],
    }
    return render(request, "organisations/person.html", context)


def with_words(rows: list[queries.AppointmentRead]) -> list[tuple[queries.AppointmentRead, list[str]]]:
    """Appointments with the words of their powers, the newest first."""
    return said(sorted(rows, key=lambda r: r.valid_from, reverse=True))


class Powerful(Protocol):
    """Anything that carries powers."""

    @property
    def powers(self) -> tuple[str, ...]: ...


Row = TypeVar("Row", bound=Powerful)


def said(rows: Sequence[Row]) -> list[tuple[Row, list[str]]]:
    """Rows as they come with the words of their powers."""
    return [(row, [str(POWER_WORDS.get(power, power)) for power in row.powers]) for row in rows]


def _buttons(person: PersonRead) -> list[Button]:
    names = [
        ("appoint", _("Appoint"), True),
        ("edit-person", _("Edit"), False),
        ("reset-password", _("New password"), False),
    ]
    names.append(("link-identity", _("Link an outside identity"), False))
    names.append(
        ("deactivate", _("Close the account"), False)
        if person.is_active
        else ("reactivate", _("Open the account again"), False)
    )
    return [
        Button(label, href=reverse(f"organisations:{name}", args=[person.id]), primary=first)
        for name, label, first in names
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a person known."""
    by = _manager(request)

    def act(data: dict[str, Any]) -> str:
        actions.create_person(by=by, home_id=data.pop("home").id, **data)
        return _("%(name)s is added. Next come an appointment, and a password or a linked identity.") % {
            "name": data["full_name"]
        }

    form = name_bodies(forms.NewPersonForm(request.POST or None), by=by, ended=True)
    trail = [(_("People"), reverse("organisations:people"))]
    return show_form(
        request,
        form,
        act,
        title=_("Make a person known"),
        submit=_("Add the person"),
        back=trail[0][1],
        trail=trail,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct a person's particulars."""
    by, person = _access(request, person_id)
    initial = {name: getattr(person, name) for name in ("full_name", "email", "phone", "language")}

    def act(data: dict[str, Any]) -> str:
        actions.update_person(person_id, by=by, **data)
        return _("The particulars are corrected.")

    form = forms.PersonForm(request.POST or None, initial=initial)
    return _of_person(request, person, form, act, _("Edit %(name)s"), _("Save"))


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Appoint a person."""
    by, person = _access(request, person_id)

    def act(data: dict[str, Any]) -> str:
        role = ROLES.get(data["role"])
        actions.appoint(
            by=by,
            person_id=person_id,
            organisation_id=data["organisation"].id,
            scope_id=data["scope"].id if data["scope"] else None,
            position_vi=data["position_vi"] or (role.position_vi if role else ""),
            position_en=data["position_en"] or (role.position_en if role else ""),
            powers=data["powers"] or (role.powers if role else ()),
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            legal_document=data["legal_document"],
        )
        return _("The appointment is recorded.")

    form = name_bodies(forms.AppointForm(request.POST or None), by=by, ended=True)
    return _of_person(request, person, form, act, _("Appoint %(name)s"), _("Appoint"))


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person in no more."""
    by, person = _access(request, person_id)

    def act(data: dict[str, Any]) -> str:
        actions.deactivate(person_id, by=by, reason=data["reason"])
        return _("The account of %(name)s is closed.") % {"name": person.full_name}

    consequence = _(
        "All sessions end and all machine tokens of this person stop opening, at once. What was signed stays signed."
    )
    form = forms.ReasonForm(request.POST or None)
    return _of_person(
        request,
        person,
        form,
        act,
        _("Close the account of %(name)s"),
        _("Close the account"),
        danger=True,
        consequence=consequence,
    )


@require_http_methods(["GET", "POST"])
def reactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person in again."""
    by, person = _access(request, person_id)

    def act(data: dict[str, Any]) -> str:
        actions.reactivate(person_id, by=by, reason=data["reason"])
        return _("%(name)s may sign in again.") % {"name": person.full_name}

    return _of_person(
        request,
        person,
        forms.ReasonForm(request.POST or None),
        act,
        _("Open the account of %(name)s again"),
        _("Open the account again"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a person a new password, shown once."""
    by, person = _access(request, person_id)

    def act(_data: dict[str, Any]) -> HttpResponse:
        secret = actions.reset_password(person_id, by=by)
        text = _("Hand it over in person; it is shown this once. It is changed after signing in.")
        return show_secret(
            request, _("New password of %(name)s") % {"name": person.full_name}, secret, text, _back(person)
        )

    consequence = _("The old password stops opening at once and all sessions end.")
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    return _of_person(
        request,
        person,
        form,
        act,
        _("A new password for %(name)s"),
        _("Make a new password"),
        danger=True,
        consequence=consequence,
    )


@require_http_methods(["GET", "POST"])
def link_identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person sign in as a subject of the outside provider."""
    by, person = _access(request, person_id)

    def act(data: dict[str, Any]) -> str:
        actions.link_identity(person_id, by=by, subject=data["subject"])
        return _("The identity is linked.")

    return _of_person(
        request,
        person,
        forms.IdentityForm(request.POST or None),
        act,
        _("Link an outside identity to %(name)s"),
        _("Link it"),
    )


@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """End an appointment."""
    by = _manager(request)
    held = queries.appointment(appointment_id, by=by)
    person = queries.person(held.person_id, by=by)

    def act(data: dict[str, Any]) -> str:
        actions.end_appointment(appointment_id, by=by, on=data["on"], legal_document=data["legal_document"])
        return _("The end of the appointment is recorded.")

    form = forms.EventForm(request.POST or None, initial={"on": today()})
    return _of_person(
        request,
        person,
        form,
        act,
        _("End an appointment of %(name)s"),
        _("End it"),
        danger=True,
        consequence=held.position,
    )


@require_http_methods(["GET", "POST"])
def delegate(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Lend powers of an appointment: one's own, or one of a body whose people one manages."""
    by = acting(request)
    giver = queries.appointment(appointment_id, by=by)
    if giver.id != by.appointment_id:
        check(by, POWER, giver.organisation_id)
    takers = _takers(giver)
    form = forms.DelegateForm(
        request.POST or None, takers=takers, powers=list(giver.powers), initial={"valid_from": today()}
    )

    def act(data: dict[str, Any]) -> str:
        taker = UUID(data.pop("taker"))
        actions.delegate(by=by, giver_id=giver.id, taker_id=taker, **data)
        return _("The delegation is recorded.")

    back = reverse("organisations:me")
    trail = [(_("My account"), back)]
    return show_form(
        request, form, act, title=_("Delegate powers"), submit=_("Delegate"), back=back, trail=trail
    )


def _takers(giver: queries.AppointmentRead) -> list[tuple[str, str]]:
    """Those who hold something today in the giver's own body: the usual takers."""
    rows = queries.appointments(by=SYSTEM, organisation_id=giver.organisation_id, on=today(), limit=300)
    return [
        (str(row.id), f"{row.person_name} · {row.position}")
        for row in rows
        if row.person_id != giver.person_id
    ]


@require_http_methods(["GET", "POST"])
def revoke_delegation(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """Take lent powers back."""
    by = acting(request)
    row = queries.delegation(delegation_id, by=by)
    if row.giver.id != by.appointment_id:
        check(by, POWER, row.giver.organisation_id)

    def act(data: dict[str, Any]) -> str:
        actions.revoke_delegation(delegation_id, by=by, reason=data["reason"])
        return _("The powers are taken back.")

    back = reverse("organisations:me")
    form = forms.ReasonForm(request.POST or None)
    title = _("Take back what was delegated to %(name)s") % {"name": row.taker.person_name}
    return show_form(
        request,
        form,
        act,
        title=title,
        submit=_("Take it back"),
        back=back,
        trail=[(_("My account"), back)],
        danger=True,
    )


def show_secret(request: HttpRequest, title: str, secret: str, text: str, back: str) -> HttpResponse:
    """A secret, shown this once and kept nowhere."""
    response = render(
        request,
        "organisations/secret.html",
        {"title": title, "secret": secret, "text": text, "back": back, "trail": [(title, "")]},
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _manager(request: HttpRequest) -> Actor:
    by = acting(request)
    check(by, POWER, by.scope_id)
    return by


def _access(request: HttpRequest, person_id: UUID) -> tuple[Actor, PersonRead]:
    by = _manager(request)
    return by, queries.person(person_id, by=by)


def _back(person: PersonRead) -> str:
    return reverse("organisations:person", args=[person.id])


def _of_person(
    request: HttpRequest, person: PersonRead, form: Any, act: Any, title: str, submit: str, **more: Any
) -> HttpResponse:
    trail = [(_("People"), reverse("organisations:people")), (person.full_name, _back(person))]
    return show_form(
        request,
        form,
        act,
        title=title % {"name": person.full_name},
        submit=submit,
        back=_back(person),
        trail=trail,
        **more,
    )
