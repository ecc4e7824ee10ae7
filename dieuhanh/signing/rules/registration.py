"""Which certificates may be registered to a person, and which tokens may be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dieuhanh.config.text import fold

MINIMUM_RSA_BITS = 2048
MINIMUM_EC_BITS = 256
"""Least key sizes for new signatures (list of standards of 2025: RSA 2048, ECDSA 256)."""

LARGEST_TOKEN = 64 * 1024
"""Bytes of a PKCS#12 file; one key and a chain of four is under 20 KB."""

MOST_ITERATIONS = 2_000_000
"""Rounds of key derivation in a token; more would be a way to keep the server busy."""

WRONG_PASSPHRASES_BEFORE_PAUSE = 5
PAUSE = timedelta(minutes=15)
"""After five wrong passphrases in a row the token rests; each further one begins a new pause."""


class RegistrationFault(StrEnum):
    """Why a certificate is not registered."""

    AUTHORITY_CERTIFICATE = "authority_certificate"
    NOT_FOR_SIGNING = "not_for_signing"
    WEAK_KEY = "weak_key"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    ISSUER_NOT_TRUSTED = "issuer_not_trusted"
    OTHER_NAME = "other_name"
    REGISTERED_TO_ANOTHER = "registered_to_another"
    ALREADY_REGISTERED = "already_registered"


class TokenFault(StrEnum):
    """Why a PKCS#12 file is not kept."""

    TOO_LARGE = "too_large"
    NOT_A_TOKEN = "not_a_token"  # noqa: S105 a fault, no password
    NOT_SEALED = "not_sealed"
    TOO_MANY_ROUNDS = "too_many_rounds"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself. `usages` None: it restricts nothing."""

    subject: str
    common_name: str
    issuer: str
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    key_kind: str
    key_bits: int
    is_authority: bool
    usages: frozenset[str] | None


def registration_faults(
    facts: CertificateFacts,
    *,
    now: datetime,
    leads_to_trust_list: bool,
    person_name: str,
    by_manager: bool,
    person_id: UUID,
    registered_to: UUID | None,
) -> Sequence[RegistrationFault]:
    """Everything that stands against registering this certificate, all at once.

    A person registers his own certificate only where it bears his name; one who manages
    signing may register a certificate whose name is written otherwise (a maiden name, a
    name without diacritics is compared without them anyway).
    """
    faults = []
    if facts.is_authority:
        faults.append(RegistrationFault.AUTHORITY_CERTIFICATE)
    if facts.usages is not None and not facts.usages & {"digital_signature", "non_repudiation"}:
        faults.append(RegistrationFault.NOT_FOR_SIGNING)
    least = MINIMUM_RSA_BITS if facts.key_kind == "rsa" else MINIMUM_EC_BITS
    if facts.key_bits < least or facts.key_kind not in {"rsa", "ec"}:
        faults.append(RegistrationFault.WEAK_KEY)
    if facts.valid_to < now:
        faults.append(RegistrationFault.EXPIRED)
    if facts.valid_from > now:
        faults.append(RegistrationFault.NOT_YET_VALID)
    if not leads_to_trust_list:
        faults.append(RegistrationFault.ISSUER_NOT_TRUSTED)
    if not by_manager and not bears_name(facts.common_name, person_name):
        faults.append(RegistrationFault.OTHER_NAME)
    if registered_to is not None:
        same = registered_to == person_id
        faults.append(
            RegistrationFault.ALREADY_REGISTERED if same else RegistrationFault.REGISTERED_TO_ANOTHER
        )
    return faults


def bears_name(common_name: str, person_name: str) -> bool:
    """Whether the certificate's name contains the person's, word by word, letter case and diacritics apart."""
    wanted, words = fold(person_name).split(), fold(common_name).split()
    starts = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[start : start + len(wanted)] == wanted for start in starts)


def pause_after(wrong: int, now: datetime) -> datetime | None:
    """Until when the token rests after so many wrong passphrases in a row; None: it does not."""
    return now + PAUSE if wrong >= WRONG_PASSPHRASES_BEFORE_PAUSE else None
