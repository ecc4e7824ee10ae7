"""Importing figures on a page: pasted or uploaded, checked first, confirmed with a reason.

Nothing is kept on the server between checking and confirming: what was checked goes along with the page, signed, so
that what is confirmed is what was checked, by the one who checked it.
"""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, TooLarge
from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Column
from dieuhanh.organisations.authority import check_power
from dieuhanh.reporting.actions.imports import Imported, import_facts, try_facts
from dieuhanh.reporting.actions.reading import COLUMNS
from dieuhanh.reporting.actions.resolving import REPORTED
from dieuhanh.reporting.forms.imports import ConfirmForm, FileForm, PasteForm
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.pages.figures import whole
from dieuhanh.reporting.pages.files import download
from dieuhanh.reporting.queries import catalogue

POWER = "facts.import"
MOST_BYTES = 1024 * 1024
MOST_ROWS = 10_000
SHOWN_FAULTS = 100
_SALT = "reporting.import"
_HOUR = 3600
_FAULT_COLUMNS = (
    Column("row", _lazy("Row"), numeric=True, fixed=True),
    Column("column", _lazy("Column"), fixed=True),
    Column("value", _lazy("Written"), fixed=True),
    Column("message", _lazy("What to write instead"), fixed=True),
)
EXAMPLE = "organisation,indicator,period,value,vintage,as_of\nT01,NN-01,2020,1234.5,estimate,2020-08-10\n"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked: the text as read, what it is, and what trying it came to."""

    text: str
    form: str
    name: str
    source: str
    tried: Imported

    @property
    def good(self) -> int:
        """Rows that would be written or are known already."""
        return self.tried.written + self.tried.unchanged


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Paste or upload, see what it would come to, confirm."""
    by = _importer(request)
    sources = [
        (one.code, f"{one.code} · {one.publisher}, {one.title}"[:110]) for one in catalogue.sources().values()
    ]
    sources.sort(key=lambda pair: pair[0] != REPORTED)
    paste, file = PasteForm(sources=sources), FileForm(sources=sources)
    context: dict[str, Any] = {"faults": [], "checked": None}
    status = 200
    if request.method == "POST":
        try:
            if "file" in request.FILES or request.POST.get("way") == "file":
                file = FileForm(request.POST, request.FILES, sources=sources)
                checked = _from_file(file, by)
            else:
                paste = PasteForm(request.POST, sources=sources)
                checked = _from_paste(paste, by)
        except (Invalid, TooLarge) as problem:
            checked = None
            status = problem.status
            context |= {"faults": problem.faults or [Fault(problem.reason)], "reason": problem.reason}
        if checked is not None:
            return render(request, "reporting/import_checked.html", _checked_context(request, checked, by))
        status = 422 if status == 200 else status
    context |= {
        "paste": paste,
        "file": file,
        "limit": MOST_BYTES,
        "rows_limit": MOST_ROWS,
        "columns": COLUMNS,
        "example": EXAMPLE,
        "trail": [(_("Figures"), reverse("reporting:indicators")), (_("Import figures"), "")],
    }
    return render(request, "reporting/import.html", context, status=status)


def _importer(request: HttpRequest) -> Actor:
    by = acting(request)
    check_power(by, POWER)
    return by


def _from_paste(form: PasteForm, by: Actor) -> Checked | None:
    if not form.is_valid():
        return None
    text = str(form.cleaned_data["text"])
    return _check(text, "", form.cleaned_data["source"], by)


def _from_file(form: FileForm, by: Actor) -> Checked | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data["file"]
    if given.size > MOST_BYTES:
        raise TooLarge(_too_large())
    try:
        text = given.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("The file is not CSV in UTF-8; save it as “CSV UTF-8”.")) from error
    return _check(text, given.name or "", form.cleaned_data["source"], by)


def _too_large() -> str:
    return _(
        "At most %(size)s and %(rows)s rows here. Larger files go through the API or “dieuhanh import”."
    ) % {
        "size": rules.format_size(MOST_BYTES, lang()),
        "rows": rules.format_number(MOST_ROWS, 0, lang()),
    }


def _check(text: str, name: str, source: str, by: Actor) -> Checked:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n") + "\n"
    if len(text.encode()) > MOST_BYTES or text.count("\n") > MOST_ROWS + 1:
        raise TooLarge(_too_large())
    form = "ndjson" if text.lstrip().startswith("{") else "csv"
    if form == "csv":
        text = _with_commas(text)
    tried = try_facts(io.BytesIO(text.encode()), form, by=by, source=source or REPORTED, file_name=name)
    return Checked(text, form, name, source or REPORTED, tried)


def _with_commas(text: str) -> str:
    """Rows pasted from a spreadsheet (tabs) or saved where the comma is the decimal mark (semicolons), with commas."""
    head = text.split("\n", 1)[0]
    mark = max("\t;,", key=head.count)
    if mark == "," or not head.count(mark):
        return text
    out = io.StringIO()
    try:
        csv.writer(out, lineterminator="\n").writerows(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise Invalid(_("The rows cannot be read; a quotation mark may not be closed.")) from error
    return out.getvalue()


def _checked_context(
    request: HttpRequest, checked: Checked, by: Actor, form: ConfirmForm | None = None
) -> dict[str, Any]:
    tried = checked.tried
    token = signing.dumps(
        {"text": checked.text, "form": checked.form, "name": checked.name, "source": checked.source, "by": str(by.appointment_id)},
        salt=_SALT, compress=True,
    )  # fmt: skip
    counts = [
        (_("Rows read"), rules.format_number(tried.rows, 0, lang())),
        (_("New figures and versions"), rules.format_number(tried.written, 0, lang())),
        (_("Known already, unchanged"), rules.format_number(tried.unchanged, 0, lang())),
        (_("Older than what is known"), rules.format_number(tried.late, 0, lang())),
        (_("Faults"), rules.format_number(tried.fault_count, 0, lang())),
        (_("Totals that change"), rules.format_number(tried.totals, 0, lang())),
    ]
    return {
        "checked": checked,
        "token": token,
        "counts": counts,
        "tried": tried,
        "faults": tried.faults[:SHOWN_FAULTS],
        "more": max(0, tried.fault_count - SHOWN_FAULTS),
        "listing": whole(_FAULT_COLUMNS),
        "form": form or ConfirmForm(initial={"checked": token}),
        "trail": [
            (_("Figures"), reverse("reporting:indicators")),
            (_("Import figures"), reverse("reporting:import")),
            (_("Check"), ""),
        ],
    }


def _opened(request: HttpRequest, by: Actor) -> dict[str, str]:
    """What was checked, as it went along with the page. Raises `Conflict` for anything else."""
    try:
        found = signing.loads(request.POST.get("checked", ""), salt=_SALT, max_age=_HOUR)
    except signing.BadSignature as error:
        raise Conflict(_("What was checked is no longer known here; please check the rows again.")) from error
    if found.get("by") != str(by.appointment_id):
        raise Conflict(_("The rows were checked in another appointment; please check them again."))
    return dict(found)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Import what was checked: all of it, or with `partial` the good rows alone."""
    by = _importer(request)
    given = _opened(request, by)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        tried = try_facts(io.BytesIO(given["text"].encode()), given["form"], by=by, source=given["source"])
        checked = Checked(given["text"], given["form"], given["name"], given["source"], tried)
        context = _checked_context(request, checked, by, form)
        return render(request, "reporting/import_checked.html", context, status=422)
    done = import_facts(
        io.BytesIO(given["text"].encode()), given["form"], by=by, partial="partial" in request.POST,
        source=given["source"], file_name=given["name"] or _("pasted rows"), reason=form.cleaned_data["reason"],
    )  # fmt: skip
    messages.success(
        request,
        _("%(written)s figures were written, %(unchanged)s were known already.")
        % {
            "written": rules.format_number(done.written, 0, lang()),
            "unchanged": rules.format_number(done.unchanged, 0, lang()),
        },
    )
    return redirect("reporting:indicators")


@require_POST
def marked(request: HttpRequest) -> HttpResponse:
    """The checked rows as CSV with one more column that says what is wrong in each."""
    by = _importer(request)
    given = _opened(request, by)
    tried = try_facts(io.BytesIO(given["text"].encode()), given["form"], by=by, source=given["source"])
    faults: dict[int, list[str]] = {}
    for one in tried.faults:
        faults.setdefault(one.row or 0, []).append(
            f"{one.column}: {one.message}" if one.column else one.message
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if given["form"] == "csv":
        reader = csv.reader(io.StringIO(given["text"]))
        for cells in reader:
            row = reader.line_num
            said = _("What is wrong") if row == 1 else " | ".join(faults.get(row, ()))
            writer.writerow([_inert(one) for one in (*cells, said)])
    else:
        writer.writerow([_("Row"), _("Written"), _("What is wrong")])
        for row, line in enumerate(given["text"].splitlines(), 1):
            writer.writerow([row, _inert(line), " | ".join(faults.get(row, ()))])
    return download(("\ufeff" + out.getvalue()).encode(), "nhap-so-lieu-loi.csv", "text/csv; charset=utf-8")


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a plain number stays one."""
    if text[:1] in "=+-@\t\r" and text and not text.lstrip("-").replace(".", "", 1).isdigit():
        return f"'{text}"
    return text
