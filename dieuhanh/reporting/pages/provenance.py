"""Where a figure comes from: one figure down to its proof, and what a figure that was added up is made of."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Button, Column
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.figures import STANDINGS, provenance_href, whole
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.provenance import Provenance, VersionRead, signed_file
from dieuhanh.reporting.queries.provenance import provenance as read_provenance
from dieuhanh.signing.pages import verdict_context
from dieuhanh.signing.queries import verify_pdf

_VERSIONS = (
    Column("version", _lazy("Version"), numeric=True, fixed=True),
    Column("value", _lazy("Value"), numeric=True, fixed=True),
    Column("vintage", _lazy("Vintage"), fixed=True),
    Column("as_of", _lazy("Dated"), numeric=True, fixed=True),
    Column("recorded", _lazy("Recorded"), fixed=True),
    Column("who", _lazy("Brought by"), fixed=True),
    Column("why", _lazy("How it came"), fixed=True),
    Column("entry", _lazy("Ledger entry"), numeric=True, fixed=True),
)
_OTHERS = (
    Column("source", _lazy("Source"), fixed=True),
    Column("value", _lazy("Value"), numeric=True, fixed=True),
    Column("status", _lazy("Standing"), fixed=True),
    Column("vintage", _lazy("Vintage"), fixed=True),
    Column("as_of", _lazy("Dated"), numeric=True, fixed=True),
)
_VERDICTS = {
    "valid": ("verified", _lazy("signature valid at receipt")),
    "invalid": ("refuted", _lazy("signature not valid at receipt")),
    "indeterminate": ("due_soon", _lazy("signature could not be decided at receipt")),
}


@require_safe
def provenance(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """One figure: value, source, report, signature, ledger entry, versions. Eight statements beside the page's own."""
    by = acting(request)
    made = read_provenance(by, fact_id)
    newer = made.replaced_by
    asked = {
        "organisation": made.organisation.code,
        "layout": 34 if parse(made.period).last_day >= LAYOUT_DAYS[34] else 63,
        "kind": parse(made.period).kind.value,
        "breakdown": made.breakdown,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    series = f"{reverse('reporting:indicator', args=[made.indicator.code])}?{query}"
    context = {
        "made": made,
        "period": period_name(made.period),
        "name": _name(made),
        "figure": _figure(made.fact, made.indicator, made),
        "facts": _facts(made),
        "steps": _steps(made),
        "versions": [_version(one, made) for one in made.versions],
        "others": [_version(one, made) for one in made.others],
        "listing": whole(_VERSIONS),
        "other_listing": whole(_OTHERS),
        "replaced": _("This version was replaced: version %(number)d is in force.")
        % {"number": newer.version}
        if newer
        else "",
        "buttons": [Button(_("Its series"), href=series)],
        "trail": [
            (_("Figures"), reverse("reporting:indicators")),
            (made.indicator.code, series),
            (f"{_name(made)}, {period_name(made.period)}", ""),
        ],
    }
    return render(request, "reporting/provenance.html", context)


def _figure(one: VersionRead, read: IndicatorRead, made: Provenance) -> Figure:
    return Figure(
        value=one.value,
        unit=read.unit,
        decimals=read.decimals,
        period=period_name(made.period),
        as_of=one.as_of,
        reporter=made.organisation.name if one.submission_id else "",
        source=made.source.publisher if one.source_id == made.fact.source_id else one.source_code,
        standing=one.status if one.status in STANDINGS else "",
        vintage=words.said(words.VINTAGES, one.vintage),
        missing="" if one.value is not None else words.said(words.MISSING, one.no_data_reason),
    )


def _name(made: Provenance) -> str:
    return _("Whole country") if made.national else made.organisation.name


def _facts(made: Provenance) -> list[tuple[str, Any]]:
    source = made.source
    published = rules.format_date(source.published, lang()) if source.published else ""
    pairs = [
        (_("Standing"), words.said(words.FACT_STATUSES, made.fact.status)),
        (_("Dated"), rules.format_date(made.fact.as_of, lang())),
        (_("Publisher"), source.publisher),
        (_("Publication"), source.title),
        (_("Published"), published or rules.format_date(made.fact.as_of, lang()) if made.fact.status == "published" else published),
        (_("Licence"), source.licence),
        (_("To be known"), source.note),
        (_("Note"), made.fact.note),
        (_("Reason"), made.reason),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


def _steps(made: Provenance) -> list[dict[str, Any]]:
    """Figure → report → signed file → ledger → receipt: each with what can be opened of it."""
    steps: list[dict[str, Any]] = [{"label": made.source.publisher, "text": made.source.title}]
    report, fact = made.report, made.fact
    if report is not None:
        accepted = rules.format_datetime(report.accepted_at, lang()) if report.accepted_at else ""
        steps.append(
            {
                "label": _("Report %(number)s, version %(version)d")
                % {"number": report.number, "version": report.version},
                "href": reverse("reporting:assignment", args=[report.assignment_id]),
                "drill": True,
                "text": f"{report.regime} · " + _("accepted %(time)s") % {"time": accepted} if accepted else report.regime,
            }
        )  # fmt: skip
        steps += _file_steps(made)
    else:
        steps.append(
            {
                "label": words.said(words.BATCH_KINDS, fact.batch_kind),
                "text": _batch_words(fact),
                "hash": fact.file_hash,
            }
        )
    steps.append(_entry_step(fact))
    if fact.entry_index is not None:
        steps.append(
            {
                "label": _("Download the receipt (verifies off line)"),
                "href": f"/api/v1/ledger/entries/{fact.entry_index}/receipt",
                "download": True,
                "text": "dieuhanh ledger verify-receipt",
            }
        )
    return steps


def _file_steps(made: Provenance) -> list[dict[str, Any]]:
    report = made.report
    if report is None or not report.file_name:
        return []
    state, word = _VERDICTS.get(report.verdict, ("", ""))
    signed = rules.format_datetime(report.signed_at, lang()) if report.signed_at else ""
    steps = [
        {
            "label": report.file_name,
            "href": reverse("reporting:report", args=[report.assignment_id, report.version]),
            "download": True,
            "state": state,
            "word": word,
            "text": ", ".join(one for one in (report.signer_name, signed) if one),
            "hash": report.file_hash,
        }
    ]
    if report.signed:
        steps.append(
            {
                "label": _("Check the signature again now"),
                "href": reverse("reporting:signature", args=[made.fact.id]),
                "drill": True,
            }
        )
    return steps


def _batch_words(one: VersionRead) -> str:
    rows = rules.format_number(one.rows, 0, lang())
    said = _("with %(rows)s figures in one batch") % {"rows": rows} if one.rows > 1 else ""
    return " · ".join(part for part in (one.file_name, said) if part)


def _entry_step(fact: VersionRead) -> dict[str, Any]:
    if fact.entry_index is None:
        return {"label": _("Ledger entry"), "text": _("waits for its place in the tree; reload in a second")}
    label = _("Ledger entry %(index)s") % {"index": rules.format_number(fact.entry_index, 0, lang())}
    return {
        "label": label,
        "href": reverse("ledger:entry", args=[fact.entry_index]),
        "drill": True,
        "text": _("with its proof"),
    }


def _version(one: VersionRead, made: Provenance) -> dict[str, Any]:
    kind = words.said(words.BATCH_KINDS, one.batch_kind)
    return {
        "one": one,
        "figure": _figure(one, made.indicator, made),
        "href": "" if one.id == made.fact.id else provenance_href(one.id),
        "current": one.id == made.fact.id,
        "vintage": words.said(words.VINTAGES, one.vintage),
        "status": words.said(words.FACT_STATUSES, one.status),
        "why": ": ".join(part for part in (kind, one.note or one.file_name) if part),
        "proof_href": reverse("ledger:entry", args=[one.entry_index]) if one.entry_index is not None else "",
    }


@require_safe
def signature(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """The signed report that a figure stood in, verified on the spot. Eight statements beside the page's own."""
    found = signed_file(acting(request), fact_id)
    if found is None:
        raise Missing(_("This figure did not come with a signed report."))
    fact, file, received_at = found
    verdict = verify_pdf(bytes(file.content), at=received_at, organisation_id=fact.organisation_id)
    context = {
        **verdict_context(verdict),
        "file": file,
        "trail": [
            (_("Figures"), reverse("reporting:indicators")),
            (_("Where this figure comes from"), provenance_href(fact_id)),
            (_("Signature of the report"), ""),
        ],
    }
    return render(request, "reporting/signature.html", context)
