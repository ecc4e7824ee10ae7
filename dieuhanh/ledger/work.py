"""What waits for someone in this room: entries that a listener failed on, for who reads the ledger of the whole."""

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.interface.working import Waiting, Work
from dieuhanh.ledger.access import POWER
from dieuhanh.ledger.models import SetAside

_MOST = 50


def waiting(by: Actor) -> list[Waiting]:
    """Entries set aside and not yet resolved. Two statements, none for who does not read the ledger."""
    if POWER not in by.powers or import_string(settings.LEDGER_SCOPE)(by) is not None:
        return []
    return [
        Waiting(
            kind=_("Alarm"),
            number=str(one.index),
            title=_("“%(listener)s” failed on entry %(index)s %(count)s times")
            % {"listener": one.subscriber, "index": one.index, "count": one.attempts},
            state="overdue",
            action=_("Look at the entry"),
            href=reverse("ledger:entry", args=[one.index]),
        )
        for one in SetAside.objects.filter(resolved_at__isnull=True).order_by("id")[:_MOST]
    ]


WORK = Work("ledger", _lazy("Ledger"), waiting, order=60)
