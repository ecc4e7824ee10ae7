"""A directive's head (title, signer, day of receipt) put right after it was entered, until it is published."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict
from dieuhanh.config.text import fold
from dieuhanh.directives.actions.directives import note_directive
from dieuhanh.directives.actions.drafting import raise_faults, said
from dieuhanh.directives.actions.moves import optional
from dieuhanh.directives.models import Directive
from dieuhanh.directives.queries.access import access_directive
from dieuhanh.directives.rules.drafts import NewDirective, directive_faults
from dieuhanh.directives.rules.states import DirectiveStage
from dieuhanh.directives.rules.workflow import ENTER
from dieuhanh.organisations.authority import check


@dataclass(frozen=True, slots=True)
class Head:
    """What may be put right. The symbol and the day of signature are the document itself: another one is entered anew."""

    title: str = ""
    signer: str = ""
    received_on: date | None = None


@transaction.atomic
def change_head(directive_id: UUID, head: Head, *, by: Actor, at: datetime | None = None) -> Directive:
    """Write the head anew; what stood there before is in the history. Needs `directives.enter` over the assigner.

    Raises Refused, Invalid (faults, a classification marking), Conflict (published: its leads have read it).
    """
    directive = access_directive(by, directive_id, lock=True)
    check(by, ENTER, directive.assigner_id)
    if directive.state == DirectiveStage.PUBLISHED.value:
        raise Conflict(
            _("The directive is published; its head stays as its leads have it."), code="directive-closed"
        )
    new = Head(optional(head.title, "title"), optional(head.signer, "signer", 200), head.received_on)
    as_entered = NewDirective(
        directive.symbol, directive.kind, directive.signed_on, assigner="", received_on=new.received_on
    )
    raise_faults([said(one) for one in directive_faults(as_entered)])
    before = Head(directive.title, directive.signer, directive.received_on)
    if new == before:
        return directive
    directive.title, directive.signer, directive.received_on = new.title, new.signer, new.received_on
    directive.search = fold(f"{directive.symbol} {new.title} {new.signer}")
    directive.save(update_fields=["title", "signer", "received_on", "search"])
    note_directive(
        directive,
        "change_head",
        directive.state,
        by=by,
        moment=moment_of(by, at),
        past="head_changed",
        more={"before": _said(before), "after": _said(new)},
    )
    return directive


def _said(head: Head) -> dict[str, str | None]:
    day = head.received_on.isoformat() if head.received_on else None
    return {"title": head.title, "signer": head.signer, "received_on": day}
