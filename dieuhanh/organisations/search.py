"""What the search finds of this room: bodies, and people for who keeps their records."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.language import lang
from dieuhanh.interface.rules import format_date
from dieuhanh.interface.searching import Asked, Found, Group
from dieuhanh.organisations import queries
from dieuhanh.organisations.queries import Body


def find_bodies(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Bodies within the remit and above it, those of the past too. Three statements at most."""
    on = today()
    found = queries.find(asked.words, asked.folded, on, within=queries.visible_sql(by), limit=limit)
    above = queries.labels([one.parent_id for one in found if one.parent_id], on)
    return [_body(one, above[one.parent_id].name if one.parent_id in above else "", on) for one in found]


def _body(one: Body, above: str, on: object) -> Found:
    href = reverse("organisations:organisation", args=[one.code])
    gone = one.valid_to is not None and one.valid_to <= today()
    coming = one.valid_from > today()
    parts = [one.kind_label, above]
    if gone and one.valid_to:
        parts.append(_("until %(day)s") % {"day": format_date(one.valid_to, lang())})
    if coming:
        parts.append(_("from %(day)s") % {"day": format_date(one.valid_from, lang())})
    if gone or coming:
        href = f"{href}?as_of={one.valid_from.isoformat()}"
    return Found(
        one.name, href, one.code, " · ".join(part for part in parts if part), simulated=one.simulated
    )


def find_people(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """People within the remit. Two statements at most."""
    return [
        Found(
            one.full_name,
            reverse("organisations:person", args=[one.id]),
            one.username,
            "" if one.is_active else _("may not sign in"),
            simulated=one.simulated,
        )
        for one in queries.find_people(by, asked.words, limit)
    ]


GROUPS = (
    Group("bodies", _lazy("Organisations"), find_bodies, "organisations:organisations", order=10),
    Group("people", _lazy("People"), find_people, "organisations:people", frozenset({"people.manage"}), 30),
)
