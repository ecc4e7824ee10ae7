"""A record's page: where it is, its head, what may be done, its facts, its history, its proof."""

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from django.template import Library
from django.template.context import Context

from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Button, Event
from dieuhanh.interface.tags.figures import unique
from dieuhanh.interface.tags.shapes import shape

register = Library()


@register.inclusion_tag("interface/components/breadcrumbs.html")
def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where this page is: pairs of label and address, the last one without."""
    return {"trail": trail}


@register.inclusion_tag("interface/components/record_head.html", takes_context=True)
def record_head(
    context: Context,
    title: str,
    state: Any = "",
    due: Any = None,
    done_at: Any = None,
    code: str = "",
    simulated: bool = False,
) -> dict[str, Any]:
    """Title, code, state and clock at the top of a record."""
    return {
        "title": title,
        "state": state,
        "due": due,
        "done_at": done_at,
        "code": code,
        "simulated": simulated,
    }


@register.inclusion_tag("interface/components/actions.html", takes_context=True)
def actions(context: Context, buttons: Sequence[Button]) -> dict[str, Any]:
    """What may be done now; greyed with the reason what may not yet. At most one button is primary."""
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "buttons": [(one, unique(context, "why") if one.refused else "") for one in buttons],
    }


@register.inclusion_tag("interface/components/facts.html")
def facts(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Label and value, in two columns."""
    return {"pairs": pairs}


@register.inclusion_tag("interface/components/timeline.html")
def timeline(entries: Sequence[Event]) -> dict[str, Any]:
    """History, newest first: who, when, why, and the proof."""
    return {
        "entries": [
            (one, shape(one.state) if one.state else "", rules.sign(one.state).css if one.state else "")
            for one in entries
        ]
    }


@register.inclusion_tag("interface/components/provenance.html", takes_context=True)
def provenance(context: Context, card: Any) -> dict[str, Any]:
    """Where a figure comes from, step by step, down to the proof."""
    data = asdict(card) if is_dataclass(card) and not isinstance(card, type) else dict(card)
    return {"request": context.get("request"), "card": data, "lang": lang()}
