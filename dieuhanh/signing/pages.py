"""Pages: my signatures, the check of a file, the trust list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from dieuhanh.config.actor import Actor
from dieuhanh.config.environment import env
from dieuhanh.config.errors import Invalid, Missing, Problem, TooLarge, TooMany, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.interface.cells import Link, Quiet, Sign
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list
from dieuhanh.interface.rules import format_datetime
from dieuhanh.organisations.authority import check
from dieuhanh.signing import actions, forms, queries, words
from dieuhanh.signing.models import Signature
from dieuhanh.signing.rules.registration import LARGEST_TOKEN
from dieuhanh.signing.rules.verdict import Verdict

PAGE = 50


SIGNED = DeskList(
    "signing.signed",
    _lazy("My signatures, the newest first"),
    columns=(
        Column(
            "signed_at",
            _lazy("Signed at"),
            fixed=True,
            cell=lambda one: Link(format_datetime(one.signed_at, lang()), simulated=one.simulated),
        ),
        Column("what", _lazy("What was signed"), cell=lambda one: one.reason),
        Column("verdict", _lazy("Verdict then"), cell=lambda one: _verdict_sign(one)),
        Column(
            "certificate", _lazy("Certificate"), shown=False, cell=lambda one: one.certificate.common_name
        ),
        Column("file", _lazy("SHA-256 of the file"), cell=lambda one: Quiet(one.file_sha256)),
    ),
    empty=_lazy(
        "You have signed nothing yet. Reports that you sign appear here, with the verdict at that moment."
    ),
    simulated=lambda one: one.simulated,
    limit=PAGE,
)


@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """My certificates, my tokens, my signatures."""
    by, person_id = _person(request)

    def fetch(_listing: Listing, after: Any, limit: int) -> list[Signature]:
        return queries.signatures_of(person_id, after=_uuid(after[0]) if after else None, limit=limit)

    context = {
        "certificates": queries.certificates_of(person_id),
        "certificate_listing": _certificate_listing(request),
        "manages": "signing.manage" in by.powers,
        "trail": [(_("Signatures"), "")],
    }
    source = Source(fetch, key=lambda one, _listing: [str(one.pk)])
    return show_list(request, SIGNED, source, "signing/mine.html", context)


def _certificate_listing(request: HttpRequest) -> Listing:
    columns = [
        Column("name", _("Name in the certificate"), fixed=True),
        Column("issuer", _("Issuer")),
        Column("until", _("Valid until")),
        Column("registered", _("Registered")),
        Column("token", _("Signing token")),
        Column("acts", ""),
    ]
    return Listing.read(QueryDict(), path=request.path, columns=columns, default_sort="registered")


def _verdict_sign(row: Signature) -> Sign:
    if str(row.verdict.get("bottom_line", "")) == "valid":
        return Sign("verified", _("Valid"))
    return Sign("due_soon", _("Cannot be decided"))


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Store my software token."""
    by, _person_id = _person(request)

    @sensitive_variables("data", "form")
    def act(form: django_forms.Form) -> str:
        data = form.cleaned_data
        actions.store_token(by=by, sealed=_bytes(data["token"], LARGEST_TOKEN), passphrase=data["passphrase"])
        return _("Your token is stored. You can sign with it now.")

    return _form_page(
        request,
        forms.TokenForm,
        act,
        title=_("Store my software token"),
        submit=_("Store the token"),
        back="signing:mine",
    )


@require_http_methods(["GET", "POST"])
def new_certificate(request: HttpRequest) -> HttpResponse:
    """Register a certificate of mine whose key is kept elsewhere."""
    by, _person_id = _person(request)

    def act(form: django_forms.Form) -> str:
        actions.register_certificate(
            by=by, certificate=_bytes(form.cleaned_data["certificate"], LARGEST_TOKEN)
        )
        return _("The certificate is registered to you.")

    return _form_page(
        request,
        forms.CertificateForm,
        act,
        title=_("Register a certificate"),
        submit=_("Register the certificate"),
        back="signing:mine",
    )


@require_http_methods(["GET", "POST"])
def unregister(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Take a certificate out of the register."""
    by, _person_id = _person(request)
    certificate = queries.access_certificate(by, certificate_id)

    def act(form: django_forms.Form) -> str:
        actions.unregister_certificate(certificate_id, by=by, reason=form.cleaned_data["reason"])
        return _("The certificate has been taken out of the register.")

    return _form_page(
        request,
        forms.ReasonForm,
        act,
        title=_("Take a certificate out of the register"),
        submit=_("Take it out"),
        back="signing:mine",
        danger=True,
        consequence=_(
            "“%(name)s” will sign nothing here any more, and its token is deleted. This cannot be undone."
        )
        % {"name": certificate.common_name},
        points=[_("What it signed before stays valid.")],
    )


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a signed PDF and say what was found, question by question."""
    _person(request)
    form = forms.VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "limit": env.integer("DIEUHANH_SIGNED_MIB") * 1024 * 1024}
    context["trail"] = [(_("Signatures"), reverse("signing:mine")), (_("Check a signed file"), "")]
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        verdict = queries.verify_pdf(_bytes(file, context["limit"]))
        context |= verdict_context(verdict) | {"file_name": file.name}
    return render(request, "signing/verify.html", context)


def verdict_context(verdict: Verdict) -> dict[str, Any]:
    """What `signing/verdict.html` needs, for this page and for those of other rooms."""
    return {
        "verdict": verdict,
        "verdict_line": words.BOTTOM_LINES[verdict.bottom_line],
        "verdict_kind": {"valid": "good", "invalid": "bad"}.get(str(verdict.bottom_line), "warn"),
        "verdict_cause": words.CAUSES[verdict.cause],
        "verdict_signatures": [
            {
                "signature": one,
                "line": words.BOTTOM_LINES[one.bottom_line],
                "rows": words.rows(one),
                "facts": _signature_facts(one),
            }
            for one in verdict.signatures
        ],
    }


def _signature_facts(one: Any) -> list[tuple[str, Any]]:
    return [
        (_("Signed by"), one.person_name or _("nobody registered here")),
        (_("Position"), one.position or "–"),
        (_("Claimed time of signing"), one.signed_at),
        (_("Known to exist since"), one.proven_at),
        (_("Certificate"), one.subject or "–"),
        (_("Issuer"), one.issuer or "–"),
        (_("Serial number"), one.serial or "–"),
    ]


@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """The trust list and the revocation lists."""
    by, _person_id = _person(request)
    check(by, "signing.manage")
    anchors = [
        Column("name", _("Authority"), fixed=True),
        Column("role", _("Role")),
        Column("from", _("Trusted from")),
        Column("to", _("Trusted until")),
        Column("acts", ""),
    ]
    lists = [
        Column("issuer", _("Issuer"), fixed=True),
        Column("number", _("Number")),
        Column("entries", _("Revoked certificates"), numeric=True),
        Column("this", _("Issued on")),
        Column("next", _("Holds until")),
    ]
    context = {
        "anchors": queries.anchors(),
        "anchor_listing": Listing.read(QueryDict(), path=request.path, columns=anchors, default_sort="name"),
        "lists": queries.revocation_lists(),
        "list_listing": Listing.read(QueryDict(), path=request.path, columns=lists, default_sort="issuer"),
        "trail": [(_("Signatures"), reverse("signing:mine")), (_("Trust list"), "")],
    }
    return render(request, "signing/trust.html", context)


@require_http_methods(["GET", "POST"])
def new_anchor(request: HttpRequest) -> HttpResponse:
    """Put an authority on the trust list."""
    by, _person_id = _person(request)
    check(by, "signing.manage")

    def act(form: django_forms.Form) -> str:
        data = form.cleaned_data
        actions.import_trust_anchor(
            by=by,
            certificate=_bytes(data["certificate"], LARGEST_TOKEN),
            name=data["name"],
            role=data["role"],
            legal_document=data["legal_document"],
        )
        return _("The authority is on the trust list.")

    return _form_page(
        request,
        forms.AnchorForm,
        act,
        title=_("Put an authority on the trust list"),
        submit=_("Put it on the list"),
        back="signing:trust",
    )


@require_http_methods(["GET", "POST"])
def withdraw_anchor(request: HttpRequest, anchor_id: UUID) -> HttpResponse:
    """End the trust in an authority."""
    by, _person_id = _person(request)
    check(by, "signing.manage")

    def act(form: django_forms.Form) -> str:
        actions.withdraw_trust_anchor(anchor_id, by=by, reason=form.cleaned_data["reason"])
        return _("The trust in this authority has ended.")

    return _form_page(
        request,
        forms.ReasonForm,
        act,
        title=_("End the trust in an authority"),
        submit=_("End the trust"),
        back="signing:trust",
        danger=True,
        consequence=_("From now on no new signature is trusted through this authority."),
        points=[_("Signatures made before keep their verdict.")],
    )


@require_http_methods(["GET", "POST"])
def new_list(request: HttpRequest) -> HttpResponse:
    """Store a revocation list."""
    by, _person_id = _person(request)
    check(by, "signing.manage")

    def act(form: django_forms.Form) -> str:
        actions.import_crl(by=by, crl=_bytes(form.cleaned_data["crl"], actions.LARGEST_LIST))
        return _("The revocation list is stored.")

    return _form_page(
        request,
        forms.CrlForm,
        act,
        title=_("Store a revocation list"),
        submit=_("Store the list"),
        back="signing:trust",
    )


# ---- what these pages share


def _person(request: HttpRequest) -> tuple[Actor, UUID]:
    by: Actor | None = getattr(request, "actor", None)
    if by is None or by.person_id is None:
        raise Unauthenticated(_("Sign in first."))
    if by.token_id is not None:
        raise Missing(_("There is no such page for a machine."))
    return by, by.person_id


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        raise Invalid(_("“after” must be the value of “next” of the page before.")) from None


def _bytes(file: "UploadedFile[bytes]", most: int) -> bytes:
    """The file's bytes, refused by its size before they are read."""
    if file.size is None or file.size > most:
        raise TooLarge(_("The file is larger than what is taken here."))
    return bytes(file.read())


def _form_page(
    request: HttpRequest,
    form_class: type[django_forms.Form],
    act: Callable[[django_forms.Form], str],
    *,
    title: str,
    submit: str,
    back: str,
    danger: bool = False,
    consequence: str = "",
    points: list[str] | None = None,
) -> HttpResponse:
    """One form, one action: what the action refuses is shown at the field it names."""
    form = form_class(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, act(form))
                return redirect(back)
            except (Invalid, TooLarge, TooMany) as problem:
                status = problem.status
                _show(form, problem)
    context = {
        "form": form,
        "title": title,
        "submit_label": submit,
        "back": reverse(back),
        "trail": [
            (_("Trust list") if back == "signing:trust" else _("Signatures"), reverse(back)),
            (title, ""),
        ],
        "danger": danger,
        "consequence_text": consequence,
        "points": points or [],
    }
    return render(request, "signing/form.html", context, status=status)


def _show(form: django_forms.Form, problem: Problem) -> None:
    placed = [fault for fault in problem.faults if fault.field in form.fields]
    for fault in placed:
        form.add_error(fault.field, str(fault.message))
    if not placed:
        form.add_error(None, problem.reason)
