"""The forms of the room: files with their passphrases, and reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.signing.models import TrustAnchor


def _file(accept: str) -> forms.FileInput:
    return forms.FileInput(attrs={"accept": accept})


class TokenForm(forms.Form):
    """A person's own PKCS#12 file."""

    token = forms.FileField(
        label=_("Token file"),
        help_text=_(
            "A PKCS#12 file (.p12 or .pfx), at most 64 KB. It is kept sealed exactly as you send it."
        ),
        widget=_file(".p12,.pfx,application/x-pkcs12"),
    )
    passphrase = forms.CharField(
        label=_("Its passphrase"),
        help_text=_(
            "Used once, now, to see that the file opens. It is not kept; you will be asked for it at each signature."
        ),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class CertificateForm(forms.Form):
    """A certificate whose key is kept elsewhere."""

    certificate = forms.FileField(
        label=_("Certificate"),
        help_text=_("PEM or DER (.pem, .crt, .cer)."),
        widget=_file(".pem,.crt,.cer,.der"),
    )


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class VerifyForm(forms.Form):
    """A signed file to be checked."""

    file = forms.FileField(
        label=_("Signed PDF"),
        help_text=_("The file as it was received. It is checked and not kept."),
        widget=_file(".pdf,application/pdf"),
    )


class AnchorForm(forms.Form):
    """An authority for the trust list."""

    certificate = forms.FileField(
        label=_("Certificate of the authority"), widget=_file(".pem,.crt,.cer,.der")
    )
    name = forms.CharField(
        label=_("Name"), max_length=300, required=False, help_text=_("Empty: the name in the certificate.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (TrustAnchor.Role.ROOT, _("Root: trust ends here")),
            (TrustAnchor.Role.INTERMEDIATE, _("Intermediate: only helps to reach a root")),
        ],
    )
    legal_document = forms.CharField(label=_("By which document"), max_length=200, required=False)


class CrlForm(forms.Form):
    """A revocation list."""

    crl = forms.FileField(
        label=_("Revocation list"),
        help_text=_("A complete list (.crl, .pem), signed by an authority of the trust list."),
        widget=_file(".crl,.pem,.der"),
    )
