"""Forms and regimes: stored as versions, each with its document; validated whole before they hold."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import RuleFault, RuleInvalid
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import by_codes
from dieuhanh.reporting.models import Form, FormVersion, Regime, RegimeForm, RegimeVersion
from dieuhanh.reporting.queries.conflicts import asked_by_draft, asked_by_others
from dieuhanh.reporting.rules import regimes as rules
from dieuhanh.reporting.rules.layouts import check_layout
from dieuhanh.reporting.rules.regimes import Draft

POWER = "regimes.manage"


def as_faults(faults: Sequence[RuleFault], prefix: str = "") -> list[Fault]:
    """Faults of the pure rules, in the reader's language."""
    language = lang()
    return [
        Fault(one.text.of(language), field=f"{prefix}{one.field}" or None, value=one.value or None)
        for one in faults
    ]


@transaction.atomic
def save_form(
    layout: Mapping[str, Any], *, by: Actor, valid_from: date | None = None, simulated: bool = False
) -> FormVersion:
    """Store a form's layout as its next version; the same layout again gives the version already there.

    Raises:
        Refused: without `regimes.manage` over the country. Invalid: every fault of the layout.
    """
    check(by, POWER)
    faults = check_layout(layout)
    if faults:
        raise Invalid(_("The form cannot be stored; see the faults."), faults=as_faults(faults))
    form, _made = Form.objects.select_for_update().get_or_create(code=layout["code"])
    last = form.versions.order_by("-number").first()
    hashed = content_hash(
        {key: value for key, value in layout.items() if key not in {"version", "valid_from"}}
    )
    if last is not None and last.content_hash == hashed:
        return last
    begins = valid_from or date.fromisoformat(str(layout.get("valid_from") or date.today().isoformat()))  # noqa: DTZ011 — a day in law, not a moment
    if last is not None and begins <= last.valid_from:
        raise Conflict(
            _("A version of this form holds from %(day)s already; a new one must begin later.")
            % {"day": last.valid_from.isoformat()}
        )
    version = FormVersion.objects.create(
        form=form,
        number=last.number + 1 if last else 1,
        title_vi=layout["title_vi"],
        title_en=layout["title_en"],
        layout=dict(layout),
        content_hash=hashed,
        valid_from=begins,
        simulated=simulated or bool(layout.get("simulated")),
    )
    append(
        "reporting.form.stored",
        by=by,
        subject_type="reporting.form",
        subject_id=version.id,
        organisation_id=by.organisation_id,
        body={
            "code": form.code,
            "version": version.number,
            "valid_from": begins.isoformat(),
            "content_hash": hashed,
        },
    )
    return version


@transaction.atomic
def issue_regime(draft: Draft, *, by: Actor) -> RegimeVersion:
    """Bring a regime (or its next version) into force; what is doubtful but lawful is kept as `warnings`.

    Raises:
        Refused: without `regimes.manage` over the country. Invalid: every missing part and every
        deadline that breaks Art. 8.5b. Conflict: a version holds from that day or later already.
    """
    check(by, POWER)
    _check_draft(draft)
    regime, _made = Regime.objects.select_for_update().get_or_create(code=draft.code)
    last = regime.versions.order_by("-number").first()
    content = _content(draft)
    hashed = content_hash(content)
    if last is not None and last.content_hash == hashed:
        return last
    begins = draft.valid_from or date.min
    if last is not None:
        if begins <= last.valid_from:
            raise Conflict(
                _("A version of this regime holds from %(day)s already; a new one must begin later.")
                % {"day": last.valid_from.isoformat()}
            )
        RegimeVersion.objects.filter(pk=last.pk).update(valid_to=begins)
    version = _store(draft, regime, (last.number if last else 0) + 1, hashed)
    append(
        "reporting.regime.issued",
        by=by,
        subject_type="reporting.regime",
        subject_id=regime.id,
        organisation_id=version.issuer_id,
        body={**content, "version": version.number, "content_hash": hashed, "warnings": version.warnings},
    )
    return version


def _check_draft(draft: Draft) -> None:
    calendar = working_calendar()
    first = draft.valid_from.year if draft.valid_from else calendar.first.year
    faults = as_faults(rules.check_regime(draft, calendar, range(max(first, calendar.first.year), first + 2)))
    if draft.valid_from:
        bodies = by_codes({draft.issuer, draft.receiver, *_codes(draft)} - {""}, draft.valid_from)
        for name, code in (
            ("issuer", draft.issuer),
            ("receiver", draft.receiver),
            *(("respondents", one) for one in _codes(draft)),
        ):
            if code and code not in bodies:
                message = _("There is no body “%(code)s” on %(day)s.") % {
                    "code": code,
                    "day": draft.valid_from.isoformat(),
                }
                faults.append(Fault(message, field=name, value=code))
    known = set(Form.objects.filter(code__in=draft.forms).values_list("code", flat=True))
    faults += [
        Fault(_("There is no form “%(code)s”; store it first.") % {"code": one}, field="forms", value=one)
        for one in draft.forms
        if one not in known
    ]
    if faults:
        raise Invalid(_("The regime cannot come into force; see the faults."), faults=faults)


def _codes(draft: Draft) -> list[str]:
    return [one for one in draft.respondents if one not in rules.GROUPS]


def _content(draft: Draft) -> dict[str, Any]:
    """Everything the regime states, as JSON: what its hash pins."""
    return {
        "code": draft.code,
        "name": draft.name.to_dict(),
        "kind": draft.kind,
        "content": draft.content,
        "sector": draft.sector,
        "legal_basis": draft.legal_basis.to_dict(),
        "document": [draft.document_number, draft.document_date.isoformat() if draft.document_date else ""],
        "issuer": draft.issuer,
        "receiver": draft.receiver,
        "respondents": list(draft.respondents),
        "frequency": list(draft.frequency),
        "convention": draft.convention,
        "method": draft.method,
        "chains": {kind: chain.to_dict() for kind, chain in draft.chains.items()},
        "forms": list(draft.forms),
        "outline": [one.to_dict() for one in draft.outline],
        "guidance": draft.guidance.to_dict(),
        "needs_signature": draft.needs_signature,
        "one_step": draft.one_step,
        "reminders": list(draft.reminders),
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else "",
    }


def _store(draft: Draft, regime: Regime, number: int, hashed: str) -> RegimeVersion:
    bodies = by_codes({draft.issuer, draft.receiver}, draft.valid_from or date.min)
    lang_free = [
        {"code": one.code, "field": one.field, "text": one.text.to_dict()}
        for one in rules.warnings(
            asked_by_draft(draft), asked_by_others(draft.code, draft.valid_from or date.min)
        )
    ]
    if draft.document_date is None or draft.valid_from is None:
        raise Invalid(
            _("The regime cannot come into force; see the faults.")
        )  # check_regime told of both before
    version = RegimeVersion.objects.create(
        regime=regime,
        number=number,
        name_vi=draft.name.vi,
        name_en=draft.name.en,
        name_folded=fold(f"{draft.code} {draft.name.vi} {draft.name.en}"),
        kind=draft.kind,
        content=draft.content,
        sector=draft.sector,
        legal_basis_vi=draft.legal_basis.vi,
        legal_basis_en=draft.legal_basis.en,
        document_number=draft.document_number,
        document_date=draft.document_date,
        issuer_id=bodies[draft.issuer].id,
        receiver_id=bodies[draft.receiver].id,
        respondents=list(draft.respondents),
        frequency=list(draft.frequency),
        convention=draft.convention,
        method=draft.method,
        chains={kind: chain.to_dict() for kind, chain in draft.chains.items()},
        outline=[one.to_dict() for one in draft.outline],
        guidance_vi=draft.guidance.vi,
        guidance_en=draft.guidance.en,
        needs_signature=draft.needs_signature,
        one_step=draft.one_step,
        reminder_days=list(draft.reminders),
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        warnings=lang_free,
        simulated=draft.simulated,
        content_hash=hashed,
    )
    forms = {form.code: form for form in Form.objects.filter(code__in=draft.forms)}
    RegimeForm.objects.bulk_create(
        RegimeForm(regime_version=version, form=forms[code], order=place)
        for place, code in enumerate(draft.forms)
    )
    return version


@transaction.atomic
def end_regime(code: str, *, by: Actor, valid_to: date, document: str) -> RegimeVersion:
    """Let a regime end: `valid_to` is the first day on which nothing more is asked under it.

    Raises Refused, Invalid (no such regime, a day before it began), as `issue_regime` does.
    """
    check(by, POWER)
    last = (
        RegimeVersion.objects.select_for_update(of=("self",))
        .filter(regime__code=code)
        .order_by("-number")
        .first()
    )
    if last is None or valid_to < last.valid_from + timedelta(days=1):
        raise Invalid(
            _("There is no such regime, or it had not begun by then."),
            faults=[Fault(_("Not possible."), field="valid_to")],
        )
    last.valid_to = valid_to
    last.save(update_fields=["valid_to"])
    append(
        "reporting.regime.ended",
        by=by,
        subject_type="reporting.regime",
        subject_id=last.regime_id,
        organisation_id=last.issuer_id,
        body={"code": code, "version": last.number, "valid_to": valid_to.isoformat(), "document": document},
    )
    return last


__all__ = ["POWER", "RuleInvalid", "as_faults", "end_regime", "issue_regime", "save_form"]
