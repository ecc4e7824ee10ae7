"""What the search finds of this room: deadline rules in force."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.interface.searching import Asked, Found, Group

from . import queries


def find_rules(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Deadline rules by code, by what they say and by their law; they are public. One statement."""
    found = []
    for one in queries.deadline_rules(as_of=today()):
        text = fold(f"{one.code} {one.rule.text.vi} {one.rule.text.en} {one.rule.legal_source}")
        if all(word in text for word in asked.words):
            said = one.rule.text.of(lang())
            href = reverse("deadlines:rule", args=[one.code])
            found.append(Found(said, href, one.code, one.rule.legal_source))
    return found[:limit]


GROUPS = (Group("rules", _lazy("Deadline rules"), find_rules, "deadlines:rules", order=70),)
