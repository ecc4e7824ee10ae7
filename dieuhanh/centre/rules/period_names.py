"""What a period is called within a sentence of the wall."""

from __future__ import annotations

from dieuhanh.deadlines.rules.periods import NotAPeriod, parse
from dieuhanh.deadlines.rules.text import Text


def period_name(code: str) -> Text:
    """A period's code in words: `tháng 7/2020`, `July 2020`; nothing for none, the code itself for an unknown one."""
    if not code:
        return Text("", "")
    try:
        name = parse(code).name
    except (NotAPeriod, ValueError):
        return Text(code, code)
    return Text(name.vi[:1].lower() + name.vi[1:], name.en)
