"""How what happens in a programme is told on the wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dieuhanh.centre.rules.period_names import period_name
from dieuhanh.deadlines.rules.text import Text

TILES = ("programmes",)
_LINES: dict[str, tuple[str, str, str]] = {
    "programme.published": (
        "{who}: công bố chương trình {symbol}",
        "{who}: programme {symbol} published",
        "in_time",
    ),
    "report.reported": (
        "{who}: báo số liệu {target}, {period}",
        "{who}: figure of {target} reported for {period}",
        "claimed",
    ),
    "report.verified": (
        "{who}: số liệu {target}, {period} đã kiểm chứng",
        "{who}: figure of {target} for {period} verified",
        "verified",
    ),
    "report.refused": (
        "{who}: số liệu {target}, {period} không được chấp nhận",
        "{who}: figure of {target} for {period} refused",
        "refuted",
    ),
    "document.claimed": (
        "{who}: khai văn bản {symbol} ({programme})",
        "{who}: document {symbol} claimed ({programme})",
        "claimed",
    ),
    "document.verified": (
        "{who}: văn bản {symbol} đã kiểm chứng",
        "{who}: document {symbol} verified",
        "verified",
    ),
    "document.refused": (
        "{who}: văn bản {symbol} không được chấp nhận",
        "{who}: document {symbol} refused",
        "refuted",
    ),
    "statement.made": (
        "Tuyên bố về {programme}: {claimed}",
        "Statement about {programme}: {claimed}",
        "claimed",
    ),
}
"""By what happened to what; what is in no line only refreshes the tile."""


def tell_programme(kind: str, body: Mapping[str, Any], who: Text) -> tuple[Text, str]:
    """The sentence in both languages and the state; empty where it is not told."""
    line = _LINES.get(kind.removeprefix("programmes."))
    if line is None:
        return Text("", ""), ""
    vi, en, state = line
    said = {name: str(body.get(name) or "") for name in ("symbol", "target", "programme", "claimed")}
    period = period_name(str(body.get("period") or ""))

    def filled(pattern: str, name: str, when: str) -> str:
        for key, value in {"who": name or "–", "period": when, **said}.items():
            pattern = pattern.replace("{" + key + "}", value)
        return " ".join(pattern.split())[:400]

    return Text(filled(vi, who.vi, period.vi), filled(en, who.en, period.en)), state
