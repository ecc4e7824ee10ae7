"""The language of a form's formulas and checks: small, safe, typed; parsed here, never evaluated by Python.

    resolved_late <= 0.05 * resolved_total                      (scope "row": names are columns)
    total == sum(land, health, education)                       (scope "column": names are rows)
    abs(value - previous(value)) <= 0.5 * previous(value)       (scope "cell": the cell at hand)
    total.plan == 0 or sum(in_period) > 0                       (scope "table": row.column)

What a bare name stands for is the scope's matter (`rules.filled`); `row.column` is that cell in every
scope. `sum(name)` with one bare name adds the table's entered rows in that column.
`previous(x)` and `same_period_last_year(x)` read the cell `x` in an earlier period.

Numbers are decimals. A value that is missing is **unknown** and makes what is computed from it
unknown; so does a division by zero. `and`, `or` and `if` look past an unknown that cannot matter.
A check that is unknown neither passes nor fails. First function to read: `parse`, then `evaluate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text

LONGEST = 600
MOST_NODES = 200
DEEPEST = 40
MOST_DIGITS = 30
_ARITHMETIC = Context(
    prec=50,
    rounding=ROUND_HALF_EVEN,
    Emax=9999,
    Emin=-9999,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)


class Type(StrEnum):
    """What an expression gives."""

    NUMBER = "number"
    BOOLEAN = "boolean"


Value = Decimal | bool | None
"""A number, a truth, or None: unknown."""


class ExpressionError(ValueError):
    """The text is not an expression of the language; `text` says what is wrong, `position` where (from 0)."""

    def __init__(self, vi: str, en: str, position: int = 0) -> None:
        self.text = Text(vi, en)
        self.position = position
        super().__init__(en)


class When(StrEnum):
    """In which period a cell is read."""

    NOW = "now"
    PREVIOUS = "previous"
    LAST_YEAR = "same_period_last_year"


@dataclass(frozen=True, slots=True)
class Number:
    """A literal."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what a bare name stands for (`row` None), or the column `name` of a named row."""

    name: str
    row: str | None = None
    when: When = When.NOW


@dataclass(frozen=True, slots=True)
class Total:
    """A column added over the rows that are entered."""

    name: str
    when: When = When.NOW


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function with its operands."""

    name: str
    operands: tuple[Node, ...]


Node = Number | Truth | Cell | Total | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed and type-checked text."""

    text: str
    root: Node
    type: Type

    def cells(self) -> Iterator[Cell | Total]:
        """Every cell and total it reads."""
        yield from _reads(self.root)


def parse(
    text: str,
    *,
    names: frozenset[str] | None = None,
    rows: frozenset[str] | None = None,
    columns: frozenset[str] | None = None,
    gives: Type | None = None,
) -> Expression:
    """Read and type-check an expression.

    Args:
        names: the bare names allowed (None: any); `rows`, `columns`: those allowed in `row.column`.
        gives: the type it must give.

    Raises:
        ExpressionError: and nothing else, whatever the text.
    """
    if not isinstance(text, str) or not text.strip():
        raise ExpressionError("Công thức đang trống.", "The expression is empty.")
    if len(text) > LONGEST:
        raise ExpressionError(
            f"Công thức dài quá {LONGEST} ký tự.", f"The expression is longer than {LONGEST} characters."
        )
    root = _Parser(text).whole()
    given = _type_of(root)
    if gives is not None and given is not gives:
        vi = (
            "Công thức phải cho ra một số."
            if gives is Type.NUMBER
            else "Điều kiện phải cho ra đúng hoặc sai."
        )
        en = (
            "The formula must give a number."
            if gives is Type.NUMBER
            else "The check must give true or false."
        )
        raise ExpressionError(vi, en)
    for read in _reads(root):
        _check_names(read, names, rows, columns)
    return Expression(text, root, given)


def _check_names(
    read: Cell | Total,
    names: frozenset[str] | None,
    rows: frozenset[str] | None,
    columns: frozenset[str] | None,
) -> None:
    row = read.row if isinstance(read, Cell) else None
    allowed = columns if row is not None else names
    if allowed is not None and read.name not in allowed:
        raise ExpressionError(f"Không có “{read.name}” trong biểu.", f"The form has no “{read.name}”.")
    if rows is not None and row is not None and row not in rows:
        raise ExpressionError(f"Không có dòng “{row}” trong biểu.", f"The form has no row “{row}”.")


def _reads(node: Node) -> Iterator[Cell | Total]:
    if isinstance(node, Cell | Total):
        yield node
    elif isinstance(node, Call):
        for operand in node.operands:
            yield from _reads(operand)


# ---- reading

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark><=|>=|!=|<>|==|[-+*/()<>=.,]))"
)
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_WORDS = {"and", "or", "not", "true", "false"}


class _Parser:
    """Recursive descent, one method per level of binding; every level counts against `DEEPEST`."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                at += len(text[at:]) - len(text[at:].lstrip())
                raise ExpressionError(
                    f"Không hiểu ký hiệu “{text[at]}”.", f"The sign “{text[at]}” is not understood.", at
                )
            kind = str(found.lastgroup)
            word = found[kind]
            self.tokens.append((kind, word, found.start(kind)))
            at = found.end()
        self.tokens.append(("end", "", len(text)))
        self.place = self.depth = self.nodes = 0

    def whole(self) -> Node:
        node = self._or()
        if self._kind() != "end":
            raise self._unexpected()
        return node

    def _kind(self) -> str:
        return self.tokens[self.place][0]

    def _word(self) -> str:
        return self.tokens[self.place][1]

    def _take(self, *words: str) -> str:
        """The next sign or reserved word when it is one of `words`, else nothing."""
        kind, word, _ = self.tokens[self.place]
        if kind in {"mark", "name"} and word in words:
            self.place += 1
            return word
        return ""

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            position = self.tokens[self.place][2]
            raise ExpressionError(f"Thiếu dấu “{mark}”.", f"“{mark}” is missing.", position)

    def _unexpected(self) -> ExpressionError:
        _, word, position = self.tokens[self.place]
        if not word:
            return ExpressionError("Công thức chưa viết hết.", "The expression stops too early.", position)
        return ExpressionError(f"Không chờ “{word}” ở đây.", f"“{word}” is not expected here.", position)

    def _call(self, name: str, *operands: Node) -> Call:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ExpressionError(
                "Công thức có quá nhiều phép tính.", "The expression has too many operations."
            )
        return Call(name, operands)

    def _or(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("Công thức lồng nhau quá sâu.", "The expression is nested too deeply.")
        node = self._and()
        while self._take("or"):
            node = self._call("or", node, self._and())
        self.depth -= 1
        return node

    def _and(self) -> Node:
        node = self._not()
        while self._take("and"):
            node = self._call("and", node, self._not())
        return node

    def _not(self) -> Node:
        count = 0
        while self._take("not"):
            count += 1
        node = self._comparison()
        for _ in range(count):
            node = self._call("not", node)
        return node

    def _comparison(self) -> Node:
        node = self._sum()
        mark = self._take(*_COMPARISONS)
        if not mark:
            return node
        node = self._call(_COMPARISONS[mark], node, self._sum())
        if self._word() in _COMPARISONS:
            position = self.tokens[self.place][2]
            raise ExpressionError(
                "Chỉ so sánh hai vế; hãy nối bằng and.", "Compare two sides only; join with and.", position
            )
        return node

    def _sum(self) -> Node:
        node = self._product()
        while mark := self._take("+", "-"):
            node = self._call(mark, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while mark := self._take("*", "/"):
            node = self._call(mark, node, self._signed())
        return node

    def _signed(self) -> Node:
        count = 0
        while mark := self._take("-", "+"):
            count += mark == "-"
        node = self._atom()
        return self._call("negate", node) if count % 2 else node

    def _atom(self) -> Node:
        kind, word, position = self.tokens[self.place]
        if kind == "number":
            self.place += 1
            if len(word) > MOST_DIGITS:
                raise ExpressionError("Số quá dài.", "The number is too long.", position)
            return Number(Decimal(word))
        if self._take("("):
            node = self._or()
            self._need(")")
            return node
        if kind != "name" or word in {"and", "or", "not"}:
            raise self._unexpected()
        self.place += 1
        if word in {"true", "false"}:
            return Truth(word == "true")
        if self._take("("):
            return self._function(word, position)
        if self._take("."):
            return Cell(self._name(), word)
        return Cell(word)

    def _name(self) -> str:
        kind, word, _ = self.tokens[self.place]
        if kind != "name" or word in _WORDS:
            raise self._unexpected()
        self.place += 1
        return word

    def _function(self, name: str, position: int) -> Node:
        operands: list[Node] = []
        if not self._take(")"):
            operands.append(self._or())
            while self._take(","):
                operands.append(self._or())
            self._need(")")
        if name in {"previous", "same_period_last_year"}:
            return _earlier(name, operands, position)
        if name == "sum" and len(operands) == 1 and isinstance(operands[0], Cell) and operands[0].row is None:
            return Total(operands[0].name, operands[0].when)
        if name not in _FUNCTIONS:
            raise ExpressionError(f"Không có hàm “{name}”.", f"There is no function “{name}”.", position)
        low, high = _FUNCTIONS[name]
        if not low <= len(operands) <= high:
            raise ExpressionError(
                f"Hàm “{name}” có số tham số không đúng.",
                f"“{name}” has the wrong number of operands.",
                position,
            )
        return self._call(name, *operands)


_FUNCTIONS = {"sum": (1, 60), "min": (1, 60), "max": (1, 60), "abs": (1, 1), "round": (1, 2), "if": (3, 3)}


def _earlier(name: str, operands: list[Node], position: int) -> Node:
    one = operands[0] if len(operands) == 1 else None
    if isinstance(one, Cell) and one.when is When.NOW:
        return Cell(one.name, one.row, When(name))
    if isinstance(one, Total) and one.when is When.NOW:
        return Total(one.name, When(name))
    raise ExpressionError(
        f"Trong {name}(…) chỉ ghi một ô hoặc một cột.", f"{name}(…) takes one cell or one column.", position
    )


# ---- types

_NUMBERS_TO_NUMBER = {"+", "-", "*", "/", "negate", "sum", "min", "max", "abs", "round"}
_NUMBERS_TO_BOOLEAN = {"=", "!=", "<", "<=", ">", ">="}


def _type_of(node: Node) -> Type:
    if isinstance(node, Number | Cell | Total):
        return Type.NUMBER
    if isinstance(node, Truth):
        return Type.BOOLEAN
    given = [_type_of(operand) for operand in node.operands]
    if node.name == "if":
        _need_type(given[:1], Type.BOOLEAN, node.name)
        _need_type(given[2:], given[1], node.name)
        return given[1]
    if node.name in {"and", "or", "not"}:
        _need_type(given, Type.BOOLEAN, node.name)
        return Type.BOOLEAN
    _need_type(given, Type.NUMBER, node.name)
    if node.name == "round" and len(node.operands) == 2 and not _is_places(node.operands[1]):
        raise ExpressionError("Số chữ số làm tròn phải từ 0 đến 10.", "Round to 0 to 10 decimals.")
    return Type.BOOLEAN if node.name in _NUMBERS_TO_BOOLEAN else Type.NUMBER


def _is_places(node: Node) -> bool:
    return isinstance(node, Number) and node.value == node.value.to_integral_value() and node.value <= 10


def _need_type(given: list[Type], wanted: Type, name: str) -> None:
    if any(one is not wanted for one in given):
        vi, en = ("số", "numbers") if wanted is Type.NUMBER else ("điều kiện đúng/sai", "true or false")
        raise ExpressionError(f"“{name}” cần {vi}.", f"“{name}” needs {en}.")


# ---- computing

Read = Callable[[Cell | Total], Decimal | None]
"""Gives the value of a cell or total; None when it is unknown."""


def evaluate(expression: Expression, read: Read) -> Value:
    """The value; None when it cannot be known. Raises nothing of its own."""
    return _value(expression.root, read)


def _value(node: Node, read: Read) -> Value:
    if isinstance(node, Number | Truth):
        return node.value
    if isinstance(node, Cell | Total):
        return read(node)
    if node.name in {"and", "or"}:
        return _logic(node, read)
    if node.name == "if":
        chosen = _value(node.operands[0], read)
        return None if chosen is None else _value(node.operands[1 if chosen else 2], read)
    values = [_value(operand, read) for operand in node.operands]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    if node.name == "not":
        return not known[0]
    try:
        return _OPERATIONS[node.name](*[Decimal(value) for value in known])
    except DecimalException:
        return None


def _logic(node: Call, read: Read) -> bool | None:
    """`and` and `or` of three values: what one side settles does not wait for the other."""
    settles = node.name == "or"
    values = [_value(operand, read) for operand in node.operands]
    if any(value is settles for value in values):
        return settles
    return None if None in values else not settles


def _added(*values: Decimal) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _ARITHMETIC.add(total, value)
    return total


def _rounded(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return _ARITHMETIC.quantize(value, Decimal(1).scaleb(-int(places)))


_OPERATIONS: Mapping[str, Callable[..., Decimal | bool]] = {
    "+": _ARITHMETIC.add,
    "-": _ARITHMETIC.subtract,
    "*": _ARITHMETIC.multiply,
    "/": _ARITHMETIC.divide,
    "negate": _ARITHMETIC.minus,
    "abs": _ARITHMETIC.abs,
    "sum": _added,
    "min": min,
    "max": max,
    "round": _rounded,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
