"""Published series as tidy tables, turned row by row into the columns of facts.

A table of bodies has `period, org_level, org_code, org_name, indicator, value, unit, published, status`; a table of line
items has `line, item` in place of the body. A row of the result stands in the line of the row it came from, so a fault
found later names the right one. What the catalogue lacks is proposed, marked with the file it comes from.

Levels: `national` is the country; `group` and `country` are parts of the country's figure; a `ministry` is named by its
code and a `province` by the statistics office's.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import NotAPeriod, parse
from dieuhanh.reporting.actions.indicators import NewBreakdown, NewIndicator, NewSource

COMMON = ("period", "indicator", "value", "unit", "published", "status")
BY_BODY = (*COMMON, "org_level", "org_code", "org_name")
BY_LINE = (*COMMON, "line", "item")
ROOT = "CP"
_VINTAGES = {
    "": "official",
    "final": "official",
    "estimate": "estimate",
    "revised": "revised",
    "preliminary": "preliminary",
    "plan": "plan",
}
_WHOLE = ("tổng số", "tổng trị giá", "chỉ số giá tiêu dùng", "toàn ngành công nghiệp")
_LONGEST_PART = 110
_NSO = (
    "Cục Thống kê (khi công bố: Tổng cục Thống kê)",
    "National Statistics Office (then General Statistics Office)",
)
_PUBLISHERS: dict[str, tuple[str, str]] = {
    "papi": (
        "CECODES, Mặt trận Tổ quốc Việt Nam, UNDP",
        "CECODES, Vietnam Fatherland Front, UNDP",
    ),
    "pci": (
        "Liên đoàn Thương mại và Công nghiệp Việt Nam (VCCI)",
        "Vietnam Chamber of Commerce and Industry (VCCI)",
    ),
    "provincial-budget": ("Bộ Tài chính", "Ministry of Finance"),
    "world-bank": ("Ngân hàng Thế giới", "World Bank"),
    **dict.fromkeys(
        (
            "cpi", "exports", "imports", "fdi", "gdp", "grdp", "industrial", "retail", "state-investment", "winter-spring-rice",
        ),
        _NSO,
    ),
}  # fmt: skip


@dataclass(slots=True)
class Tidy:
    """A table ready for import. `left_out`: rows that name no body at all, told and not taken."""

    path: Path
    rows: int
    facts: pl.DataFrame
    source: NewSource
    indicators: list[NewIndicator] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)


def is_tidy(header: Sequence[str]) -> bool:
    """Whether a table with these columns is one of published series."""
    return set(BY_BODY) <= set(header) or set(BY_LINE) <= set(header)


def read_tidy(path: Path, names: dict[str, tuple[str, str]]) -> Tidy:
    """Read a table; `names`: indicator → its names in both languages, where a table beside it gives them.

    Raises `Invalid` for what is no CSV in UTF-8.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False, encoding="utf8")
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        message = _("The file is not CSV in UTF-8; save it as “CSV UTF-8”.")
        raise Invalid(message, faults=[Fault(message, sheet=path.name)]) from error
    frame = frame.with_columns(pl.all().fill_null("").str.strip_chars()).with_row_index("row", 2)
    code = path.stem.upper()[:40]
    by_line = "line" in frame.columns
    frame = frame.with_columns(_part_by_line(frame) if by_line else _part_by_body(frame))
    facts = frame.select(
        (pl.lit(ROOT) if by_line else _organisation()).alias("organisation"),
        "indicator",
        _periods(frame).alias("period"),
        "part",
        "value",
        pl.col("status")
        .replace_strict(_VINTAGES, default=pl.col("status"), return_dtype=pl.String)
        .alias("vintage"),
        pl.lit(code).alias("source"),
        pl.col("published").alias("as_of"),
        "row",
        "unit",
        "organisation_name"
        if "organisation_name" in frame.columns
        else pl.lit("").alias("organisation_name"),
    ).rename({"part": "breakdown"})
    nameless = facts.filter(pl.col("organisation") == "")
    left_out = [
        Fault(
            _("“%(name)s” has no code in the table, so there is no body to give the figure to; left out.")
            % {"name": name[:60]},
            sheet=path.name,
            row=row,
            column="org_code",
            field="organisation",
            value=name[:80],
        )
        for row, name in nameless.select("row", "organisation_name").iter_rows()
    ]
    return Tidy(path, frame.height, facts, _source(code, path), _indicators(facts, names), left_out)


def _organisation() -> pl.Expr:
    level, code = pl.col("org_level"), pl.col("org_code")
    return (
        pl.when(level == "province")
        .then(pl.when(code == "").then(pl.lit("")).otherwise(pl.lit("T") + code))
        .when(level == "ministry")
        .then(code)
        .otherwise(pl.lit(ROOT))
    )


def _part_by_body(frame: pl.DataFrame) -> list[pl.Expr]:
    level = pl.col("org_level")
    part = (
        pl.when(level == "group")
        .then("org_code")
        .when(level == "country")
        .then("org_name")
        .otherwise(pl.lit(""))
    )
    return [
        part.map_elements(nfc, return_dtype=pl.String).alias("part"),
        pl.col("org_name").alias("organisation_name"),
    ]


def _part_by_line(frame: pl.DataFrame) -> pl.Series:
    """The item; the second of the same name in one publication is `… #2`, in the order of the lines."""
    keys = ["period", "published", "status", "item"]
    lines = frame.select(*keys, "line").unique().sort("line")
    ranked = lines.with_columns(pl.col("line").cum_count().over(keys).alias("n"))
    joined = frame.join(ranked, on=[*keys, "line"], how="left", maintain_order="left")
    texts = [
        _part(item) + (f" #{n}" if n > 1 else "") for item, n in zip(joined["item"], joined["n"], strict=True)
    ]
    return pl.Series("part", texts, dtype=pl.String)


def _part(item: str) -> str:
    text = nfc(item)
    if text.casefold().startswith(_WHOLE):
        return ""
    if len(text) > _LONGEST_PART:
        mark = hashlib.sha256(text.encode()).hexdigest()[:6]
        text = f"{text[: _LONGEST_PART - 8].rstrip()}… {mark}"
    return text


def _periods(frame: pl.DataFrame) -> pl.Series:
    """A quarter is written as its last month where the indicator is one of quarters."""
    quarters = frame["indicator"].str.contains(r"(^|[_:])QUARTER([_:]|$)").to_list()
    texts = []
    for text, quarterly in zip(frame["period"].to_list(), quarters, strict=True):
        month = re.fullmatch(r"([0-9]{4})-(03|06|09|12)", text) if quarterly else None
        texts.append(f"{month[1]}-Q{int(month[2]) // 3}" if month else text)
    return pl.Series("period", texts, dtype=pl.String)


def _source(code: str, path: Path) -> NewSource:
    publisher = next(
        (names for begin, names in _PUBLISHERS.items() if path.stem.startswith(begin)),
        ("Chưa ghi cơ quan công bố", "Publisher not stated"),
    )
    return NewSource(
        code, *publisher, f"Chuỗi số liệu nạp từ tệp {path.name}", f"Series imported from the file {path.name}",
        note_vi="Nguồn: theo README của thư mục dữ liệu.", note_en="Source: see the README of the data folder.",
    )  # fmt: skip


def _indicators(facts: pl.DataFrame, names: dict[str, tuple[str, str]]) -> list[NewIndicator]:
    return [
        _indicator(str(key[0]), rows, names)
        for key, rows in facts.group_by(["indicator"], maintain_order=True)
    ]


def _indicator(code: str, rows: pl.DataFrame, names: dict[str, tuple[str, str]]) -> NewIndicator:
    """Proposed from what the table says: it does not add up over bodies or time, for the table does not say how."""
    units = rows["unit"].unique().sort().to_list()
    one_unit = units[0] if len(units) == 1 and units[0] else ""
    kinds: list[str] = []
    for text in rows["period"].unique().sort().to_list():
        try:
            kind = parse(text).kind.value
        except NotAPeriod:
            continue
        if kind not in kinds:
            kinds.append(kind)
    parts = rows.filter(pl.col("breakdown") != "").unique(["breakdown"], keep="first", maintain_order=True)
    source = str(rows["source"][0])
    vi, en = names.get(code, (code, code))
    return NewIndicator(
        code, vi, en, (one_unit or "xem từng dòng")[:80], (one_unit or "see each part")[:80], kinds or ["month"],
        decimals=_decimals(rows["value"]), status="complete",
        definition_vi=f"Lập khi nạp tệp; nguồn {source}.", definition_en=f"Made when the file was imported; source {source}.",
        breakdowns=[_breakdown(n, row, bool(one_unit)) for n, row in enumerate(parts.iter_rows(named=True))],
    )  # fmt: skip


def _breakdown(place: int, row: dict[str, Any], same_unit: bool) -> NewBreakdown:
    name = row["breakdown"] if same_unit else f"{row['breakdown']} ({row['unit']})"
    return NewBreakdown(row["breakdown"], name[:300], name[:300], sort=place)


def _decimals(values: pl.Series) -> int:
    parts = values.str.split(".").list.get(1, null_on_oob=True).str.len_chars()
    return min(8, max((int(size) for size in parts.drop_nulls().to_list()), default=0))
