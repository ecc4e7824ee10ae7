"""Statistics as somebody printed them: what adds up, what is missing, and how each percentage can be rebuilt.

Published rates divide by different totals and are rounded in different ways (domain sheet, section 8). First to read: `judge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules.arithmetic import Counts, Rate, RateName, Rounding, percent


@dataclass(frozen=True, slots=True)
class Published:
    """One line of statistics as somebody printed it; None where the source says nothing.

    `rates`: printed percentages, each with its number of decimal places kept in the Decimal. `list_of`/`listed`: a total
    that the source broke down by body, and the sum of the bodies it names.
    """

    all: int | None = None
    done: int | None = None
    done_in_time: int | None = None
    done_late: int | None = None
    open: int | None = None
    open_in_term: int | None = None
    open_overdue: int | None = None
    withdrawn: int = 0
    transferred: int = 0
    regular: int = 0
    rates: tuple[Decimal, ...] = ()
    list_of: int | None = None
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that does not hold in a published line. `code` is for programs, `text` for people."""

    code: str
    text: Text
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a printed percentage can be rebuilt: which rate, rounded how."""

    rate: RateName
    rule: Rounding


def counts_of(line: Published) -> Counts | None:
    """The counts that a line gives or implies; None where a rate would have to be guessed from too little."""
    overdue = line.open_overdue
    done = line.done if line.done is not None else _sum(line.done_in_time, line.done_late)
    if overdue is None or (done is None and line.all is None):
        return None
    in_term = line.open_in_term
    if in_term is None and line.open is not None:
        in_term = line.open - overdue
    if done is None and line.all is not None and in_term is not None:
        done = line.all - in_term - overdue - line.withdrawn - line.transferred
    if done is None or in_term is None:
        return None
    late = line.done_late or 0
    return Counts(done - late, late, in_term, overdue, line.withdrawn, line.transferred, line.regular)


def explain(printed: Decimal, line: Published) -> list[Explanation]:
    """Every named rate and rounding that gives this percentage from the line's counts; none: it cannot be rebuilt."""
    places = max(0, -int(printed.as_tuple().exponent))
    found = []
    for name, exact in _fractions(line):
        for rule in Rounding:
            if percent(exact, rule, places) == printed:
                found.append(Explanation(name, rule))
    return found


def judge(line: Published) -> list[Doubt]:
    """What does not hold in a published line: sums, missing tasks, transposed digits, rates that cannot be rebuilt."""
    found = [*_sums(line)]
    if not any((line.all, line.done, line.open_overdue)):
        if line.rates:
            found.append(
                Doubt(
                    "rates_only",
                    Text(
                        "Nguồn chỉ cho tỷ lệ, không cho số đếm: không lập lại được.",
                        "The source gives rates and no counts: nothing can be rebuilt.",
                    ),
                )
            )
        return found
    for printed in line.rates:
        ways = explain(printed, line)
        if not ways:
            found.append(_not_rebuilt(printed))
        elif all(one.rule is not Rounding.HALF_UP for one in ways):
            found.append(_not_rounded(printed, ways[0]))
    return found


def rate_of(line: Published, name: RateName) -> Rate | Doubt:
    """A rate of a published line, or why none is printed: a line whose parts do not add up has no rate (S18: 39 missing)."""
    wrong = next((one for one in _sums(line) if one.code == "unbalanced"), None)
    if wrong is not None:
        return wrong
    counts = counts_of(line)
    if counts is None:
        return Doubt(
            "too_little",
            Text(
                "Nguồn cho quá ít số đếm để tính tỷ lệ này.", "The source gives too few counts for this rate."
            ),
        )
    return counts.rate(name)


def closing_rush(before: Published, after: Published) -> int:
    """Tasks closed between two lines of one series: 258 in four days before a meeting (October 2025)."""
    return (after.done or 0) - (before.done or 0)


def transposed(value: int, missing: int) -> int | None:
    """The number that two neighbouring digits of `value` changed about would give, when it makes up what is missing."""
    digits = str(value)
    for place in range(len(digits) - 1):
        swapped = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
        if missing and swapped - value == missing:
            return swapped
    return None


def _fractions(line: Published) -> list[tuple[RateName, Fraction]]:
    counts = counts_of(line)
    if counts is not None:
        rates = [counts.rate(name) for name in RateName]
    else:
        rates = []
        if line.open_overdue is not None and line.all:
            rates.append(Rate(RateName.R2, line.open_overdue, line.all))
        if line.done is not None and line.open_overdue is not None:
            due = line.done + line.open_overdue
            rates += [
                Rate(RateName.R1, line.open_overdue, due),
                Rate(RateName.DONE_OF_DUE, line.done, due),
            ]
        if line.done is not None and line.all:
            rates.append(Rate(RateName.DONE, line.done, line.all))
    return [(one.name, one.fraction) for one in rates if one.fraction is not None]


def _sums(line: Published) -> Sequence[Doubt]:
    found: list[Doubt] = []
    done = _sum(line.done_in_time, line.done_late)
    if done is not None and line.done is not None and done != line.done:
        found.append(_unbalanced("D = Di + Dl", line.done, done))
    opened = _sum(line.open_in_term, line.open_overdue)
    if opened is not None and line.open is not None and opened != line.open:
        found.append(_unbalanced("O = Ot + Oo", line.open, opened))
    done = line.done if line.done is not None else done
    opened = line.open if line.open is not None else opened
    if line.all is not None and done is not None and opened is not None:
        parts = done + opened + line.withdrawn + line.transferred + line.regular
        if parts != line.all:
            found.append(_unbalanced("A = D + O", line.all, parts))
            found += _typing_errors(line, line.all - parts)
    if line.list_of is not None and line.listed is not None and line.listed != line.list_of:
        found.append(
            Doubt(
                "list_cut",
                Text(
                    f"Danh sách trong nguồn cộng được {line.listed} trên {line.list_of}: danh sách bị cắt.",
                    f"The source's list adds up to {line.listed} of {line.list_of}: the list is cut.",
                ),
                line.list_of - line.listed,
            )
        )
    return found


def _typing_errors(line: Published, missing: int) -> list[Doubt]:
    found = []
    for value in (line.done, line.done_in_time, line.done_late, line.open_in_term, line.open_overdue):
        meant = transposed(value, missing) if value is not None else None
        if value is not None and meant is not None:
            found.append(
                Doubt(
                    "transposed",
                    Text(
                        f"{value} có thể bị đảo chữ số: với {meant} thì cân.",
                        f"{value} may have its digits changed about: with {meant} the line balances.",
                    ),
                    meant,
                )
            )
    return found


def _unbalanced(rule: str, said: int, summed: int) -> Doubt:
    missing = said - summed
    return Doubt(
        "unbalanced",
        Text(
            f"{rule}: nguồn ghi {said}, cộng được {summed}; {abs(missing)} nhiệm vụ {'không rõ' if missing > 0 else 'bị tính thừa'}.",
            f"{rule}: the source says {said}, the parts add up to {summed}; {abs(missing)} tasks {'unaccounted for' if missing > 0 else 'counted too often'}.",
        ),
        missing,
    )


def _not_rebuilt(printed: Decimal) -> Doubt:
    return Doubt(
        "not_rebuilt",
        Text(
            f"Không lập lại được {printed} % từ số đếm của nguồn.",
            f"{printed} % cannot be rebuilt from the source's counts.",
        ),
    )


def _not_rounded(printed: Decimal, way: Explanation) -> Doubt:
    how = {
        Rounding.TRUNCATED: Text("cắt bỏ phần lẻ", "cut off, not rounded"),
        Rounding.COMPLEMENT: Text("lấy 100 trừ phần đã cắt", "100 less a truncated rest"),
        Rounding.HALF_UP: Text("làm tròn", "rounded"),
    }[way.rule]
    return Doubt(
        "not_rounded",
        Text(
            f"{printed} % chỉ ra được từ {way.rate.value} khi {how.vi}.",
            f"{printed} % comes out of {way.rate.value} only as {how.en}.",
        ),
    )


def _sum(*parts: int | None) -> int | None:
    given = [one for one in parts if one is not None]
    return sum(given) if len(given) == len(parts) else None
