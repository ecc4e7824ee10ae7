"""Pages of one's own account: in which appointment one acts, where one is signed in, tokens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing
from dieuhanh.interface.tags.words import agent_words
from dieuhanh.organisations import actions, forms, queries
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.form_pages import acting, show_form
from dieuhanh.organisations.people_pages import said, show_secret, with_words
from dieuhanh.organisations.queries.people import held_by
from dieuhanh.organisations.rules.powers import PERSONAL_POWERS


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What I hold, what is lent to and by me, my sessions and tokens, my ways to sign in."""
    by = _person(request)
    assert by.person_id is not None
    context = {
        "held": [
            (row, powers, row.id == by.appointment_id)
            for row, powers in with_words(held_by(by.person_id, today()))
        ],
        "delegations": said(queries.delegations(by=by, person_id=by.person_id, limit=50)),
        "sessions": [
            (row, agent_words(row.agent))
            for row in queries.sessions(by.person_id, current_key=request.session.session_key or "")
        ],
        "tokens": said(queries.tokens(by=by, owner_person_id=by.person_id, limit=100)),
        "makes_tokens": "tokens.manage" in by.powers,
        "trail": [(_("My account"), "")],
    }
    return render(request, "organisations/me.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Change my own address, telephone and language."""
    by = _person(request)
    assert by.person_id is not None
    mine = queries.person(by.person_id, by=by)
    form = forms.PersonForm(
        request.POST or None,
        initial={name: getattr(mine, name) for name in ("full_name", "email", "phone", "language")},
    )
    form.fields["full_name"].disabled = True

    def act(data: dict[str, Any]) -> str:
        actions.update_person(mine.id, by=by, **data)
        return _("Your particulars are changed.")

    return _form(request, form, act, _("My particulars"), _("Save"))


@require_POST
def act_in(request: HttpRequest) -> HttpResponse:
    """Act in another of my appointments from now on."""
    by = _person(request)
    try:
        chosen = UUID(request.POST.get("appointment", ""))
    except ValueError:
        raise Missing(_("You do not hold this appointment today.")) from None
    held = actions.choose_appointment(request.session, chosen, by=by)
    messages.success(request, _("You act as %(position)s now.") % {"position": held.position})
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(following if safe else reverse("organisations:me"))


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one of my sessions out."""
    by = _person(request)
    current = is_current(request, session_id)
    actions.revoke_session(session_id, by=by)
    if current:
        request.session.flush()  # nothing may be written to a session that is gone
        return redirect("account_login")
    messages.success(request, _("The session is signed out."))
    return redirect("organisations:me")


def is_current(request: HttpRequest, session_id: int) -> bool:
    """Whether this is the session that asks. One statement."""
    key = request.session.session_key
    return key is not None and queries.session_of_key(key) == session_id


@never_cache
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token for a machine; its secret is shown once."""
    by = _person(request)
    check(by, "tokens.manage", by.scope_id)
    form = forms.TokenForm(request.POST or None, powers=sorted(by.powers - PERSONAL_POWERS))
    name_bodies(form, by=by, ended=True)

    def act(data: dict[str, Any]) -> HttpResponse:
        over = data.pop("organisation")
        _token, secret = actions.create_token(by=by, organisation_id=over.id if over else None, **data)
        text = _("Copy it now: it is kept nowhere and shown this once. Send it as “Authorization: Bearer …”.")
        return show_secret(
            request, _("Token “%(name)s”") % {"name": data["name"]}, secret, text, reverse("organisations:me")
        )

    return _form(request, form, act, _("Make a token for a machine"), _("Make the token"))


@require_http_methods(["GET", "POST"])
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Close a token at once."""
    by = _person(request)
    row = queries.token(token_id, by=by)

    def act(_data: dict[str, Any]) -> str:
        actions.revoke_token(token_id, by=by)
        return _("The token is closed.")

    title = _("Close the token “%(name)s”") % {"name": row.name}
    consequence = _("The machine that uses it is refused from its next request on. This cannot be undone.")
    return _form(
        request,
        forms.ConfirmForm(request.POST if request.method == "POST" else None),
        act,
        title,
        _("Close it"),
        danger=True,
        consequence=consequence,
    )


def _form(request: HttpRequest, form: Any, act: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    back = reverse("organisations:me")
    return show_form(
        request, form, act, title=title, submit=submit, back=back, trail=[(_("My account"), back)], **more
    )


def _person(request: HttpRequest) -> Actor:
    """Who acts, a person: a machine has no account."""
    by = acting(request)
    if by.person_id is None or by.token_id is not None:
        raise Missing(_("There is no such page for a machine."))
    return by
