"""A form with cells in it: what follows from those that are given, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from dieuhanh.deadlines.rules.text import Text

from .expressions import Call, Cell, Expression, Read, Total, Type, When, evaluate
from .forms import COMPUTED, HEADING, ITEM, Cells, Check, Column, Finding, History, Layout, Place, Row, shown


def complete(layout: Layout, cells: Mapping[Place, Decimal | None], history: History) -> Cells:
    """The cells with everything that follows from them: computed columns, and totals nobody wrote."""
    work = _Table(layout, cells, history)
    return {(row.key, column.key): work.value(row.key, column.key) for row, column in layout.places()}


def compute(
    layout: Layout, cells: Mapping[Place, Decimal | None], history: History, row: str, column: Column
) -> Decimal | None:
    """The value of a column's formula in one row, whatever the kind of the column; None without one."""
    if column.formula is None:
        return None
    read = _Table(layout, cells, history).reader("row", row, column.key)
    return _number(evaluate(column.formula, read), column.decimals)


class _Table:
    """One table being computed; a cell is computed once, and a circle gives unknown."""

    def __init__(self, layout: Layout, cells: Mapping[Place, Decimal | None], history: History) -> None:
        self.layout, self.cells, self.history = layout, cells, history
        self.known: Cells = {}

    def value(self, row: str, column: str) -> Decimal | None:
        place = (row, column)
        if place in self.known:
            return self.known[place]
        self.known[place] = None
        self.known[place] = found = self._find(row, column)
        return found

    def _find(self, row: str, column: str) -> Decimal | None:
        if row not in self.layout.row_of or column not in self.layout.column_of:
            return None
        one = self.layout.column_of[column]
        if one.kind == COMPUTED and one.formula is not None:
            return _number(evaluate(one.formula, self.reader("row", row, column)), one.decimals)
        given = self.cells.get((row, column))
        if given is not None:
            return given
        definition = self.layout.definitions.get((row, column))
        if definition is None:
            return None
        right = Expression("", definition.operands[1], Type.NUMBER)
        return _number(evaluate(right, self.reader("column", row, column)), None)

    def reader(self, scope: str, row: str, column: str) -> Read:
        """How names are read in a scope at a cell."""

        def read(one: Cell | Total) -> Decimal | None:
            if isinstance(one, Total):
                return self._total(one, scope, row, column)
            if one.row is not None:
                at = (one.row, one.name)
            elif scope == "column":
                at = (one.name, column)
            elif scope == "cell" and one.name == "value":
                at = (row, column)
            else:
                at = (row, one.name)
            return self.value(*at) if one.when is When.NOW else self.history.get((one.when, *at))

        return read

    def _total(self, one: Total, scope: str, row: str, column: str) -> Decimal | None:
        if scope == "column":
            return self.reader(scope, row, column)(Cell(one.name, None, one.when))
        added = Decimal(0)
        for item in self.layout.rows:
            if item.kind == ITEM:
                at = (item.key, one.name)
                value = self.value(*at) if one.when is When.NOW else self.history.get((one.when, *at))
                if value is None:
                    return None
                added += value
        return added


def _number(value: Decimal | bool | None, decimals: int | None) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    if decimals is None:
        return value
    try:
        return round(value, decimals) + Decimal(0)
    except InvalidOperation:
        return None


def check(layout: Layout, cells: Mapping[Place, Decimal | None], history: History) -> list[Finding]:
    """Everything wrong with the cells, completed first: what is missing, ranges, then the checks.

    Findings come in the order of the table; a check that cannot be known is silent.
    """
    work = _Table(layout, cells, history)
    found: list[Finding] = []
    for row, column in layout.places():
        value = work.value(row.key, column.key)
        text = _cell_fault(layout, row, column, value)
        if text is not None and not (value is None and _waits_for_parts(work, row, column)):
            found.append(Finding(layout.code, "CELL", "error", row.key, column.key, text))
    for one in layout.checks:
        found += _run(one, work)
    return sorted(found, key=lambda finding: finding.level)


def _waits_for_parts(work: _Table, row: Row, column: Column) -> bool:
    """Whether a cell is empty because a line that it adds up is: that line is told, its total comes by itself."""
    if (row.key, column.key) not in work.layout.definitions:
        return False
    return any(
        item.kind == ITEM and work.value(item.key, column.key) is None
        for item in work.layout.rows
        if item.key != row.key
    )


def _cell_fault(layout: Layout, row: Row, column: Column, value: Decimal | None) -> Text | None:
    if value is None:
        if not layout.is_entered(row, column):
            return None
        return Text("chưa có số; không phát sinh thì ghi 0.", "has no number; write 0 where there was none.")
    if column.low is not None and value < column.low:
        return _both(
            value,
            column,
            "{v} nhỏ hơn mức thấp nhất {b}.",
            "{v} is below the least possible, {b}.",
            column.low,
        )
    if column.high is not None and value > column.high:
        return _both(
            value,
            column,
            "{v} lớn hơn mức cao nhất {b}.",
            "{v} is above the most possible, {b}.",
            column.high,
        )
    if column.kind != COMPUTED and value != round(value, column.decimals):
        rounded = round(value, column.decimals)
        return _both(
            value,
            column,
            "{v} có quá nhiều chữ số lẻ; hãy ghi {b}.",
            "{v} has too many decimals; write {b}.",
            rounded,
        )
    return None


def _both(value: Decimal, column: Column, vi: str, en: str, bound: Decimal) -> Text:
    return Text(
        vi.format(v=shown(value, "vi"), b=shown(bound, "vi")),
        en.format(v=shown(value, "en"), b=shown(bound, "en")),
    )


def _run(one: Check, work: _Table) -> Iterator[Finding]:
    for row, column in _anchors(one, work.layout):
        read = work.reader(one.scope, row, column)
        if evaluate(one.condition, read) is False:
            at_row, at_column = _where(one, row, column)
            yield Finding(work.layout.code, one.code, one.level, at_row, at_column, _text(one, read))


def _anchors(one: Check, layout: Layout) -> Iterator[Place]:
    rows = [row.key for row in layout.rows if row.kind != HEADING]
    if one.scope == "table":
        yield "", ""
    elif one.scope == "row":
        yield from ((row, "") for row in rows)
    elif one.scope == "column":
        yield from (("", column) for column in one.columns)
    else:
        yield from ((row, column) for row in rows for column in one.columns)


def _where(one: Check, row: str, column: str) -> Place:
    """The cell to show the finding at: the first that the condition reads."""
    first = next((read for read in one.condition.cells() if isinstance(read, Cell)), None)
    if first is None or one.scope == "cell":
        return row, column
    if first.row is not None:
        return first.row, first.name
    return (first.name, column) if one.scope == "column" else (row, first.name)


def _text(one: Check, read: Read) -> Text:
    """The check's message; for an equation, with the two values that differ."""
    root = one.condition.root
    if not isinstance(root, Call) or root.name != "=":
        return one.message
    left, right = (evaluate(Expression("", side, Type.NUMBER), read) for side in root.operands)
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return one.message
    a_vi, b_vi, a_en, b_en = shown(left, "vi"), shown(right, "vi"), shown(left, "en"), shown(right, "en")
    return Text(
        f"{a_vi} khác {b_vi}; kiểm tra lại {a_vi} hay {b_vi}. {one.message.vi}",
        f"{a_en} differs from {b_en}; check which is right. {one.message.en}",
    )
