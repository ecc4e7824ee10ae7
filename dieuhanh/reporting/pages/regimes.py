"""A regime with all its parts, its forms, and opening a period."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.errors import Problem
from dieuhanh.config.language import lang
from dieuhanh.interface.listing import Button
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.authority import check_power
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.forms.actions import OpenPeriodForm
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.queries import duties
from dieuhanh.reporting.queries import regimes as queries
from dieuhanh.reporting.rules.layouts import read_layout

KINDS = {"periodic": _lazy("Periodic"), "thematic": _lazy("Thematic"), "ad_hoc": _lazy("Ad hoc")}
CONTENTS = {
    "narrative": _lazy("Narrative"),
    "figures": _lazy("Figures"),
    "both": _lazy("Narrative and figures"),
}
FREQUENCIES = {
    "day": _lazy("day"),
    "month": _lazy("month"),
    "quarter": _lazy("quarter"),
    "half": _lazy("half-year"),
    "nine_months": _lazy("nine months"),
    "year": _lazy("year"),
}
RESPONDENTS = {
    "all_ministries": _lazy("all ministries and agencies"),
    "all_provinces": _lazy("all provinces"),
}
RESPONDENT_KINDS = {
    "ministry": _lazy("all ministries and agencies"),
    "province": _lazy("all provinces"),
    "district": _lazy("all districts"),
    "commune": _lazy("all communes"),
}
LEVELS = {
    "government": _lazy("to the Government"),
    "province": _lazy("to the province"),
    "district": _lazy("to the district"),
    "ministry": _lazy("to the ministry"),
}


@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One regime: every part that Decree 09/2019/NĐ-CP asks for, its deadlines, its periods and how far they are."""
    by = acting(request)
    version = request.GET.get("version", "")
    read = queries.regime(code, number=int(version) if version.isdecimal() and len(version) < 6 else None)
    row = read.version
    english = lang().startswith("en")
    respondents = ", ".join(str(RESPONDENTS.get(one, one)) for one in row.respondents)
    facts = [
        (_("Kind"), KINDS[row.kind]),
        (_("Content"), CONTENTS[row.content]),
        (_("Who reports"), respondents),
        (_("Who receives"), read.receiver.name),
        (_("Issued by"), read.issuer.name),
        (_("Document"), f"{row.document_number}, {day_words(row.document_date)}"),
        (_("Legal basis"), row.legal_basis_en if english else row.legal_basis_vi),
        (_("Frequency"), ", ".join(str(FREQUENCIES.get(one, one)) for one in row.frequency)),
        (
            _("Data window"),
            _("15th to 14th (Decree 09/2019/NĐ-CP, Art. 12)")
            if row.convention == "15-14"
            else row.convention,
        ),
        (
            _("Sending method"),
            _("through the system, with a personal signature")
            if row.needs_signature
            else _("through the system"),
        ),
        (_("In force from"), day_words(row.valid_from)),
        (_("Guidance"), row.guidance_en if english else row.guidance_vi),
    ]
    context = {
        "read": read,
        "facts": facts,
        "rules": [
            (RESPONDENT_KINDS.get(kind, kind), LEVELS.get(level, level), text.of(lang()), source)
            for kind, level, text, source in read.rules
        ],
        "outline": [(one.title.of(lang()), one.required, one.guidance.of(lang())) for one in read.outline],
        "progress": [(one, period_name(one.period)) for one in duties.period_progress(by, regime=code)],
        "versions": queries.versions_of(code),
        "buttons": [
            Button(_("Open a period"), href=f"{reverse('reporting:period-open')}?regime={code}", primary=True)
        ]
        if "periods.open" in by.powers
        else [],
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (_("Regimes"), reverse("reporting:regimes")),
            (code, ""),
        ],
    }
    return render(request, "reporting/regime.html", context)


_NAMES = re.compile(r"[a-z_][a-z0-9_]*")


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """A form's layout with its formulas and checks."""
    acting(request)
    version = queries.form_version(code)
    layout = read_layout(version.layout)
    said = {one.key: f"“{one.label.of(lang())}”" for one in layout.rows}
    said |= {one.key: f"“{one.label.of(lang())}”" for one in layout.columns}

    def told(text: str) -> str:
        """A formula with its columns and rows by their names."""
        return _NAMES.sub(lambda found: said.get(found[0], found[0]), text).replace(" * ", " × ")

    context = {
        "version": version,
        "title": layout.title.of(lang()),
        "rows": [(one.label.of(lang()), one.kind, one.breakdown) for one in layout.rows],
        "columns": [
            (
                one.label.of(lang()),
                one.unit.of(lang()),
                one.indicator,
                one.kind,
                told(one.formula.text) if one.formula else "",
            )
            for one in layout.columns
        ],
        "checks": [
            (one.code, one.level, told(one.condition.text), one.message.of(lang())) for one in layout.checks
        ],
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (_("Regimes"), reverse("reporting:regimes")),
            (code, ""),
        ],
    }
    return render(request, "reporting/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_open(request: HttpRequest) -> HttpResponse:
    """Open a period: says what will happen, then makes every assignment at once."""
    by = acting(request)
    check_power(by, "periods.open")
    given = OpenPeriodForm(
        request.POST if request.method == "POST" else None, initial={"regime": request.GET.get("regime", "")}
    )
    given.fields["regime"].choices = [  # type: ignore[attr-defined]
        (one.code, f"{one.code} · {one.name}") for one in queries.regimes(limit=500)
    ]  # type: ignore[attr-defined]
    if request.method == "POST" and given.is_valid():
        try:
            open_period(by=by, **given.cleaned_data)
            return redirect(
                f"{reverse('reporting:assignments')}?regime={given.cleaned_data['regime']}&period={given.cleaned_data['period']}"
            )
        except Problem as problem:
            if problem.status == 401:
                raise
            field = next((fault.field for fault in problem.faults if fault.field in given.fields), None)
            given.add_error(field, problem.reason)
    label = _("Open the period")
    context = {
        "form": given,
        "label": label,
        "consequence": _(
            "Every body that has to report gets its assignment, its deadline and its reminders at once."
        ),
        "cancel_href": reverse("reporting:regimes"),
        "trail": [(_("Reports"), reverse("reporting:assignments")), (label, "")],
    }
    return render(request, "reporting/act.html", context, status=200 if request.method != "POST" else 422)
