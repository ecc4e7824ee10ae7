"""Pages of a body: what it was on a date with its history, and a form for each life event."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.interface.holding import Door, doors
from dieuhanh.interface.listing import Button, Event
from dieuhanh.organisations import actions, forms, queries, words
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.form_pages import acting, show_form
from dieuhanh.organisations.list_pages import as_of
from dieuhanh.organisations.queries import Body, SuccessionRead

POWER = "organisations.manage"


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One body: what it was on a date, what stands under it, its life with the legal documents."""
    by, on = acting(request), as_of(request)
    within = queries.visible_sql(by)
    body = queries.standing_within(code, within, on, strict=False)
    life = queries.history(body.id)
    above, children = queries.around(body, on, within=within)
    context = {
        "body": body,
        "stood": body.valid_from <= on and (body.valid_to is None or body.valid_to > on),
        "on": on,
        "facts": _facts(body, above.name if above else "–"),
        "children": children,
        "doors": [("", doors(by, body.code)), *_successors(by, life)],
        "events": _events(life.versions, life.predecessors, life.successors),
        "buttons": _buttons(by, body),
        "trail": [(_("Organisations"), reverse("organisations:organisations")), (body.name, "")],
    }
    return render(request, "organisations/organisation.html", context)


def _successors(by: Actor, life: queries.History) -> list[tuple[str, list[Door]]]:
    """For a body that has ended: what the rooms have about each of those that took over. No statement."""
    ended = life.versions[-1].valid_to if life.versions else None
    if ended is None or ended > today():
        return []
    taken = {one.other.code: one.other.name for one in life.successors if one.effective_on <= ended}
    return [(name, doors(by, code)) for code, name in taken.items()]


def _facts(body: Body, above: str) -> list[tuple[str, Any]]:
    since = _("before these data begin") if body.begins_before_data else _day(body.valid_from)
    return [
        (_("Code"), body.code),
        (_("Official code"), body.official_code or "–"),
        (_("Kind"), body.kind_label),
        (_("Stands under"), above),
        (_("Name in Vietnamese"), body.name_vi),
        (_("Name in English"), body.name_en),
        (_("So since"), since),
        (_("So until"), _day(body.valid_to) if body.valid_to else _("now")),
        (_("Legal document"), body.legal_document),
    ]


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _events(versions: list[Body], came: list[SuccessionRead], went: list[SuccessionRead]) -> list[Event]:
    """The body's life, newest first; each line names its legal document."""
    events = []
    for before, after in zip([None, *versions[:-1]], versions, strict=True):
        what = (
            _("Is there, as %(name)s") % {"name": after.name} if before is None else _changed(before, after)
        )
        unknown = before is None and after.begins_before_data
        since = _("before these data begin") if unknown else ""
        events.append(Event(after.valid_from, after.code, what, why=since, source=after.legal_document))
    ending = versions[-1] if versions else None
    if ending and ending.valid_to and not went:
        events.append(Event(ending.valid_to, ending.code, _("Ends"), source=ending.legal_document))
    for rows, texts in ((came, words.CAME_FROM), (went, words.FOLLOWED)):
        for row in rows:
            what = str(texts[row.kind]) % {"name": row.other.name}
            link = (
                reverse("organisations:organisation", args=[row.other.code])
                + f"?as_of={row.effective_on.isoformat()}"
            )
            events.append(Event(row.effective_on, row.other.code, what, source=row.legal_document, href=link))
    return sorted(events, key=lambda event: event.at, reverse=True)  # type: ignore[arg-type, return-value]


def _changed(before: Body, after: Body) -> str:
    said = []
    if (before.name_vi, before.name_en) != (after.name_vi, after.name_en):
        said.append(_("Renamed: %(name)s") % {"name": after.name})
    if before.parent_id != after.parent_id:
        said.append(_("Moved under another body"))
    if (before.kind, before.subkind) != (after.kind, after.subkind):
        said.append(
            _("Now: %(kind)s")
            % {"kind": f"{after.kind_label} ({_subkind(after)})" if after.subkind else after.kind_label}
        )
    if before.region != after.region:
        said.append(_("In another region"))
    return "; ".join(said) or _("Changed")


def _subkind(body: Body) -> str:
    return str(words.SUBKIND_WORDS.get(body.subkind, body.subkind))


def _buttons(by: Actor, body: Body) -> list[Button]:
    if POWER not in by.powers or body.parent_id is None:
        return []
    refused = _("Changes to your own body are made by who stands above it.") if body.id == by.scope_id else ""
    names = (
        ("rename", _("Rename")),
        ("move", _("Move")),
        ("kind", _("Change kind")),
        ("split", _("Split off")),
        ("divide", _("Divide")),
        ("abolish", _("Abolish")),
    )
    return [
        Button(label, href=reverse(f"organisations:{name}", args=[body.code]), refused=refused)
        for name, label in names
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Create a body."""
    by = acting(request)
    check(by, POWER, by.scope_id)
    form = forms.CreateForm(request.POST or None, initial={"parent": request.GET.get("parent", "")})
    name_bodies(form, by=by, ended=True)

    def act(data: dict[str, Any]) -> str:
        parent = data.pop("parent")
        actions.create(by=by, parent_id=parent.id, **data)
        return _("%(code)s is created.") % {"code": data["code"]}

    return _event(
        request, form, act, _("Create a body"), _("Create it"), reverse("organisations:organisations")
    )


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a body new names."""
    by, body = _access(request, code)
    form = forms.RenameForm(request.POST or None, initial={"name_vi": body.name_vi, "name_en": body.name_en})

    def act(data: dict[str, Any]) -> str:
        actions.rename(body.id, by=by, **{**data, "code": data["code"] or None})
        return _("The new name is recorded.")

    return _event(
        request, form, act, _("Rename %(name)s") % {"name": body.name}, _("Rename it"), _back(body), body
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Put a body under another one."""
    by, body = _access(request, code)
    form = name_bodies(forms.MoveForm(request.POST or None), by=by, ended=True)

    def act(data: dict[str, Any]) -> str:
        actions.move(
            body.id,
            by=by,
            on=data["on"],
            legal_document=data["legal_document"],
            parent_id=data["parent"].id,
        )
        return _("The move is recorded.")

    return _event(
        request, form, act, _("Move %(name)s") % {"name": body.name}, _("Move it"), _back(body), body
    )


@require_http_methods(["GET", "POST"])
def change_kind(request: HttpRequest, code: str) -> HttpResponse:
    """Make a body another kind of body."""
    by, body = _access(request, code)
    form = forms.KindForm(request.POST or None, initial={"kind": body.kind, "subkind": body.subkind})

    def act(data: dict[str, Any]) -> str:
        actions.change_kind(body.id, by=by, **data)
        return _("The change is recorded.")

    return _event(
        request,
        form,
        act,
        _("Change what %(name)s is") % {"name": body.name},
        _("Change it"),
        _back(body),
        body,
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Merge bodies into an existing one or a new one."""
    by = acting(request)
    check(by, POWER, by.scope_id)
    form = name_bodies(forms.MergeForm(request.POST or None), by=by, ended=True)

    def act(data: dict[str, Any]) -> str:
        fresh = (
            actions.NewBody(data["code"], data["kind"], data["name_vi"], data["name_en"])
            if data["code"]
            else None
        )
        actions.merge(
            [one.id for one in data["organisations"]],
            by=by,
            on=data["on"],
            legal_document=data["legal_document"],
            into_id=data["into"].id if data["into"] else None,
            new=fresh,
        )
        return _("The merger is recorded.")

    points = [
        _("The merged bodies end; what stands under them goes on under the successor."),
        _("Appointments in the merged bodies end on that day, or today if that day is past."),
    ]
    back = reverse("organisations:organisations")
    return _event(
        request,
        form,
        act,
        _("Merge bodies"),
        _("Merge them"),
        back,
        danger=True,
        consequence=_("This cannot be undone."),
        points=points,
    )


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Split a new body off one that goes on."""
    by, body = _access(request, code)
    form = forms.SplitForm(request.POST or None, initial={"kind": body.kind})
    name_bodies(form, by=by, ended=True)

    def act(data: dict[str, Any]) -> str:
        fresh = actions.NewBody(data["code"], data["kind"], data["name_vi"], data["name_en"])
        children = {child.id: data["code"] for child in data["children"]}
        actions.split(
            body.id,
            by=by,
            on=data["on"],
            legal_document=data["legal_document"],
            new=[fresh],
            children=children,
        )
        return _("%(code)s is split off.") % {"code": data["code"]}

    return _event(
        request,
        form,
        act,
        _("Split a body off %(name)s") % {"name": body.name},
        _("Split it off"),
        _back(body),
        body,
    )


@require_http_methods(["GET", "POST"])
def divide(request: HttpRequest, code: str) -> HttpResponse:
    """Divide a body among successors; it ends."""
    by, body = _access(request, code)
    form = forms.EventForm(request.POST or None)
    formset = forms.PartFormSet(request.POST or None, prefix="parts")
    name_bodies(form, *formset.forms, by=by, ended=True)

    def act(data: dict[str, Any]) -> str:
        given = [one.cleaned_data for one in formset]
        given = [one for one in given if one.get("body") or one.get("code")]
        last = queries.by_id(body.id, data["on"] - timedelta(days=1)) or body
        parts = [_part(last.kind, part) for part in given]
        actions.divide(body.id, by=by, on=data["on"], legal_document=data["legal_document"], parts=parts)
        return _("The division is recorded.")

    return _event(
        request,
        form,
        act,
        _("Divide %(name)s") % {"name": body.name},
        _("Divide it"),
        _back(body),
        body,
        danger=True,
        consequence=_("%(name)s ends on that day. This cannot be undone.") % {"name": body.name},
        formset=formset,
    )


def _part(kind: str, given: dict[str, Any]) -> actions.Part:
    """A part of a divided body; a new one is of the kind that the divided body had on its last day."""
    children = frozenset(one.id for one in given["children"])
    if there := given["body"]:
        return actions.Part(organisation_id=there.id, is_default=given["is_default"], children=children)
    fresh = actions.NewBody(given["code"], kind, given["name_vi"], given["name_en"])
    return actions.Part(new=fresh, is_default=given["is_default"], children=children)


@require_http_methods(["GET", "POST"])
def abolish(request: HttpRequest, code: str) -> HttpResponse:
    """End a body without successor."""
    by, body = _access(request, code)
    form = forms.EventForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.abolish(body.id, by=by, **data)
        return _("The end is recorded.")

    return _event(
        request,
        form,
        act,
        _("Abolish %(name)s") % {"name": body.name},
        _("Abolish it"),
        _back(body),
        body,
        danger=True,
        consequence=_("%(name)s ends on that day without successor. This cannot be undone.")
        % {"name": body.name},
        points=[_("Appointments in it end on that day, or today if that day is past.")],
    )


def _access(request: HttpRequest, code: str) -> tuple[Actor, Body]:
    """The body, for who may change its life; the page is refused to others before they type."""
    by = acting(request)
    body = queries.access_organisation(code, by=by, on=today(), strict=False)
    check(by, POWER, body.parent_id)
    return by, body


def _back(body: Body) -> str:
    return reverse("organisations:organisation", args=[body.code])


def _event(
    request: HttpRequest,
    form: Any,
    act: Any,
    title: str,
    submit: str,
    back: str,
    body: Body | None = None,
    **more: Any,
) -> HttpResponse:
    trail = [(_("Organisations"), reverse("organisations:organisations"))]
    if body:
        trail.append((body.name, _back(body)))
    return show_form(request, form, act, title=title, submit=submit, back=back, trail=trail, **more)
