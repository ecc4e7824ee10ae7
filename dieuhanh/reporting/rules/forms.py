"""A fixed table: rows by columns, which indicator each cell is, its formulas and its checks.

The layout is data (see `reference/forms/*.json`), versioned, and copied by reference into every
assignment. Three questions are answered here, all pure: is a layout sound (`check_layout`), what
follows from the cells given (`complete`), and what is wrong with them (`check`).

Scopes of a check: `row` (names are columns, once for each row), `column` (names are rows, once for
each column named), `cell` (`value` is the cell at hand, for each column named), `table` (`row.column`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.interface.rules.numbers import format_number

from .expressions import Call, Cell, Expression, ExpressionError, Read, Total, Type, When, evaluate, parse

Place = tuple[str, str]
"""A cell's row key and column key."""
Cells = dict[Place, Decimal | None]
History = Mapping[tuple[When, str, str], Decimal | None]
"""What the same cells held in earlier periods, by (when, row, column)."""

INPUT, PREFILLED, COMPUTED = "input", "prefilled", "computed"
TOTAL, ITEM, HEADING = "total", "item", "heading"
SCOPES = ("row", "column", "cell", "table")
LEVELS = ("error", "warning")
MOST_ROWS, MOST_COLUMNS, MOST_CHECKS = 2000, 60, 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `breakdown` is the code that its cells' facts carry ("" = the whole)."""

    key: str
    label: Text
    kind: str = ITEM
    indent: int = 0
    breakdown: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `indicator` is the code that its cells' facts carry ("" = kept in the report only)."""

    key: str
    label: Text
    indicator: str = ""
    unit: Text = field(default_factory=lambda: Text("", ""))
    decimals: int = 0
    kind: str = INPUT
    formula: Expression | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that the cells must meet; an error blocks, a warning wants a note."""

    code: str
    level: str
    scope: str
    condition: Expression
    message: Text
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, at one cell."""

    form: str
    code: str
    level: str
    row: str
    column: str
    text: Text

    @property
    def key(self) -> str:
        """What a note answers: the check as a whole, wherever it struck."""
        return f"{self.form}/{self.code}"


@dataclass(frozen=True)
class Layout:
    """One version of a form, parsed."""

    code: str
    title: Text
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layout:
        """The layout that `data` describes. Raises `LayoutInvalid` with every fault of `check_layout`."""
        faults = check_layout(data)
        if faults:
            raise LayoutInvalid(faults)
        return _layout(data)

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def column_of(self) -> dict[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    def places(self) -> Iterator[tuple[Row, Column]]:
        """Every cell that holds a number, row by row."""
        for row in self.rows:
            if row.kind != HEADING:
                for column in self.columns:
                    yield row, column

    def is_entered(self, row: Row, column: Column) -> bool:
        """Whether people may write in this cell (the others are locked)."""
        return row.kind != HEADING and column.kind != COMPUTED

    @cached_property
    def definitions(self) -> dict[Place, Call]:
        """Cells that a check `cell == …` defines: filled with the right side where nobody wrote them."""
        found: dict[Place, Call] = {}
        for check in self.checks:
            root = check.condition.root
            if (
                check.scope == "column"
                and check.level == "error"
                and isinstance(root, Call)
                and root.name == "="
            ):
                left = root.operands[0]
                if isinstance(left, Cell) and left.when is When.NOW and left.row is None:
                    found.update({(left.name, column): root for column in check.columns})
        return found


class LayoutInvalid(ValueError):
    """Data that describes no form; `faults` says everything that is wrong at once."""

    def __init__(self, faults: list[RuleFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.text.en for fault in faults))


# ---- computing


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


# ---- checking


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


def shown(value: Decimal, lang: str) -> str:
    """A number with the decimals it has, as people of that language write it."""
    exponent = value.normalize().as_tuple().exponent
    return format_number(value, max(0, -exponent if isinstance(exponent, int) else 0), lang)


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


# ---- reading a layout


def check_layout(data: Mapping[str, Any]) -> list[RuleFault]:
    """Everything wrong with a layout given as JSON; empty when it is sound."""
    faults: list[RuleFault] = []
    rows, columns, checks = (data.get(name) for name in ("rows", "columns", "checks"))
    for name, given, most in (
        ("rows", rows, MOST_ROWS),
        ("columns", columns, MOST_COLUMNS),
        ("checks", checks or [], MOST_CHECKS),
    ):
        if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
            faults.append(_fault("not_a_list", name, "phải là một danh sách", "must be a list"))
        elif len(given) > most:
            faults.append(_fault("too_many", name, f"có quá {most} mục", f"has more than {most} entries"))
    if faults or not isinstance(rows, list) or not isinstance(columns, list):
        return faults
    for name in ("code", "title_vi", "title_en"):
        if not isinstance(data.get(name), str) or not data[name].strip():
            faults.append(_fault("missing", name, "chưa được ghi", "is missing"))
    faults += _check_keys("rows", rows, (TOTAL, ITEM, HEADING)) + _check_keys(
        "columns", columns, (INPUT, PREFILLED, COMPUTED)
    )
    if not faults:
        faults = _check_expressions(data)
    return faults


def _fault(code: str, name: str, vi: str, en: str) -> RuleFault:
    return RuleFault(code, name, Text(f"{name}: {vi}.", f"{name}: {en}."))


def _check_keys(name: str, given: list[Mapping[str, Any]], kinds: tuple[str, ...]) -> list[RuleFault]:
    faults = []
    seen: set[str] = set()
    for place, one in enumerate(given):
        key, at = one.get("key"), f"{name}.{place}"
        if not isinstance(key, str) or not key.isidentifier() or not key.isascii():
            faults.append(
                _fault(
                    "not_a_key",
                    at,
                    "khóa phải là chữ không dấu, số, gạch dưới",
                    "the key must be letters, digits, underscores",
                )
            )
        elif key in seen:
            faults.append(_fault("twice", at, f"khóa “{key}” có hai lần", f"the key “{key}” is there twice"))
        seen.add(str(key))
        if one.get("kind", kinds[1] if name == "rows" else kinds[0]) not in kinds:
            faults.append(_fault("not_a_kind", at, "loại không đúng", "is of no known kind"))
        if not isinstance(one.get("label_vi"), str) or not isinstance(one.get("label_en"), str):
            faults.append(
                _fault("missing", at, "thiếu tên bằng hai thứ tiếng", "needs its label in both languages")
            )
        if not isinstance(one.get("decimals", 0), int) or not 0 <= one.get("decimals", 0) <= 6:
            faults.append(_fault("decimals", at, "số chữ số lẻ phải từ 0 đến 6", "decimals must be 0 to 6"))
    if not given:
        faults.append(_fault("empty", name, "chưa có mục nào", "is empty"))
    return faults


def _check_expressions(data: Mapping[str, Any]) -> list[RuleFault]:
    faults: list[RuleFault] = []
    rows = frozenset(row["key"] for row in data["rows"])
    columns = frozenset(column["key"] for column in data["columns"])
    for place, column in enumerate(data["columns"]):
        if column.get("kind") == COMPUTED or column.get("formula"):
            faults += _try(
                f"columns.{place}.formula", column.get("formula"), columns, rows, columns, Type.NUMBER
            )
    for place, one in enumerate(data.get("checks") or []):
        at = f"checks.{place}"
        if one.get("scope") not in SCOPES or one.get("level") not in LEVELS or not one.get("code"):
            faults.append(
                _fault("not_a_check", at, "thiếu mã, phạm vi hoặc mức", "needs code, scope and level")
            )
            continue
        if not set(one.get("columns") or ()) <= columns or (
            one["scope"] in {"column", "cell"} and not one.get("columns")
        ):
            faults.append(
                _fault("no_columns", at, "các cột phải có trong biểu", "its columns must be of the form")
            )
        names = {"row": columns, "column": rows, "cell": columns | {"value"}, "table": columns}[one["scope"]]
        faults += _try(
            f"{at}.expression", one.get("expression"), frozenset(names), rows, columns, Type.BOOLEAN
        )
    return faults or _circles(data)


def _try(
    at: str, text: Any, names: frozenset[str], rows: frozenset[str], columns: frozenset[str], gives: Type
) -> list[RuleFault]:
    try:
        parse(text, names=names, rows=rows, columns=columns, gives=gives)
    except ExpressionError as error:
        return [
            RuleFault(
                "expression", at, Text(f"{at}: {error.text.vi}", f"{at}: {error.text.en}"), str(text)[:80]
            )
        ]
    return []


def _circles(data: Mapping[str, Any]) -> list[RuleFault]:
    """A computed column that, in the end, needs itself."""
    needs = {
        column["key"]: {read.name for read in parse(column["formula"]).cells() if read.when is When.NOW}
        for column in data["columns"]
        if column.get("kind") == COMPUTED
    }
    for start in needs:
        reached, todo = set(), set(needs[start])
        while todo:
            reached |= todo
            todo = {name for one in todo for name in needs.get(one, ())} - reached
        if start in reached:
            return [
                _fault("circle", start, "công thức quay vòng về chính nó", "its formula comes back to itself")
            ]
    return []


def _layout(data: Mapping[str, Any]) -> Layout:
    def text(one: Mapping[str, Any], name: str) -> Text:
        return Text(str(one.get(f"{name}_vi") or ""), str(one.get(f"{name}_en") or ""))

    def bound(value: Any) -> Decimal | None:
        return None if value in (None, "") else Decimal(str(value))

    rows = tuple(
        Row(
            row["key"],
            text(row, "label"),
            row.get("kind", ITEM),
            int(row.get("indent") or 0),
            row.get("breakdown") or "",
        )
        for row in data["rows"]
    )
    columns = tuple(
        Column(
            key=one["key"],
            label=text(one, "label"),
            indicator=one.get("indicator") or "",
            unit=text(one, "unit"),
            decimals=int(one.get("decimals") or 0),
            kind=one.get("kind", INPUT),
            formula=parse(one["formula"]) if one.get("formula") else None,
            low=bound(one.get("min")),
            high=bound(one.get("max")),
        )
        for one in data["columns"]
    )
    checks = tuple(
        Check(
            one["code"],
            one["level"],
            one["scope"],
            parse(one["expression"]),
            text(one, "message"),
            tuple(one.get("columns") or ()),
        )
        for one in data.get("checks") or []
    )
    return Layout(data["code"], text(data, "title"), rows, columns, checks)


# ---- cells as stored


def cells_to_json(cells: Mapping[Place, Decimal | None]) -> dict[str, dict[str, str]]:
    """`{row: {column: "1204.5"}}`, without the missing ones, in a fixed order and form."""
    found: dict[str, dict[str, str]] = {}
    for (row, column), value in sorted(cells.items()):
        if value is not None:
            found.setdefault(row, {})[column] = plain(value)
    return found


def cells_from_json(data: Mapping[str, Mapping[str, str]]) -> Cells:
    """The inverse of `cells_to_json`."""
    return {
        (row, column): Decimal(value) for row, columns in data.items() for column, value in columns.items()
    }


def plain(value: Decimal) -> str:
    """The number without exponent and without trailing zeros: equal numbers are written alike."""
    text = format(value.normalize(), "f")
    return "0" if text in {"-0", ""} else text
