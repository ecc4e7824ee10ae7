"""Targets: set by a document, replaced by a new version that names the old one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import NotAPeriod, parse
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.models import Target
from dieuhanh.reporting.rules.catalogue import faults_of_bounds

POWER = "indicators.manage"
HASHED = (
    "key", "indicator_id", "organisation_id", "period", "breakdown", "kind", "low", "high", "strict", "stretch_low", "stretch_high",
    "document", "document_date", "valid_from", "supersedes_id", "simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target to set. `supersedes_id`: the target that it replaces from `valid_from` on."""

    key: str
    indicator_id: UUID
    organisation_id: UUID
    period: str
    kind: str
    assigner_vi: str
    assigner_en: str
    document: str
    valid_from: date
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    breakdown: str = ""
    stretch_low: Decimal | None = None
    stretch_high: Decimal | None = None
    document_date: date | None = None
    supersedes_id: UUID | None = None
    note_vi: str = ""
    note_en: str = ""
    simulated: bool = False


def set_target(new: NewTarget, *, by: Actor) -> Target:
    """Set one target; see `set_targets`."""
    return set_targets([new], by=by)[0]


@transaction.atomic
def set_targets(targets: Iterable[NewTarget], *, by: Actor) -> list[Target]:
    """Set targets, each after the one that it replaces. Needs `indicators.manage` over each body, and over each body
    whose target is replaced: a target of another's body is not ended by setting one of one's own.

    Raises `Invalid` with every fault, `Conflict` where a key is taken or a target was replaced already.
    """
    new = list(targets)
    replaced = Target.objects.filter(pk__in={one.supersedes_id for one in new if one.supersedes_id})
    for organisation_id in {one.organisation_id for one in new} | {one.organisation_id for one in replaced}:
        check(by, POWER, organisation_id)
    faults = [fault for n, one in enumerate(new) for fault in _faults(one, n + 1)]
    if faults:
        raise Invalid(_("Some targets cannot be set; none was."), faults=faults)
    rows = [_row(one) for one in new]
    try:
        with transaction.atomic():
            Target.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict(
            _("A target with this key exists, or the one to replace was replaced already.")
        ) from error
    append_bulk(
        [
            Draft(
                "reporting.target.set", "reporting.target", row.id, row.organisation_id,
                {"key": row.key, "period": row.period, "document": row.document, "content_hash": target_hash(row)},
            )
            for row in rows
        ],
        by=by,
    )  # fmt: skip
    return rows


def target_hash(row: Target) -> str:
    """SHA-256 of what a target says."""
    values = {name: getattr(row, name) for name in HASHED}
    return content_hash(
        {
            name: value.normalize() + 0 if isinstance(value, Decimal) else value
            for name, value in values.items()
        }
    )


def _faults(new: NewTarget, row: int) -> list[Fault]:
    words = {
        "needed": _("This bound is needed for this kind of target."),
        "same": _("A point has the same number as low and high."),
        "empty": _("This bound stays empty for this kind of target."),
        "order": _("The high bound is not below the low one."),
    }
    faults = [
        Fault(words[what], row=row, field=name)
        for name, what in faults_of_bounds(new.kind, new.low, new.high)
    ]
    if new.kind not in Target.Kind.values:
        faults.append(
            Fault(
                _("Write one of: %(choices)s.") % {"choices": ", ".join(Target.Kind.values)},
                row=row,
                field="kind",
                value=new.kind,
            )
        )
    try:
        parse(new.period)
    except NotAPeriod as wrong:
        faults.append(Fault(str(wrong), row=row, field="period", value=new.period[:40]))
    for name in ("key", "document", "assigner_vi"):
        if not nfc(getattr(new, name)):
            faults.append(
                Fault(_("Write it; a target names its document and who set it."), row=row, field=name)
            )
    return faults


def _row(new: NewTarget) -> Target:
    row = Target(**{name: getattr(new, name) for name in new.__slots__})
    if row.kind in {"point", "about"}:
        row.high = row.low
    return row
