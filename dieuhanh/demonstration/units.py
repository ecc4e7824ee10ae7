"""A few real districts and communes of two provinces, so that a report has a level below the province."""

import csv
from datetime import date
from pathlib import Path

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.organisations.actions.organisations import create
from dieuhanh.organisations.queries.bodies import by_codes

_SINCE = date(2013, 1, 1)
_DOCUMENT = "124/2004/QĐ-TTg (danh mục các đơn vị hành chính)"


def make_units() -> None:
    """Make the bodies of `units.csv`, parents first, unless they were imported already."""
    with Path(__file__).with_name("units.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        known = by_codes({row["code"], row["parent"]}, clock.today())
        if row["code"] in known:
            continue
        create(
            by=SYSTEM,
            code=row["code"],
            kind=row["kind"],
            subkind=row["subkind"],
            official_code=row["official_code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            parent_id=known[row["parent"]].id,
            on=_SINCE,
            legal_document=_DOCUMENT,
            key=row["key"],
        )
