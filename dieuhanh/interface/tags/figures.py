"""Figures, states, clocks and the small pictures that the server draws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dieuhanh.config import clock as clocks
from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.rules.figures import Figure, Numeric, good_change, met
from dieuhanh.interface.tags.shapes import shape

register = Library()
_FIELDS = set(Figure.__dataclass_fields__)


def unique(context: Context, prefix: str) -> str:
    """An id unlike any other on this page and the same each time the page is made (so that it can be cached)."""
    request = context.get("request")
    count = getattr(request, "_component_count", 0) + 1
    if request is not None:
        request._component_count = count
        swapped = "".join(one for one in request.headers.get("HX-Target", "") if one.isalnum())
        return f"{prefix}-{swapped}{count}"
    return f"{prefix}-{count}"


@register.inclusion_tag("interface/components/number.html", takes_context=True)
def number(context: Context, value: Any = None, size: str = "cell", **given: Any) -> dict[str, Any]:
    """One figure with all that can be asked of it; see components.md."""
    figure = _figure(value, given)
    text, unit, full = _texts(figure)
    goal = met(figure.value, figure.target, figure.target_rule)
    details = _details(figure, full)
    return {
        "figure": figure,
        "size": size,
        "text": text,
        "unit": unit,
        "attached": unit.startswith("%") and lang() == "en",
        "is_missing": figure.value is None and figure.parts is None,
        "details": details,
        "tip": unique(context, "tip") if details else "",
        "standing": rules.sign(figure.standing) if figure.standing else None,
        "standing_shape": shape(figure.standing) if figure.standing else "",
        "standing_word": rules.word(figure.standing, lang()) if figure.standing else "",
        "change": rules.format_change(figure.change, figure.decimals, lang(), figure.change_unit)
        if figure.change is not None
        else "",
        "change_good": good_change(figure.change, figure.better),
        "change_up": figure.change is not None and figure.change > 0,
        "goal": goal,
        "target": _target(figure),
        "as_of": _when(figure.as_of),
        "completeness": _completeness(figure),
        "spark": _spark(figure) if size in {"tile", "wall"} and figure.points else None,
    }


def _figure(value: Any, given: dict[str, Any]) -> Figure:
    unknown = set(given) - _FIELDS
    if unknown:
        raise TypeError(f"number has no argument {', '.join(sorted(unknown))}")
    figure = value if isinstance(value, Figure) else Figure(value if value != "" else None)
    changes = {name: one for name, one in given.items() if one is not None or name == "value"}
    return replace(figure, **changes) if changes else figure


def _texts(figure: Figure) -> tuple[str, str, str]:
    """What is shown, its unit, and the full form one hover away ("" when nothing is hidden)."""
    if figure.parts is not None:
        short = rules.format_ratio(*figure.parts, lang(), 1 if figure.decimals is None else figure.decimals)
        return short.text, short.unit, short.full
    if figure.money and figure.value is not None:
        short = rules.format_money(int(figure.value), lang())
        return short.text, short.unit, short.full if short.shortened else ""
    text = rules.format_number(figure.value, figure.decimals, lang(), signed=figure.signed)
    return text, figure.unit if figure.value is not None else "", ""


def _details(figure: Figure, full: str) -> list[tuple[str, str]]:
    """What hover and focus tell: pairs of word and value."""
    if figure.value is None and figure.parts is None:
        reason = figure.missing or _("Nothing has been reported.")
        rows = [(_("No figure"), reason)]
    else:
        rows = [(_("In full"), full)]
    rows += [
        (_("Period"), figure.period),
        (_("As of"), _when(figure.as_of)),
        (_("Reported by"), figure.reporter),
        (_("Vintage"), figure.vintage),
        (_("Target"), _target(figure)),
        (_("Standing"), rules.word(figure.standing, lang()) if figure.standing else ""),
        (_("Source"), figure.source),
        (_("Complete"), _completeness(figure)),
    ]
    return [(word, text) for word, text in rows if text]


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    text = rules.join_unit(rules.format_number(figure.target, figure.decimals, lang()), figure.unit, lang())
    if figure.target_rule == "at_most":
        return _("at most %(value)s") % {"value": text}
    if figure.target_rule == "at_least":
        return _("at least %(value)s") % {"value": text}
    return text


def _when(as_of: date | datetime | None) -> str:
    if as_of is None:
        return ""
    if isinstance(as_of, datetime):
        return rules.format_datetime(as_of, lang())
    return rules.format_date(as_of, lang())


def _completeness(figure: Figure) -> str:
    return f"{figure.completeness[0]}/{figure.completeness[1]}" if figure.completeness else ""


def _spark(figure: Figure) -> dict[str, Any]:
    return _spark_context(figure.points, figure.target, figure.label, figure.unit, figure.decimals, 160, 44)


def _spark_context(
    points: Sequence[Numeric | None],
    target: Numeric | None,
    label: str,
    unit: str,
    decimals: int | None,
    width: int,
    height: int,
) -> dict[str, Any]:
    known = [one for one in points if one is not None]
    spoken = ""
    if known:
        first, last = (
            rules.join_unit(rules.format_number(one, decimals, lang()), unit, lang())
            for one in (known[0], known[-1])
        )
        spoken = _("%(label)s: from %(first)s to %(last)s over %(count)s periods") % {
            "label": label,
            "first": first,
            "last": last,
            "count": len(points),
        }
    return {"drawing": rules.spark(points, width, height, target), "spoken": spoken}


@register.inclusion_tag("interface/components/sparkline.html")
def sparkline(
    points: Sequence[Numeric | None],
    label: str = "",
    target: Numeric | None = None,
    unit: str = "",
    decimals: int | None = None,
    width: int = 160,
    height: int = 44,
) -> dict[str, Any]:
    """A small line of the periods, with the target and a sentence for who cannot see it."""
    return {"spark": _spark_context(points, target, label, unit, decimals, width, height)}


@register.inclusion_tag("interface/components/bullet.html")
def bullet(
    value: Numeric | None,
    target: Numeric | None = None,
    maximum: Numeric | None = None,
    unit: str = "",
    decimals: int | None = None,
    state: str = "",
    label: str = "",
    rule: str = "at_least",
) -> dict[str, Any]:
    """A bar against its target line; coloured by `state`, or by whether the target is met."""
    figure = Figure(value, unit=unit, decimals=decimals, target=target, target_rule=rule)
    reached = met(value, target, rule)
    found = state or ("" if reached is None else "in_time" if reached else "due_soon")
    text = rules.join_unit(rules.format_number(value, decimals, lang()), unit, lang())
    return {
        "drawing": rules.bullet(value, target, maximum),
        "css": rules.sign(found).css if found else "plain",
        "label": label,
        "text": text,
        "target": _target(figure),
    }


@register.inclusion_tag("interface/components/state.html")
def state(value: Any, label: str = "", size: str = "cell") -> dict[str, Any]:
    """Shape and word in the state's colour; `size="shape"` keeps the word for the ear only."""
    letter = rules.sign(value)
    return {"sign": letter, "shape": shape(letter.key), "word": label or letter.word(lang()), "size": size}


@register.simple_tag(name="shape")
def shape_tag(value: Any) -> SafeString:
    """The bare shape of a state, where its word already stands beside it."""
    return shape(value)


@register.inclusion_tag("interface/components/state.html")
def standing(value: Any) -> dict[str, Any]:
    """Whether a figure is claimed, verified or refuted."""
    return state(value)


@register.inclusion_tag("interface/components/clock.html")
def clock(
    due: date | datetime | None,
    now: datetime | None = None,
    state: Any = "",
    done_at: datetime | None = None,
    size: str = "cell",
) -> dict[str, Any]:
    """Time left in words: Còn 3 giờ, Quá hạn 2 ngày."""
    key = rules.state_key(state) if state else ""
    due = due or None
    left = rules.time_left(due, now or clocks.now(), lang(), state=key, done_at=done_at or None)
    letter = rules.sign(left.state)
    iso = due.isoformat() if due is not None else ""
    return {"left": left, "sign": letter, "shape": shape(letter.key), "iso": iso, "size": size}


@register.simple_tag
def simulated() -> SafeString:
    """The badge of everything made up for demonstration, in both languages always."""
    return format_html('<span class="badge badge-simulated">{}</span>', "Số liệu mô phỏng / Simulated")


@register.inclusion_tag("interface/components/claimed_verified.html", takes_context=True)
def claimed_verified(
    context: Context,
    claimed: Numeric | None,
    verified: Numeric | None,
    unit: str = "",
    decimals: int | None = None,
    href: str = "",
) -> dict[str, Any]:
    """What a body says beside what the records say, and the gap between them."""
    gap = verified - claimed if claimed is not None and verified is not None else None  # type: ignore[operator]
    differs = gap is not None and rules.format_number(gap, decimals, lang()) != rules.format_number(
        0, decimals, lang()
    )
    return {
        "request": context.get("request"),
        "claimed": claimed,
        "verified": verified,
        "unit": unit,
        "decimals": decimals,
        "href": href,
        "claimed_shape": shape("claimed"),
        "verified_shape": shape("refuted" if differs else "verified"),
        "verified_css": "refuted" if differs else "verified",
        "gap": rules.format_change(gap, decimals, lang(), unit) if differs else "",
        "claimed_text": rules.join_unit(rules.format_number(claimed, decimals, lang()), unit, lang()),
        "verified_text": rules.join_unit(rules.format_number(verified, decimals, lang()), unit, lang()),
    }
