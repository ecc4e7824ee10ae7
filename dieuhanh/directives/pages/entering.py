"""Entering a directive: drop its file or type it; what its head says is offered, a person checks it."""

import base64
from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Problem
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.directives import enter
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.pages.entering_forms import EnterForm
from dieuhanh.directives.queries.names import bodies_on
from dieuhanh.directives.rules.heads import read_head, symbol_faults
from dieuhanh.directives.rules.workflow import ENTER
from dieuhanh.directives.texts import LARGEST_FILE, Document, NotReadable, read_document, refuse_marked
from dieuhanh.organisations.authority import check_power
from dieuhanh.organisations.queries import by_id


class InMemory(MemoryFileUploadHandler):
    """Holds an upload in memory whatever its size: a marked document must not lie on a disk even for a moment."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 — Django's own name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Always take the file; one that is far too large is refused before any of it is read."""
        if content_length > LARGEST_FILE * 2:
            raise Invalid(_("The file is larger than what is taken here."))
        self.activated = True


@csrf_exempt  # the check must come after the upload handler is set; it is made by `_enter`
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A directive by its file or by form."""
    request.upload_handlers = [InMemory(request)]
    return _enter(request)


@csrf_protect
def _enter(request: HttpRequest) -> HttpResponse:
    by = acting(request)
    check_power(by, ENTER)
    if request.method != "POST":
        return _page(request, _form(by))
    if "read" in request.POST:
        return _read(request, by)
    return _save(request, by)


def _form(by: Actor, data: Any = None, *, with_file: bool = False, **initial: Any) -> EnterForm:
    return EnterForm(data, issuers=bodies_on(clock.today()), with_file=with_file, initial=initial)


def _read(request: HttpRequest, by: Actor) -> HttpResponse:
    """The file is read and thrown away: it goes back to the page inside the form, and comes again when saved."""
    file = request.FILES.get("file")
    content = file.read() if file else b""
    try:
        document = read_document(content)
    except NotReadable as error:
        return _page(request, _form(by), [Fault(error.text.of(lang()), field="file")])
    head = read_head(document.text)
    issuers = {one.code for one in bodies_on(head.signed_on or clock.today())}
    form = _form(
        by,
        with_file=True,
        symbol=head.symbol,
        kind=head.kind,
        title=head.title,
        signed_on=head.signed_on,
        signer=head.signer,
        issuer=head.issuer if head.issuer in issuers else "",
        file_name=(file.name or "")[-200:] if file else "",
        file_content=base64.b64encode(content).decode("ascii"),
    )
    return _page(request, form, document=document)


def _save(request: HttpRequest, by: Actor) -> HttpResponse:
    with_file = bool(request.POST.get("file_content"))
    form = _form(by, request.POST, with_file=with_file)
    document = None
    faults: list[Fault] = []
    try:
        if form.is_valid():
            given = form.cleaned_data
            refuse_marked(given["symbol"], given["title"], given["source"], given.get("text", ""))
            document = read_document(given["file_content"]) if with_file else None
            text = document.text if document else given["text"]
            found = symbol_faults(given["symbol"], given["kind"], given["signed_on"], clock.today())
            faults = [Fault(one.text.of(lang()), field=one.field, value=one.value) for one in found]
            if not faults:
                body = by_id(by.organisation_id, given["signed_on"]) if by.organisation_id else None
                media_type = document.media_type if document else ""
                new = form.new(body.code if body else "", text, media_type)
                directive = enter(new, by=by)
                messages.success(
                    request,
                    _("%(symbol)s is entered. Now cut its duties out as tasks.")
                    % {"symbol": directive.symbol},
                )
                return redirect("directives:cut", directive.id)
    except NotReadable as error:
        faults = [Fault(error.text.of(lang()), field="text")]
        form = _form(by)  # nothing of a marked document goes back to the page either
        document = None
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        faults = problem.faults or [Fault(problem.reason)]
    return _page(request, form, faults, document=document)


def _page(
    request: HttpRequest,
    form: EnterForm,
    faults: list[Fault] | None = None,
    *,
    document: Document | None = None,
) -> HttpResponse:
    wrong = bool(faults) or bool(form.errors)
    context = {
        "form": form,
        "faults": faults or [],
        "document": document,
        "notices": [one.of(lang()) for one in document.notices] if document else [],
        "with_file": "text" not in form.fields,
        "most": LARGEST_FILE,
        "cancel_href": reverse("directives:directives"),
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Directives"), reverse("directives:directives")),
            (_("Enter a directive"), ""),
        ],
    }
    return render(request, "directives/enter.html", context, status=422 if wrong else 200)
