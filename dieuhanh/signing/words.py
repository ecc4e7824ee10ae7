"""The plain words of every question, answer, cause and fault. A word missing here fails the tests."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from dieuhanh.signing.rules.registration import RegistrationFault, TokenFault
from dieuhanh.signing.rules.verdict import Answer, BottomLine, Cause, Question, SignatureVerdict, Verdict

QUESTIONS: dict[Question, Any] = {
    Question.INTACT: _("Is the content what was signed?"),
    Question.WHOLE_DOCUMENT_COVERED: _("Is the whole file covered, and unchanged since?"),
    Question.TIME_CREDIBLE: _("Can the signing time be true?"),
    Question.CHAIN_TRUSTED: _("Does the certificate lead to the trust list?"),
    Question.NOT_REVOKED: _("Was the certificate in force, not revoked?"),
    Question.SIGNER_REGISTERED: _("Was the certificate registered to a person?"),
    Question.SIGNER_HELD_APPOINTMENT: _("Did the signer hold the appointment he signed in?"),
}

ANSWERS: dict[Answer, Any] = {
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.INDETERMINATE: _("Cannot be decided"),
}

BOTTOM_LINES: dict[BottomLine, Any] = {
    BottomLine.VALID: _("The signature is valid."),
    BottomLine.INVALID: _("The signature is not valid."),
    BottomLine.INDETERMINATE: _("The signature cannot be decided upon yet."),
}

CAUSES: dict[Cause, Any] = {
    Cause.FINE: "",
    Cause.UNREADABLE: _(
        "The file cannot be read as a PDF, or it is encrypted. Ask the sender for the signed file itself."
    ),
    Cause.TOO_LARGE: _("The file is larger than what is checked here."),
    Cause.NOT_SIGNED: _("The file bears no digital signature. A picture of a signature proves nothing."),
    Cause.TOO_MANY_SIGNATURES: _("The file bears more signatures than a paper has."),
    Cause.CONTENT_CHANGED: _("The content was changed after it was signed. Send the file back."),
    Cause.SIGNATURE_FORGED: _(
        "The signature was not made with the key of this certificate. Send the file back."
    ),
    Cause.SIGNATURE_BROKEN: _("The signature is damaged and cannot be read. Send the file back."),
    Cause.WEAK_ALGORITHM: _("The signature uses an algorithm that is no longer considered safe."),
    Cause.NOT_A_PERSONAL_SIGNATURE: _("This is a time stamp of the file and not a person's signature."),
    Cause.CHANGED_AFTER_SIGNING: _(
        "Something was added to the file after it was signed. Send the file back."
    ),
    Cause.PARTLY_COVERED: _("The signature covers only a part of the file. Send the file back."),
    Cause.NO_SIGNING_TIME: _("The signature names no time of signing."),
    Cause.SIGNED_IN_THE_FUTURE: _(
        "The time of signing lies after the moment at which the file was already here."
    ),
    Cause.ISSUER_NOT_TRUSTED: _("The issuer of the certificate is not on this body's trust list."),
    Cause.PATH_INVALID: _("The certificates between the signer and the trust list do not fit together."),
    Cause.NOT_FOR_SIGNING: _("The certificate may not be used for signing."),
    Cause.EXPIRED: _("The certificate had expired when the file was signed."),
    Cause.NOT_YET_VALID: _("The certificate was not yet in force when the file was signed."),
    Cause.EXPIRED_SINCE_TIME_UNPROVEN: _(
        "The certificate has expired since, and nothing proves when the file was signed."
    ),
    Cause.REVOKED: _("The certificate was revoked before the file was signed."),
    Cause.REVOKED_SINCE_TIME_UNPROVEN: _(
        "The certificate was revoked later, and nothing proves that the file was signed before."
    ),
    Cause.NO_REVOCATION_LIST: _(
        "No revocation list of the issuer for the time of signing is stored here. Import it, then check again."
    ),
    Cause.NO_REVOCATION_LIST_ACCEPTED: _(
        "No revocation list of the issuer is stored here; this body's setting accepts that."
    ),
    Cause.CHAIN_UNKNOWN: _("This cannot be told as long as the certificate does not lead to the trust list."),
    Cause.NOT_REGISTERED: _("The certificate is not registered to anybody here."),
    Cause.REGISTERED_LATER: _("The certificate was registered only after the file was signed."),
    Cause.UNREGISTERED_BEFORE: _(
        "The certificate had been taken out of the register before the file was signed."
    ),
    Cause.UNREGISTERED_SINCE_TIME_UNPROVEN: _(
        "The certificate was taken out of the register later, and nothing proves that the file was signed before."
    ),
    Cause.APPOINTMENT_NOT_NAMED: _("The signature does not say in which appointment it was made."),
    Cause.APPOINTMENT_UNKNOWN: _("The appointment named in the signature does not exist."),
    Cause.APPOINTMENT_OF_ANOTHER: _("The appointment named in the signature is another person's."),
    Cause.APPOINTMENT_NOT_THEN: _("The signer did not hold this appointment on the day of signing."),
    Cause.OTHER_ORGANISATION: _(
        "The signer holds his appointment in another body than the one whose paper this is."
    ),
    Cause.SIGNER_UNKNOWN: _("Who signed is not known here, so his appointment cannot be checked."),
}

REGISTRATION_FAULTS: dict[RegistrationFault, Any] = {
    RegistrationFault.AUTHORITY_CERTIFICATE: _(
        "This is the certificate of an authority and not of a person."
    ),
    RegistrationFault.NOT_FOR_SIGNING: _(
        "The certificate may not be used for signing; ask the issuer for a signing certificate."
    ),
    RegistrationFault.WEAK_KEY: _("The key is too weak: RSA needs 2,048 bits, an elliptic curve 256."),
    RegistrationFault.EXPIRED: _("The certificate has expired; ask the issuer for a new one."),
    RegistrationFault.NOT_YET_VALID: _("The certificate is not yet in force."),
    RegistrationFault.ISSUER_NOT_TRUSTED: _(
        "The issuer is not on the trust list; who manages signing can add it."
    ),
    RegistrationFault.OTHER_NAME: _(
        "The certificate bears another name than yours; who manages signing can register it for you."
    ),
    RegistrationFault.REGISTERED_TO_ANOTHER: _("The certificate is registered to another person."),
    RegistrationFault.ALREADY_REGISTERED: _(
        "The certificate is, or was, registered already. One taken out does not come back; ask the issuer for a new one."
    ),
}

TOKEN_FAULTS: dict[TokenFault, Any] = {
    TokenFault.TOO_LARGE: _("The file is larger than a token: at most 64 KB."),
    TokenFault.NOT_A_TOKEN: _(
        "This is not a PKCS#12 file (.p12, .pfx) with a signing key and its certificate."
    ),
    TokenFault.NOT_SEALED: _("The key in this file lies open. Export it again under a passphrase."),
    TokenFault.TOO_MANY_ROUNDS: _(
        "This file asks for more rounds of key derivation than are made here. Export it again with usual settings."
    ),
}


def cause_sentences(verdict: Verdict) -> list[str]:
    """Every cause that keeps the verdict from being valid, once each, as sentences."""
    causes: Iterable[Cause] = [verdict.cause] if verdict.cause is not Cause.FINE else []
    found = [
        finding.cause
        for signature in verdict.signatures
        for finding in signature.findings
        if finding.answer is not Answer.YES
    ]
    return [str(CAUSES[cause]) for cause in dict.fromkeys([*causes, *found])]


def rows(signature: SignatureVerdict) -> list[dict[str, Any]]:
    """The findings of one signature for a page: question, answer, sentence, in the order of the questions."""
    return [
        {
            "question": QUESTIONS[finding.question],
            "answer": finding.answer.value,
            "answer_word": ANSWERS[finding.answer],
            "sentence": CAUSES[finding.cause],
        }
        for finding in (signature.finding(question) for question in Question)
    ]
