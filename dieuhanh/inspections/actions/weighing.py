"""The weights by which candidates are ranked: a new version each time, with the reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.inspections.actions.moves import needed, raise_faults
from dieuhanh.inspections.models import Weighting
from dieuhanh.inspections.rules.candidates import Signal, weight_faults
from dieuhanh.inspections.rules.workflow import LEAD
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.held import held
from dieuhanh.organisations.authority import check


@transaction.atomic
def set_weights(
    weights: Mapping[str, int], *, by: Actor, reason: str, at: datetime | None = None
) -> Weighting:
    """Set the weights from now on. Needs `inspections.lead` over the whole country. Raises Refused, Invalid."""
    check(by, LEAD)
    why = needed(reason, "reason", _("Say why: the reason is missing."), 4000)
    raise_faults(weight_faults(weights))
    kept = {one.value: int(weights[one.value]) for one in Signal}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('inspections.weights', 11))")
    last = Weighting.objects.order_by("-version").values_list("version", flat=True).first() or 0
    made = Weighting(version=last + 1, weights=kept, reason=why, at=moment_of(by, at), by_name=by.name)
    made.entry_id = append(
        "inspections.weights.changed",
        by=by,
        subject_type="inspections.weighting",
        subject_id=made.id,
        organisation_id=by.organisation_id,
        body={"version": made.version, "weights": kept, "reason": why, **held(made)},
    )
    made.save(force_insert=True)
    return made
