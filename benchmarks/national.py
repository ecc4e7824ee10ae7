"""A year of the whole country: 63 provinces × 100 indicators × 12 months, and what 10,035 communes owe in four quarters.

The pages that leaders and officials open most are asked for in process, so the time is the server's alone. With
`python -m benchmarks.national plans` the statements of each page are explained (`EXPLAIN ANALYZE`) and those that take
longest, or read a whole large table, are printed.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import scratch
from benchmarks.program import percentile

PROVINCES, INDICATORS, MONTHS = 63, 100, 12
QUARTERS = ("2020-Q1", "2020-Q2", "2020-Q3")
REGIME = "TTHC-QUY"
REQUESTS = 20
LIMIT_MILLISECONDS = 50.0
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "provinces"
"""Districts and communes with their succession; not part of the project (`dieuhanh import` takes the same folder)."""
LARGE_ROWS = 5_000
PAGES = {
    "wall page": ("watcher", "/wall/"),
    "wall, list under duties": ("watcher", "/wall/tiles/duties/"),
    "wall, list under map": ("watcher", "/wall/tiles/map/"),
    "reports owed, receiver": ("receiver", "/reporting/"),
    "reports owed, sought": ("receiver", "/reporting/?q=bai+chay"),
    "my work, receiver": ("receiver", "/reporting/work/"),
    "my work, commune clerk": ("commune", "/reporting/work/"),
    "indicators": ("watcher", "/reporting/indicators/"),
    "one indicator": ("watcher", "/reporting/indicators/QG-001/"),
    "API assignments": ("receiver", "/api/v1/assignments?limit=50"),
    "API facts of the year": ("watcher", "/api/v1/facts?indicator=QG-001&from=2020-01&to=2020-12"),
    "organisations": ("receiver", "/organisations/?q=phu"),
}


def run() -> list[dict[str, Any]]:
    """A row for each page; the database is made anew in a folder of its own, beside that of the other workloads."""
    if not DATA.is_dir():
        return [{"name": "national", "failed": f"{DATA} is not here"}]
    made = make()
    rows = []
    for name, (who, path) in PAGES.items():
        times = [_seconds(made[who], path) * 1000 for _request in range(REQUESTS)]
        p95 = percentile(times, 0.95)
        rows.append(
            {
                "name": f"national: {name}",
                "ratio": round(LIMIT_MILLISECONDS / p95, 2),
                "limit": f"p95 {LIMIT_MILLISECONDS:.0f} ms",
                "p95_milliseconds": round(p95, 1),
                "median_milliseconds": round(statistics.median(times), 1),
                "note": path,
            }
        )
    return rows


def _seconds(client: Any, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return taken


def make() -> dict[str, Any]:
    """The country's year, and signed-in clients for the three who look at it."""
    from django.db import connections  # after the settings

    from dieuhanh.config import clock
    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.ledger import sequencer
    from dieuhanh.organisations import units
    from dieuhanh.reporting.actions.imports import import_facts
    from dieuhanh.reporting.actions.periods import open_period

    now = datetime(2020, 10, 20, 2, tzinfo=UTC)
    clock.now = lambda: now  # type: ignore[assignment]  # the obligations of that year are judged in that year
    _say("communes")
    units.import_units(DATA, by=SYSTEM)
    _say("indicators")
    _indicators()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "year.csv"
        _write(file)
        _say("facts")
        import_facts(file, "csv", by=SYSTEM)
    first, *others = QUARTERS
    _say(f"assignments of {first}")
    open_period(REGIME, first, by=SYSTEM)
    for months, quarter in zip((3, 6), others, strict=True):
        _say(f"assignments of {quarter}")
        _repeat(quarter, months)
    # The listeners are left out: what they write is one row an entry, and it takes as long as all the rest.
    _say("ledger")
    while sequencer.run_once().taken:
        pass
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT (SELECT count(*) FROM reporting_fact), (SELECT count(*) FROM reporting_assignment)"
        )
        _say("{} facts, {} assignments".format(*cursor.fetchone()))
    return _clients()


_REPEAT = """
WITH opening AS (
    INSERT INTO reporting_openedperiod ({opening}) SELECT {opening_values} FROM reporting_openedperiod o
     WHERE o.period = %(first)s RETURNING id
)
INSERT INTO reporting_assignment ({owed}) SELECT {owed_values} FROM reporting_assignment o, opening WHERE o.period = %(first)s
"""


def _repeat(quarter: str, months: int) -> None:
    """The obligations of another quarter as those of the first, so many months later: the action takes minutes for ten
    thousand communes, and what is measured here is reading. Clocks stand as of now; no entries tell of these.
    """
    from django.db import connection

    from dieuhanh.config import clock
    from dieuhanh.reporting.models import Assignment, OpenedPeriod

    later = f"o.{{}} + interval '{months} months'"
    changed = {
        "id": "gen_random_uuid()",
        "period": "%(quarter)s",
        "opening_id": "opening.id",
        "next_at": "NULL",
    }
    changed["number"] = "replace(o.number, %(first)s, %(quarter)s)"
    moved = {"last_day", "data_from", "data_to", "actual_cutoff", "due_on", "due_at", "due_soon_at"}
    changed["clock"] = (
        f"CASE WHEN {later.format('due_at')} < %(now)s THEN 'overdue' "
        f"WHEN {later.format('due_soon_at')} <= %(now)s THEN 'due_soon' ELSE 'in_time' END"
    )

    def columns(model: Any) -> tuple[str, str]:
        names = [one.column for one in model._meta.concrete_fields]
        values = [later.format(one) if one in moved else changed.get(one, f"o.{one}") for one in names]
        return ", ".join(names), ", ".join(values)

    opening, opening_values = columns(OpenedPeriod)
    owed, owed_values = columns(Assignment)
    with connection.cursor() as cursor:
        cursor.execute(
            _REPEAT.format(
                opening=opening, opening_values=opening_values, owed=owed, owed_values=owed_values
            ),
            {"first": QUARTERS[0], "quarter": quarter, "now": clock.now()},
        )


def _indicators() -> None:
    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.reporting.actions.indicators import NewIndicator, NewSource, add_indicator, add_source

    add_source(NewSource("QG", "Đo", "Measure", "Số liệu đo", "Figures to measure with"), by=SYSTEM)
    for n in range(INDICATORS):
        code = f"QG-{n:03}"
        add_indicator(
            NewIndicator(
                code, f"Chỉ tiêu {n}", f"Indicator {n}", "hộ", "households", ["month"], decimals=1,
                over_organisations="sum", over_time="sum", respondents=["province"],
            ),
            by=SYSTEM,
        )  # fmt: skip


def _write(file: Path) -> None:
    from datetime import date

    from dieuhanh.organisations.queries.bodies import of_kinds

    provinces = [body.code for body in of_kinds(["province"], date(2020, 1, 1))]
    assert len(provinces) == PROVINCES
    with file.open("w") as out:
        out.write("organisation,indicator,period,value,source,as_of\n")
        for month in range(1, MONTHS + 1):
            for body in provinces:
                for n in range(INDICATORS):
                    out.write(
                        f"{body},QG-{n:03},2019-{month:02},{(n * 7919 + month * 31) % 10_000},QG,2020-01-{month:02}\n"
                    )


def _clients() -> dict[str, Any]:
    from datetime import date

    from django.conf import settings
    from django.test import Client

    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.organisations.actions.appointments import appoint
    from dieuhanh.organisations.actions.people import create_person
    from dieuhanh.organisations.models import Person
    from dieuhanh.organisations.queries.bodies import by_codes
    from dieuhanh.organisations.rules.powers import ROLES

    settings.ALLOWED_HOSTS = ["*"]
    bodies = by_codes({"CP", "VPCP", "X06673"}, date(2020, 10, 20))
    found = {}
    for name, role, body, scope in (
        ("watcher", "centre_leader", "VPCP", "CP"),
        ("receiver", "receiver", "VPCP", "CP"),
        ("commune", "clerk", "X06673", "X06673"),
    ):
        person = create_person(by=SYSTEM, username=f"{name}.nation", full_name=name)
        kind = ROLES[role]
        appointment = appoint(
            by=SYSTEM, person_id=person, organisation_id=bodies[body].id, scope_id=bodies[scope].id,
            position_vi=kind.position_vi, position_en=kind.position_en, powers=kind.powers,
            valid_from=date(2019, 1, 1), valid_to=date(2021, 1, 1), legal_document="1/QĐ",
        )  # fmt: skip
        client = Client()
        client.force_login(Person.objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["appointment"] = str(appointment)
        session.save()
        found[name] = client
    return found


def plans() -> None:
    """Explain every statement of every page; print what takes longest and what reads a whole large table."""
    with scratch.database():
        explain(make())


def explain(made: dict[str, Any], pages: dict[str, tuple[str, str]] = PAGES) -> None:
    """The pages' statements on the database as it is, for these clients."""
    for name, (who, path) in pages.items():
        try:
            _seconds(made[who], path)  # caches warm
            with _told() as statements:
                taken = _seconds(made[who], path)
        except RuntimeError as error:
            print(f"\n== {name}: {error}", flush=True)
            continue
        print(f"\n== {name} {path}: {taken * 1000:.0f} ms, {len(statements)} statements", flush=True)
        for sql, values, seconds in sorted(statements, key=lambda one: -one[2])[:4]:
            _explain(sql, values, seconds)


@contextmanager
def _told() -> Iterator[list[tuple[str, Any, float]]]:
    from django.db import connection

    found: list[tuple[str, Any, float]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append((sql, params, time.perf_counter() - began))

    with connection.execute_wrapper(keep):
        yield found


def _explain(sql: str, values: Any, seconds: float) -> None:
    from django.db import connection

    if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or seconds < 0.002:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0][0]
    scans = [
        f"{one['Relation Name']} ({rows:,} rows{', filter ' + one['Filter'][:90] if 'Filter' in one else ''})"
        for one in _nodes(plan["Plan"])
        if one["Node Type"] == "Seq Scan"
        and (rows := int(one["Actual Rows"] * one["Actual Loops"]) + int(one.get("Rows Removed by Filter", 0) * one["Actual Loops"])) > LARGE_ROWS
    ]  # fmt: skip
    print(
        f"  {seconds * 1000:6.1f} ms (plan {plan['Planning Time']:.1f} + run {plan['Execution Time']:.1f})  {' '.join(sql.split())[:160]}"
    )
    for one in scans:
        print(f"           reads the whole of {one}")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _nodes(one)


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    plans()
