"""What waits for someone in this room: a signature that cannot be made soon, a revocation list that is too old."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.interface.working import Waiting, Work
from dieuhanh.signing import queries

BEFORE = timedelta(days=30)
LIST_BEFORE = timedelta(days=3)


def waiting(by: Actor) -> list[Waiting]:
    """A certificate that ends, or none at all, for who signs; the revocation list for who keeps the trust list.

    Two statements at most, none for who does neither.
    """
    return [*_certificate(by), *_list(by)]


def _certificate(by: Actor) -> list[Waiting]:
    if "signing.sign" not in by.powers or by.person_id is None:
        return []
    token = queries.token_of(by.person_id)
    if token is None:
        title = _("You cannot sign: no signing token of yours is stored here")
        return [_mine(title, "overdue", "–", None)]
    ends = token.certificate.valid_to
    if ends - timezone.now() > BEFORE:
        return []
    title = _("Your certificate ends; store the new one before it does")
    return [_mine(title, "due_soon", token.certificate.common_name, clock.now() + (ends - timezone.now()))]


def _mine(title: str, state: str, number: str, due_at: datetime | None) -> Waiting:
    return Waiting(
        kind=_("Signature"),
        number=number,
        title=title,
        state=state,
        action=_("Store my software token"),
        href=reverse("signing:new-token"),
        record=reverse("signing:mine"),
        due_at=due_at,
        due_on=timezone.localdate(due_at) if due_at else None,
    )


def _list(by: Actor) -> list[Waiting]:
    if "signing.manage" not in by.powers:
        return []
    newest = queries.revocation_lists(limit=1)
    ends = newest[0]["next_update"] if newest else None
    if ends is not None and ends - timezone.now() > LIST_BEFORE:
        return []
    late = ends is None or ends <= timezone.now()
    title = (
        _("No revocation list is stored: a check cannot tell whether a certificate was revoked")
        if ends is None
        else _("The revocation list is due: certificates revoked since are not known here")
    )
    due_at = clock.now() + (ends - timezone.now()) if ends else None
    return [
        Waiting(
            kind=_("Trust list"),
            number=str(newest[0]["issuer"]) if newest else "–",
            title=title,
            state="overdue" if late else "due_soon",
            action=_("Store a revocation list"),
            href=reverse("signing:new-list"),
            record=reverse("signing:trust"),
            due_at=due_at,
            due_on=timezone.localdate(due_at) if due_at else None,
        )
    ]


WORK = Work("signing", _lazy("Signatures"), waiting, order=40)
