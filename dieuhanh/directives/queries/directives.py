"""Directives as lists and pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.directives.models import Directive
from dieuhanh.directives.queries.access import visible_directives
from dieuhanh.directives.rules.states import DirectiveKind, DirectiveStage
from dieuhanh.interface.rules import format_partial
from dieuhanh.organisations.queries import Label, labels


@dataclass(frozen=True)
class DirectiveRead:
    """One directive with how many duties it gives (a duty of many bodies once) and who verifies them."""

    row: Directive
    assigner: Label
    duties: int

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return DirectiveKind(self.row.kind).words.of(lang())

    @property
    def state_label(self) -> str:
        """The stage in the reader's language."""
        return DirectiveStage(self.row.state).words.of(lang())

    @property
    def signed_label(self) -> str:
        """The date as exactly as it is known."""
        return signed_words(self.row)


def signed_words(row: Directive) -> str:
    """The day, month or year of a directive, as exactly as it is known, in the reader's language."""
    return format_partial(row.signed_on, row.signed_precision, lang())


def directives(
    by: Actor | None,
    *,
    q: str = "",
    kind: str = "",
    state: str = "",
    as_of: date | None = None,
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> list[DirectiveRead]:
    """`limit + 1` directives that `by` may see, newest first, after the key `[signed_on, id]`. Three statements."""
    rows = visible_directives(by).annotate(duties=Count("tasks", filter=Q(tasks__parent__isnull=True)))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if as_of is not None:
        rows = rows.filter(signed_on__lte=as_of)
    for word in fold(q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(search__contains=word)
    if after:
        try:
            day, last = date.fromisoformat(after[0]), UUID(after[1])
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            message = _("“after” must be the value of “next” of the page before.")
            raise Invalid(message, faults=[Fault(message, field="after")]) from error
        rows = rows.filter(Q(signed_on__lt=day) | Q(signed_on=day, id__lt=last))
    found = list(rows.order_by("-signed_on", "-id")[: limit + 1])
    named = labels(
        {one.assigner_id for one in found}, max((one.signed_on for one in found), default=clock.today())
    )
    return [
        DirectiveRead(one, named.get(one.assigner_id, Label("", "", "")), getattr(one, "duties", 0))
        for one in found
    ]


def directive_json(read: DirectiveRead) -> dict[str, Any]:
    """The directive as the public contract shows it."""
    row = read.row
    return {
        "id": str(row.id),
        "symbol": row.symbol,
        "kind": row.kind,
        "title": row.title,
        "signer": row.signer,
        "signed_on": row.signed_on.isoformat(),
        "signed_precision": row.signed_precision,
        "received_on": row.received_on.isoformat() if row.received_on else None,
        "assigner": read.assigner.code,
        "state": row.state,
        "duties": read.duties,
        "file_sha256": row.file_sha256 or None,
        "source": row.source or None,
        "evidence_mark": row.evidence_mark or None,
        "simulated": row.simulated,
    }
