"""Figures out to a folder, as one moment of the database: bodies, catalogue, every version of every figure.

What is written can be imported again, here or on another node, to equal totals. Of several versions of one as-of date
the last one is written; who brought a figure and its proofs stay here: the import is an entry of its own there.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dieuhanh import __version__
from dieuhanh.config.actor import Actor
from dieuhanh.config.copying import copying
from dieuhanh.config.errors import Conflict
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.transfer import write_bodies
from dieuhanh.reporting.actions.catalogue_files import write_catalogue
from dieuhanh.reporting.actions.folders import FORMAT, MANIFEST

FACTS = "facts.csv"
_YEARS = "SELECT DISTINCT extract(year FROM period_start)::int FROM reporting_fact ORDER BY 1"
# The body's code where it still bore it at the end of the period's data, else its key: a code means another body later.
_FACTS = """
COPY (
SELECT coalesce(v.code, '@' || o.key) AS organisation, i.code AS indicator, f.period, f.breakdown, f.value, f.vintage,
       s.code AS source, f.as_of, f.no_data_reason, f.note, f.status, f.simulated
FROM (
    SELECT DISTINCT ON (indicator_id, organisation_id, period_start, period, breakdown, source_id, vintage, as_of) *
    FROM reporting_fact WHERE period_start >= make_date({year}, 1, 1) AND period_start < make_date({year} + 1, 1, 1)
    ORDER BY indicator_id, organisation_id, period_start, period, breakdown, source_id, vintage, as_of, version DESC
) f
JOIN reporting_indicator i ON i.id = f.indicator_id
JOIN reporting_source s ON s.id = f.source_id
JOIN organisations_organisation o ON o.id = f.organisation_id
CROSS JOIN LATERAL (SELECT CASE WHEN i.convention = 'calendar' OR f.period_end = f.period_start THEN f.period_end
    ELSE date_trunc('month', f.period_end)::date + split_part(i.convention, '-', 2)::int - 1 END AS day) d
LEFT JOIN organisations_organisationversion v ON v.organisation_id = f.organisation_id AND v.valid_from <= d.day
      AND (v.valid_to IS NULL OR v.valid_to > d.day)
ORDER BY f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage, f.as_of
) TO STDOUT (FORMAT csv{header})
"""
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by file."""

    folder: Path
    rows: dict[str, int]
    superseded_same_day: int


def count_facts() -> int:
    """How many versions of figures there are. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reporting_fact")
        return int(cursor.fetchone()[0])


def export_folder(folder: Path, *, by: Actor, advance: Advance | None = None) -> Exported:
    """Write everything to a folder that is not there yet (or empty); it appears when it is whole.

    Raises `Conflict` when the folder holds something.
    """
    check(by, "facts.view")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(_("%(folder)s holds something already; nothing was written.") % {"folder": folder})
    draft = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    alone = not connection.in_atomic_block  # in a caller's transaction it sees what that sees
    try:
        with transaction.atomic():
            if alone:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            rows = {**write_bodies(draft), **write_catalogue(draft)}
            rows[FACTS] = _write_facts(draft / FACTS, advance)
            left = count_facts() - rows[FACTS]
            (draft / MANIFEST).write_text(
                json.dumps(_manifest(rows, left), indent=1) + "\n", encoding="utf-8"
            )
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Exported(folder, rows, left)


def _write_facts(path: Path, advance: Advance | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_YEARS)
        years = [row[0] for row in cursor.fetchall()] or [datetime.now(UTC).year]
    lines = waiting = 0
    with path.open("wb") as out:
        for n, year in enumerate(years):
            query = _FACTS.format(year=year, header=", HEADER true" if n == 0 else "")
            with copying(query) as copy:
                for line in copy:
                    out.write(line)
                    lines += 1
                    waiting += 1
                    if advance and waiting >= 5000:
                        advance(waiting)
                        waiting = 0
    if advance:
        advance(waiting)
    return lines - 1


def _manifest(rows: dict[str, int], left: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": __version__,
        "taken_at": datetime.now(UTC).isoformat(),
        "rows": rows,
        "superseded_same_day": left,
    }
