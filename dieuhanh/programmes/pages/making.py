"""Everything that is entered by form: programmes, objectives, targets, links, figures, documents, statements, paths, judgements."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.organisations.authority import check, check_power
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.form_pages import codes, show_form
from dieuhanh.organisations.queries import by_id
from dieuhanh.organisations.queries.naming import name_of
from dieuhanh.programmes import forms
from dieuhanh.programmes.actions import linking, outlook
from dieuhanh.programmes.actions import programmes as actions
from dieuhanh.programmes.actions import targets as target_actions
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement, claim_document, state_share
from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.programmes import NewObjective, NewProgramme
from dieuhanh.programmes.actions.targets import NewTarget
from dieuhanh.programmes.models import Programme, Target, TargetVersion
from dieuhanh.programmes.pages.common import acting, trail_of
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.rules.outlook import Part
from dieuhanh.programmes.rules.steps import MANAGE, REPORT, VERIFY
from dieuhanh.programmes.rules.verdicts import Direction, Rule, Scope, kind_words

Act = Callable[[dict[str, Any]], str | HttpResponse]
_COLUMNS = tuple(
    name for name in NewProgramme.__dataclass_fields__ if name not in ("code", "assigner", "signed_precision")
)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new programme."""
    by = acting(request)
    check_power(by, MANAGE)
    form = forms.ProgrammeForm(_posted(request), initial={"assigner": "VPCP"})
    name_bodies(form, by=by, beyond=True)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.enter_programme(NewProgramme(**{**given, "assigner": given["assigner"].code}), by=by)
        return redirect("programmes:programme", made.code)

    return show_form(
        request,
        form,
        act,
        title=_("Enter a programme"),
        submit=_("Enter it"),
        back=reverse("programmes:programmes"),
        trail=trail_of(),
    )


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def on_programme(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """What is done to a programme, by form."""
    by = acting(request)
    programme = access_programme(by, code)
    made = _PROGRAMME_FORMS.get(action)
    if made is None:
        raise Missing(_("There is no such action."))
    if action == "document":
        _check_any(by, programme, REPORT)
    else:
        check(by, MANAGE, programme.assigner_id)
    title, consequence, form, act = made(request, programme, by)
    back = reverse(
        "programmes:documents" if action in ("document", "statement") else "programmes:programme", args=[code]
    )
    return show_form(
        request,
        form,
        act,
        title=title,
        submit=title,
        back=back,
        trail=trail_of(code),
        consequence=consequence,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def on_target(request: HttpRequest, code: str, target: str, action: str) -> HttpResponse:
    """What is done to a target, by form."""
    by = acting(request)
    programme = access_programme(by, code)
    row = Target.objects.filter(programme=programme, code=target.replace("\0", "")[:40]).first()
    made = _TARGET_FORMS.get(action)
    if row is None or made is None:
        raise Missing(_("There is no such record."))
    if action == "report":
        _check_any(by, programme, REPORT)
    else:
        check(by, VERIFY if action == "likelihood" else MANAGE, programme.assigner_id)
    title, consequence, form, act = made(request, programme, row, by)
    back = reverse("programmes:target", args=[code, row.code])
    return show_form(
        request,
        form,
        act,
        title=title,
        submit=title,
        back=back,
        trail=trail_of(code, (row.code, back)),
        consequence=consequence,
    )


def _check_any(by: Actor, programme: Programme, power: str) -> None:
    """A body claims for itself; the office enters what others published."""
    if power not in by.powers and not by.is_system:
        check(by, MANAGE, programme.assigner_id)


def _change(request: HttpRequest, programme: Programme, by: Actor) -> tuple[str, str, django_forms.Form, Act]:
    form = forms.ProgrammeForm(
        _posted(request), initial={name: getattr(programme, name) for name in _COLUMNS}
    )
    del form.fields["code"], form.fields["assigner"]

    def act(given: dict[str, Any]) -> str:
        new = NewProgramme(code=programme.code, signed_precision=programme.signed_precision, **given)
        actions.change_programme(programme.code, new, by=by)
        return _("Programme %(code)s is changed.") % {"code": programme.code}

    return _("Change"), "", form, act


def _publish(
    request: HttpRequest, programme: Programme, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    def act(_given: dict[str, Any]) -> str:
        actions.publish_programme(programme.code, by=by)
        return _("Programme %(code)s is published: everybody reads it now.") % {"code": programme.code}

    return (
        _("Publish"),
        _("From then on everybody reads it, citizens too."),
        django_forms.Form(_posted(request)),
        act,
    )


def _objective(
    request: HttpRequest, programme: Programme, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    def act(given: dict[str, Any]) -> str:
        actions.add_objective(
            programme.code, NewObjective(**given, order=programme.objectives.count()), by=by
        )
        return _("Objective %(code)s is added to programme %(programme)s.") % {
            "code": given["code"],
            "programme": programme.code,
        }

    return _("Add an objective"), "", forms.ObjectiveForm(_posted(request)), act


def _target(request: HttpRequest, programme: Programme, by: Actor) -> tuple[str, str, django_forms.Form, Act]:
    parts = [
        (one.code, f"{one.code} · {one.title_vi}") for one in programme.objectives.order_by("order", "code")
    ]
    form = forms.TargetForm(
        _posted(request), objectives=parts or [("", "–")], initial={"unit": "%", "evidence_mark": ""}
    )
    name_bodies(form, by=by, beyond=True, ended=True)

    def act(given: dict[str, Any]) -> HttpResponse:
        target_actions.set_target(
            programme.code,
            given["objective"],
            given["code"],
            _new_target(given),
            by=by,
            order=programme.targets.count(),
        )
        return redirect("programmes:target", programme.code, given["code"])

    return _("Set a target"), "", form, act


def _new_target(given: dict[str, Any]) -> NewTarget:
    rule = Rule(
        direction=Direction(given["direction"]),
        value=given["value"],
        upper=given["upper"],
        scope=Scope(given["scope"]),
        levels=given["levels"],
        missing=Text(given["missing_vi"], given["missing_en"]),
    )
    taken = (
        "words_vi", "words_en", "unit", "kinds", "due_on", "valid_from", "baseline", "baseline_words", "document", "source",
        "evidence_mark", "note_vi", "note_en",
    )  # fmt: skip
    return NewTarget(
        rule=rule,
        codes=[one.code for one in given["codes"]],
        figure_of=codes(given["figure_of"]),
        figure_over=codes(given["figure_over"]),
        **{name: given[name] for name in taken},
    )


def _link(request: HttpRequest, programme: Programme, by: Actor) -> tuple[str, str, django_forms.Form, Act]:
    form = forms.LinkForm(_posted(request), initial={"symbol": programme.symbol})

    def act(given: dict[str, Any]) -> str:
        tasks = [one.strip() for one in given["tasks"].splitlines() if one.strip()]
        made = linking.link_tasks(
            programme.code,
            by=by,
            tasks=tasks,
            target=given["target"].strip(),
            symbol="" if tasks else given["symbol"].strip(),
        )
        return _("%(count)d tasks are linked.") % {"count": len(made)}

    return _("Link tasks"), "", form, act


def _document(
    request: HttpRequest, programme: Programme, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    form = forms.DocumentForm(_posted(request), initial=_own(by))

    def act(given: dict[str, Any]) -> str:
        body = given["body"]
        claim_document(programme.code, NewDocument(**{**given, "body": body.code}), by=by)
        return _("A document of %(body)s is recorded as a claim.") % {"body": name_of(body)}

    return _("Claim a document"), "", name_bodies(form, by=by, beyond=True, ended=True), act


def _statement(
    request: HttpRequest, programme: Programme, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    def act(given: dict[str, Any]) -> str:
        state_share(programme.code, NewStatement(**given), by=by)
        return _("Recorded beside what documents show.")

    return _("Record a statement"), "", forms.StatementForm(_posted(request)), act


def _revise(
    request: HttpRequest, programme: Programme, row: Target, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    version: TargetVersion = row.versions.order_by("-version")[0]
    form = forms.TargetForm(_posted(request), initial=_initial(version))
    name_bodies(form, by=by, beyond=True, ended=True)

    def act(given: dict[str, Any]) -> str:
        target_actions.revise_target(programme.code, row.code, _new_target(given), by=by)
        return _("Target %(code)s has a new version in force.") % {"code": row.code}

    return _("Revise"), _("The old version stays true of the days before."), form, act


def _initial(version: TargetVersion) -> dict[str, Any]:
    rule = Rule.from_dict(version.rule)
    kept = (
        "words_vi",
        "words_en",
        "unit",
        "due_on",
        "baseline_words",
        "source",
        "evidence_mark",
        "note_vi",
        "note_en",
    )
    return {
        **{name: getattr(version, name) for name in kept},
        "direction": rule.direction.value,
        "scope": rule.scope.value,
        "value": _shown(rule.value),
        "upper": _shown(rule.upper),
        "levels": "\n".join(
            f"{kind_words(kind).of(lang())} = {_shown(value)}" for kind, value in rule.levels.items()
        ),
        "missing_vi": rule.missing.vi,
        "missing_en": rule.missing.en,
        "kinds": version.audience.get("kinds", []),
        "codes": " ".join(version.audience.get("codes", [])),
        "baseline": _shown(version.baseline),
        "figure_of": " ".join((version.figure or {}).get("of", [])),
        "figure_over": " ".join((version.figure or {}).get("over", [])),
    }


def _shown(value: Any) -> str:
    if value is None:
        return ""
    text = format(value.normalize(), "f")
    return text if lang().startswith("en") else text.replace(".", ",")


def _report(
    request: HttpRequest, programme: Programme, row: Target, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    form = forms.ReportForm(_posted(request), initial=_own(by))

    def act(given: dict[str, Any]) -> HttpResponse:
        new = NewFigure(**{**given, "body": given["body"].code})
        made = report_figure(programme.code, row.code, new, by=by)
        return redirect("programmes:report", made.id)

    return (
        _("Report a figure"),
        _("It is a claim until the office that assigned the target verifies it."),
        name_bodies(form, by=by, beyond=True, ended=True),
        act,
    )


def _own(by: Actor) -> dict[str, Any]:
    """Whom a claim is most likely for: the body of the appointment, unless that is the office's. One statement."""
    if by.organisation_id is None or MANAGE in by.powers:
        return {}
    body = by_id(by.organisation_id, clock.today())
    return {"body": body.code} if body is not None else {}


def _path(
    request: HttpRequest, programme: Programme, row: Target, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    def act(given: dict[str, Any]) -> str:
        outlook.plan_trajectory(programme.code, row.code, given["points"], by=by, document=given["document"])
        return _("The path of target %(code)s is planned.") % {"code": row.code}

    return _("Plan the path"), "", forms.PathForm(_posted(request)), act


def _likelihood(
    request: HttpRequest, programme: Programme, row: Target, by: Actor
) -> tuple[str, str, django_forms.Form, Act]:
    def act(given: dict[str, Any]) -> str:
        parts = {part.value: given[part.value] for part in Part}
        outlook.judge_likelihood(
            programme.code, row.code, by=by, parts=parts, overall=given["overall"], reason=given["reason"]
        )
        return _("Judged. It changes no figure and no verdict.")

    return _("Judge the likelihood"), "", forms.LikelihoodForm(_posted(request)), act


_PROGRAMME_FORMS = {
    "change": _change,
    "publish": _publish,
    "objective": _objective,
    "target": _target,
    "link": _link,
    "document": _document,
    "statement": _statement,
}
_TARGET_FORMS = {"revise": _revise, "report": _report, "path": _path, "likelihood": _likelihood}
