"""The language of formulas and checks: never anything but an ExpressionError, and the same as plain arithmetic."""

import re
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.reporting.rules import expressions
from dieuhanh.reporting.rules.expressions import Cell, ExpressionError, Total, Type, When, evaluate, parse

CELLS = {"a": Decimal(4), "b": Decimal("2.5"), "zero": Decimal(0), "unknown": None}


def read(one: Cell | Total) -> Decimal | None:
    if isinstance(one, Total):
        return Decimal(100)
    if one.row:
        return Decimal(7)
    if one.when is When.PREVIOUS:
        return Decimal(3)
    if one.when is When.LAST_YEAR:
        return None
    return CELLS[one.name]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", Decimal(9)),
        ("(a + b) * 2", Decimal(13)),
        ("-a - -b", Decimal("-1.5")),
        ("a / zero", None),
        ("a / zero > 1", None),
        ("a + unknown", None),
        ("total.a", Decimal(7)),
        ("sum(a)", Decimal(100)),
        ("sum(a, b)", Decimal("6.5")),
        ("previous(a) * 2", Decimal(6)),
        ("same_period_last_year(a) > 0", None),
        ("min(a, b) = 2.5 and max(a, b) == 4", True),
        ("abs(b - a)", Decimal("1.5")),
        ("round(b / a, 2)", Decimal("0.62")),
        ("if(a > b, 1, unknown)", Decimal(1)),
        ("if(unknown > 1, 1, 2)", None),
        ("a > b or unknown > 1", True),
        ("a < b and unknown > 1", False),
        ("a > b and unknown > 1", None),
        ("not (a <> b)", False),
        ("not unknown = 1", None),
        ("0.1 + 0.2 = 0.3", True),
    ],
)
def test_it_computes(text: str, value: object) -> None:
    assert evaluate(parse(text), read) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "a +", "(a", "a)", "a b", "1 < 2 < 3", "a and 1", "not a", "if(a, 1, 2)", "if(a > 1, 1, a > 2)",
     "f(a)", "previous(a + 1)", "previous(previous(a))", "previous()", "abs(a, b)", "abs()", "a.b.c", "a.", ".a",
     "1.", "1e5", "a; b", "__import__('os')", "a[0]", "a ** 2", "a % 2", "'x'", "lambda: 1", "round(a, b)",
     "(" * 200 + "a" + ")" * 200, "a+" * 400 + "a", "9" * 31, "and", "a or", "true + 1"],
)  # fmt: skip
def test_it_refuses_what_is_not_of_the_language(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.text.vi
    assert caught.value.text.en


def test_a_column_may_be_called_like_a_function() -> None:
    assert parse("a.sum + if").type is Type.NUMBER


def test_it_refuses_names_that_the_form_has_not_and_the_wrong_type() -> None:
    names = frozenset({"a"})
    for text in ("b > 1", "sum(b) > 1", "z.a > 1", "r.b > 1"):
        with pytest.raises(ExpressionError, match="no "):
            parse(text, names=names, rows=frozenset({"r"}), columns=names)
    with pytest.raises(ExpressionError, match="true or false"):
        parse("a + 1", gives=Type.BOOLEAN)


@given(st.text(max_size=80) | st.text("ab01. +-*/()<>=,and or not if(sum", max_size=80))
@settings(max_examples=600, deadline=None)
def test_whatever_is_written_is_an_expression_or_an_expression_error(text: str) -> None:
    try:
        found = parse(text)
    except ExpressionError:
        return
    evaluate(found, lambda one: Decimal("1e30"))


numbers = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda value: format(value, "f"))


@st.composite
def arithmetic(draw: st.DrawFn, depth: int = 4) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(numbers | st.sampled_from(["a", "b", "zero"]))
    left, right = draw(arithmetic(depth=depth - 1)), draw(arithmetic(depth=depth - 1))
    return f"({left} {draw(st.sampled_from('+-*/'))} {right})"


def reference(text: str) -> Decimal | None:
    """The same text by Python's own arithmetic; only texts that `arithmetic` wrote get here."""
    python = re.sub(r"\d+\.\d+|\d+", lambda found: f"Decimal('{found[0]}')", text)
    with localcontext(expressions._ARITHMETIC):
        try:
            return eval(python, {"Decimal": Decimal, **CELLS})
        except (DivisionByZero, InvalidOperation):
            return None


@given(arithmetic())
@settings(max_examples=300, deadline=None)
def test_it_agrees_with_plain_decimal_arithmetic(text: str) -> None:
    try:
        found = parse(text)
    except ExpressionError:
        return
    assert evaluate(found, read) == reference(text)
