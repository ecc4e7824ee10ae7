"""Charts and the map: the server chooses data and options, the page draws, a table says the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template import Library
from django.template.context import Context
from django.utils.translation import gettext as _

from dieuhanh.config.language import lang
from dieuhanh.interface import assets, rules

register = Library()


@register.inclusion_tag("interface/components/chart.html")
def chart(
    id: str,
    title: str,
    option: Mapping[str, Any],
    sentence: str = "",
    source: str = "",
    as_of: Any = None,
    headers: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
    height: str = "medium",
    simulated: bool = False,
) -> dict[str, Any]:
    """A chart with its title, sentence, source line and table twin (key `t`)."""
    return {
        "id": id,
        "title": title,
        "option": {"option": option, "lang": lang()},
        "sentence": sentence,
        "source": source,
        "as_of": _when(as_of),
        "headers": headers,
        "rows": [[_cell(one) for one in row] for row in rows],
        "height": height,
        "simulated": simulated,
    }


def _when(as_of: Any) -> str:
    if as_of is None or isinstance(as_of, str):
        return as_of or ""
    return (
        rules.format_datetime(as_of, lang()) if hasattr(as_of, "hour") else rules.format_date(as_of, lang())
    )


def _cell(value: Any) -> tuple[str, bool]:
    """A cell's text and whether it is a numeral."""
    if value is None:
        return rules.MISSING, True
    if isinstance(value, str):
        return value, False
    if isinstance(value, int | float) or hasattr(value, "quantize"):
        return rules.format_number(value, None, lang()), True
    return str(value), False


@register.inclusion_tag("interface/components/province_map.html", takes_context=True)
def province_map(
    context: Context,
    id: str,
    title: str,
    data: Mapping[str, Any],
    names: Mapping[str, str],
    layout: str = "63",
    unit: str = "",
    decimals: int | None = None,
    sentence: str = "",
    source: str = "",
    as_of: Any = None,
    periods: Sequence[tuple[str, str]] = (),
    scale: str = "quantile",
    better: str = "",
    href_pattern: str = "",
    missing: str = "",
    ranking: int = 8,
    size: str = "desk",
    simulated: bool = False,
) -> dict[str, Any]:
    """The provinces coloured by a figure, with legend, missing-data hatch, island insets, ranking and play."""
    layout = str(layout) if str(layout) in {"63", "34"} else "63"
    frames = {key: dict(data.get(key) or {}) for key, _label in periods} if periods else {"": dict(data)}
    current = frames[periods[-1][0]] if periods else frames[""]
    return {
        "request": context.get("request"),
        "id": id,
        "title": title,
        "payload": {
            "layout": layout,
            "frames": {
                key: {code: _plain(one) for code, one in frame.items()} for key, frame in frames.items()
            },
            "periods": [[key, str(label)] for key, label in periods],
            "names": {code: str(name) for code, name in names.items()},
            "unit": unit,
            "decimals": decimals,
            "scale": scale,
            "better": better,
            "href": href_pattern,
            "missing": missing or _("No data"),
            "ranking": ranking,
            "lang": lang(),
            "states": {key: letter.word(lang()) for key, letter in rules.ALPHABET.items()},
        },
        "shapes_url": assets.asset_url(f"provinces-{layout}.json"),
        "layout": layout,
        "size": size,
        "sentence": sentence,
        "source": source,
        "as_of": _when(as_of),
        "periods": periods,
        "rows": _ranked(current, names, unit, decimals),
        "credit": _("Outlines: @svg-maps/vietnam, CC BY 4.0"),
        "simulated": simulated,
    }


def _plain(value: Any) -> Any:
    return float(value) if hasattr(value, "quantize") else value


def _ranked(
    frame: Mapping[str, Any], names: Mapping[str, str], unit: str, decimals: int | None
) -> list[tuple[str, str]]:
    """The table twin: every province of the layout, highest first, the missing ones last."""

    def text(value: Any) -> str:
        if isinstance(value, str):
            return rules.word(value, lang())
        return rules.join_unit(rules.format_number(value, decimals, lang()), unit, lang())

    def rank(code: str) -> tuple[bool, float, str]:
        value = frame.get(code)
        known = isinstance(value, int | float) or hasattr(value, "quantize")
        return (not known, -float(value) if known and value is not None else 0.0, names[code])

    return [(str(names[code]), text(frame.get(code))) for code in sorted(names, key=rank)]


@register.inclusion_tag("interface/components/live.html")
def live(url: str, poll_url: str = "", poll_seconds: int = 10, stale_seconds: int = 30) -> dict[str, Any]:
    """The sign of a live page: connected, how old its data is, and what to think of it when the source is silent."""
    return {"url": url, "poll_url": poll_url, "poll_seconds": poll_seconds, "stale_seconds": stale_seconds}


@register.inclusion_tag("interface/components/chain.html")
def chain(
    id: str,
    title: str,
    picture: Any,
    boxes: Sequence[tuple[str, Sequence[str]]] = (),
    headers: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
    sentence: str = "",
) -> dict[str, Any]:
    """Who delivers through whom, drawn by the server.

    `picture` has `width height box_width box_height paths boxes`, a box `x y`; `boxes`: the name and at most two notes of each.
    """
    return {
        "id": id,
        "title": title,
        "picture": picture,
        "boxes": [
            {
                "x": box.x,
                "y": box.y,
                "text_x": box.x + 14,
                "name": name,
                "name_y": box.y + 28,
                "notes": [(note, box.y + 50 + 20 * at) for at, note in enumerate(notes[:2])],
            }
            for box, (name, notes) in zip(picture.boxes, boxes, strict=True)
        ],
        "headers": headers,
        "rows": rows,
        "sentence": sentence,
    }
