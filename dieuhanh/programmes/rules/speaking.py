"""Of whom a figure may be given. What a ministry says of itself is no figure of the nation: nobody would count it."""

from __future__ import annotations

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.programmes.rules.verdicts import Scope


def counts(scope: Scope, *, of_nation: bool, published: bool) -> bool:
    """Whether a figure would be counted: a target over the nation takes one of the nation, as published, and no other."""
    return scope is not Scope.NATION or (of_nation and published)


def counts_nowhere(office: Text, nation: str) -> Text:
    """The refusal, and who may give the figure. `nation`: the code of the Government's body, to which it belongs."""
    return Text(
        f"Chỉ tiêu này tính cho cả nước, không tính theo số của từng cơ quan. Chỉ {office.vi} ghi số đã công bố của cả nước "
        f"(mã {nation}), kèm nguồn.",
        f"This target is over the nation and counts no body's own figure. Only {office.en} enters what was published of the "
        f"nation (code {nation}), with its source.",
    )
