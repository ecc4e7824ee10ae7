"""A fixed table: rows by columns, which indicator each cell is, its formulas and its checks.

The layout is data (see `reference/forms/*.json`), versioned, and copied by reference into every
assignment. Three questions are answered, all pure: is a layout sound (`layouts.check_layout`), what
follows from the cells given (`filled.complete`), and what is wrong with them (`filled.check`).

Scopes of a check: `row` (names are columns, once for each row), `column` (names are rows, once for
each column named), `cell` (`value` is the cell at hand, for each column named), `table` (`row.column`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.interface.rules.numbers import format_number

from .expressions import Call, Cell, Expression, When

Place = tuple[str, str]
"""A cell's row key and column key."""
Cells = dict[Place, Decimal | None]
History = Mapping[tuple[When, str, str], Decimal | None]
"""What the same cells held in earlier periods, by (when, row, column)."""

INPUT, PREFILLED, COMPUTED = "input", "prefilled", "computed"
TOTAL, ITEM, HEADING = "total", "item", "heading"


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


def shown(value: Decimal, lang: str) -> str:
    """A number with the decimals it has, as people of that language write it."""
    exponent = value.normalize().as_tuple().exponent
    return format_number(value, max(0, -exponent if isinstance(exponent, int) else 0), lang)
