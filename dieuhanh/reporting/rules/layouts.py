"""Reading a form's layout from data: everything that is wrong with it at once, or the layout."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dieuhanh.deadlines.rules.text import RuleFault, Text

from .expressions import ExpressionError, Type, When, parse
from .forms import COMPUTED, HEADING, INPUT, ITEM, PREFILLED, TOTAL, Check, Column, Layout, Row

SCOPES = ("row", "column", "cell", "table")
LEVELS = ("error", "warning")
MOST_ROWS, MOST_COLUMNS, MOST_CHECKS = 2000, 60, 200


class LayoutInvalid(ValueError):
    """Data that describes no form; `faults` says everything that is wrong at once."""

    def __init__(self, faults: list[RuleFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.text.en for fault in faults))


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


def read_layout(data: Mapping[str, Any]) -> Layout:
    """The layout that `data` describes. Raises `LayoutInvalid` with every fault of `check_layout`."""
    if faults := check_layout(data):
        raise LayoutInvalid(faults)

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
