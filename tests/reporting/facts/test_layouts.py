"""Nothing is lost and nothing doubled when bodies merge, split and divide, nor across the two province layouts."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuhanh.config.actor import SYSTEM
from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.organisations.models import Organisation, OrganisationVersion, Succession
from dieuhanh.reporting.actions.imports import import_facts
from dieuhanh.reporting.actions.rollup import rebuild_rollup
from dieuhanh.reporting.queries.points import Question, Row, ask
from tests.factories import EARLY, government, organisation
from tests.reporting.facts.world import indicator, source, total, totals

pytestmark = pytest.mark.django_db
REFORM = date(2025, 7, 1)
MONTHS = ["2014-12", "2018-06", "2022-03", "2025-05", "2025-06", "2025-07", "2025-08"]
ACROSS = ["2025-05", "2025-06", "2025-07", "2025-08"]


@dataclass
class Land:
    """Provinces as they come and go; `standing`: key → body of those that stand now."""

    root: Organisation
    lives: list[tuple[str, Organisation, date, date | None]] = field(default_factory=list)
    standing: dict[str, Organisation] = field(default_factory=dict)
    count: int = 0

    def begin(self, on: date, code: str = "") -> str:
        self.count += 1
        key = f"K{self.count:02}"
        self.standing[key] = organisation(
            code or key, kind="province", parent=self.root, valid_from=on, key=key
        )
        self.lives.append((key, self.standing[key], on, None))
        return key

    def end(self, key: str, on: date) -> Organisation:
        body = self.standing.pop(key)
        OrganisationVersion.objects.filter(organisation=body).update(valid_to=on)
        self.lives = [
            (k, b, start, on if k == key and stop is None else stop) for k, b, start, stop in self.lives
        ]
        return body

    def follow(self, old: Organisation, new: str, kind: str, on: date, default: bool = True) -> None:
        Succession.objects.create(
            predecessor=old, successor=self.standing[new], kind=kind, effective_on=on, is_default=default, legal_document="NQ"
        )  # fmt: skip

    def merge(self, keys: list[str], on: date, keep_code: bool) -> None:
        code = OrganisationVersion.objects.get(organisation=self.standing[keys[0]]).code
        gone = [self.end(key, on) for key in keys]
        new = self.begin(on, code if keep_code else "")
        for old in gone:
            self.follow(old, new, "merged", on)

    def split(self, key: str, on: date) -> None:
        self.follow(self.standing[key], self.begin(on), "split", on, default=False)

    def divide(self, key: str, on: date) -> None:
        old = self.end(key, on)
        for n in range(2):
            self.follow(old, self.begin(on), "divided", on, default=n == 0)

    def at(self, month: str) -> list[str]:
        day = parse(month).last_day
        return [key for key, _, start, stop in self.lives if start <= day and (stop is None or stop > day)]


def build(draw: Callable[[Any], Any], root: Organisation) -> Land:
    land = Land(root)
    for _ in range(draw(st.integers(2, 5))):
        land.begin(EARLY)
    for day in (date(2016, 1, 1), date(2020, 7, 1)):
        what = draw(st.sampled_from(["merge", "split", "divide", "nothing"]))
        keys = sorted(land.standing)
        if what == "merge" and len(keys) > 1:
            land.merge(keys[:2], day, draw(st.booleans()))
        elif what == "split":
            land.split(draw(st.sampled_from(keys)), day)
        elif what == "divide":
            land.divide(draw(st.sampled_from(keys)), day)
    groups: dict[int, list[str]] = {}
    for key in sorted(land.standing):
        groups.setdefault(draw(st.integers(0, 2)), []).append(key)
    for keys in groups.values():
        if len(keys) > 1:
            land.merge(keys, REFORM, draw(st.booleans()))
    return land


def asked(layout: int | None, **more: Any) -> list[Row]:
    table = ask(Question(["P"], layout=layout, first=ACROSS[0], last=ACROSS[-1], **more), by=SYSTEM)
    return list(table.rows())


@pytest.fixture
def root() -> Organisation:
    indicator("P", over_organisations="sum", over_time="sum")
    source()
    return government()


@given(data=st.data())
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_totals_are_conserved_through_merges_splits_and_both_layouts(
    root: Organisation, data: st.DataObject
) -> None:
    with transaction.atomic():
        land = build(data.draw, root)
        amounts = st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
        values = {(key, month): data.draw(amounts) for month in MONTHS for key in land.at(month)}
        lines = "".join(
            f"@{key},P,{month},{value},NSO,2026-01-01\n" for (key, month), value in values.items()
        )
        head = "organisation,indicator,period,value,source,as_of\n"
        import_facts(io.BytesIO((head + lines).encode()), "csv", by=SYSTEM, chunk_rows=7)

        for month in MONTHS:
            here = sum((values[key, month] for key in land.at(month)), Decimal(0))
            cell = total(root, month)
            assert (cell.total, cell.reported, cell.expected) == (
                here,
                len(land.at(month)),
                len(land.at(month)),
            )
        assert total(root, "2025").total == sum(
            value for (_, month), value in values.items() if month[:4] == "2025"
        )
        for month in ACROSS:
            whole = sum((values[key, month] for key in land.at(month)), Decimal(0))
            new = [row for row in asked(34) if row.point.period == month]
            assert sum((row.point.value or Decimal(0) for row in new), Decimal(0)) == whole
            assert {row.body.key for row in new} == set(land.at("2025-08"))
            old = {
                row.stands_for or row.body.code: row.point.value or Decimal(0)
                for row in asked(63)
                if row.point.period == month
            }
            assert sum(old.values(), Decimal(0)) == whole
        kept = totals()
        rebuild_rollup(by=SYSTEM)
        assert totals() == kept
        transaction.set_rollback(True)


def test_a_merged_province_in_both_layouts_on_both_sides_of_the_reform(root: Organisation) -> None:
    land = Land(root)
    first, second, third = (land.begin(EARLY, code) for code in ("T02", "T08", "T01"))
    land.merge([second, first], REFORM, keep_code=True)
    lines = [
        f"@{first},P,2025-06,10", f"@{second},P,2025-06,20", f"@{third},P,2025-06,1", "T08,P,2025-07,33", "T01,P,2025-07,2",
    ]  # fmt: skip
    text = "organisation,indicator,period,value,source,as_of\n" + "".join(
        f"{line},NSO,2026-01-01\n" for line in lines
    )
    import_facts(io.BytesIO(text.encode()), "csv", by=SYSTEM)

    def found(layout: int, period: str) -> dict[str, tuple[Decimal | None, str]]:
        rows = [row for row in asked(layout) if row.point.period == period]
        return {row.body.code: (row.point.value, row.stands_for) for row in rows}

    assert found(63, "2025-06") == {"T01": (1, ""), "T02": (10, ""), "T08": (20, "")}
    assert found(63, "2025-07") == {"T01": (2, ""), "T02": (33, "T08"), "T08": (33, "T08")}
    assert found(34, "2025-06") == {"T01": (1, ""), "T08": (30, "")}
    assert found(34, "2025-07") == {"T01": (2, ""), "T08": (33, "")}
    joined = next(row.point for row in asked(34) if (row.body.code, row.point.period) == ("T08", "2025-06"))
    assert (joined.rolled_up, joined.reported, joined.expected) == (True, 2, 2)
