"""What the search finds of this room: programmes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.interface.searching import Asked, Found, Group
from dieuhanh.programmes.queries.programmes import programmes


def find_programmes(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Programmes that `by` may see, by code, symbol or title. Three statements at most."""
    return [
        Found(
            one.title,
            reverse("programmes:programme", args=[one.row.code]),
            one.row.symbol,
            f"{one.row.code} · {one.signed_label}",
            simulated=one.row.simulated,
        )
        for one in programmes(by, q=" ".join(asked.words), limit=limit)[:limit]
    ]


GROUPS = (Group("programmes", _lazy("Programmes"), find_programmes, "programmes:programmes", order=33),)
