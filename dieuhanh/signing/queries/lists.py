"""The lists of the pages and the API, each with a fixed number of statements."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.models import Appointment
from dieuhanh.signing.models import Certificate, RevocationList, Signature, SoftwareToken, TrustAnchor


def certificates_of(person_id: UUID) -> list[Certificate]:
    """A person's certificates, the newest first, with their tokens. One statement."""
    found = Certificate.objects.filter(person_id=person_id).select_related("token").defer("token__sealed")
    return list(found.order_by("-registered_at", "-id"))


def access_certificate(by: Actor, certificate_id: UUID) -> Certificate:
    """One certificate for its owner, or for who manages signing over one of its owner's bodies.

    Raises `Missing` for anyone else, as if it did not exist. Two statements at most.
    """
    found = Certificate.objects.select_related("person").filter(Q(person_id=by.person_id) | _managed(by))
    certificate = found.filter(pk=certificate_id).first()
    if certificate is None:
        raise Missing(_("There is no such record."))
    return certificate


def _managed(by: Actor) -> Q:
    """Certificates of people with an appointment in a body that `by` manages signing for."""
    everything = Q(pk__isnull=False)  # an empty Q would vanish beside the other condition
    if by.is_system:
        return everything
    if "signing.manage" not in by.powers:
        return Q(pk__in=[])
    limit = scope_sql(by)
    if limit is None:
        return everything
    sql, values = limit
    within = RawSQL(sql.removeprefix("(").removesuffix(")"), values)  # noqa: S611 the authority's own subquery
    people = Appointment.objects.filter(organisation_id__in=within).values("person_id")
    return Q(person_id__in=people)


def token_of(person_id: UUID, certificate_id: UUID | None = None) -> SoftwareToken | None:
    """The person's token that can sign now: registered, in force, the newest first. One statement."""
    moment = timezone.now()
    found = SoftwareToken.objects.select_related("certificate").filter(
        certificate__person_id=person_id,
        certificate__unregistered_at__isnull=True,
        certificate__valid_to__gt=moment,
    )
    if certificate_id is not None:
        found = found.filter(certificate_id=certificate_id)
    return found.order_by("-certificate__registered_at", "-id").first()


def signatures_of(person_id: UUID, *, after: UUID | None = None, limit: int = 50) -> list[Signature]:
    """A person's signatures, the newest first; `limit + 1` rows, so that a next page shows. One statement."""
    found = Signature.objects.filter(person_id=person_id).select_related("certificate").order_by("-id")
    if after is not None:
        found = found.filter(id__lt=after)
    return list(found[: limit + 1])


def signature_of(subject_type: str, subject_id: UUID) -> Signature | None:
    """The last signature made on a record, with its signer and appointment. One statement."""
    found = Signature.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return found.select_related("person", "appointment", "certificate").order_by("-id").first()


def anchors() -> list[TrustAnchor]:
    """The trust list, those in force first. One statement."""
    return list(TrustAnchor.objects.order_by("trusted_to", "name", "id"))


def revocation_lists(*, limit: int = 100) -> list[dict[str, Any]]:
    """The newest revocation lists without their bytes. One statement."""
    found = RevocationList.objects.order_by("-this_update", "-id").values(
        "id", "issuer", "number", "entries", "this_update", "next_update", "imported_at", "sha256"
    )
    return [dict(row) for row in found[:limit]]
