"""Every address is in a table, every row of a table is an address, and each does for each role what its row says."""

import pytest

from tests.authority.addresses import is_operation, operations, pages, patterns
from tests.authority.rows import all_rows
from tests.authority.table import Row, differences
from tests.authority.world import World

ROWS = all_rows()


def test_every_address_is_in_a_table() -> None:
    missing = sorted(
        (operations() | pages()) - {(row.method, row.address) for row in ROWS}, key=lambda one: one[::-1]
    )
    assert not missing, "\n".join(
        [
            "These addresses are in no table. Put a line into tests/authority/rows/<room>.py for each and say who may:",
            *(
                f'    Row("{method}", "{address}", may=…, ok=200, no=403{_at(address)}),'
                for method, address in missing
            ),
            "Roles are named in tests/authority/world.py, fields of a row in tests/authority/table.py.",
        ]
    )


def _at(address: str) -> str:
    names = [part.split("}")[0] for part in address.split("{")[1:]]
    return f", at={{{', '.join(f'{name!r}: …' for name in names)}}}" if names else ""


def test_every_row_is_an_address() -> None:
    gone = sorted({(row.method, row.address) for row in ROWS} - operations() - pages())
    assert not gone, f"These rows name addresses that are gone; take them out of tests/authority/rows: {gone}"


def test_no_operation_is_hidden_from_the_openapi_document() -> None:
    told = {path for _method, path in operations()}
    assert {path for path, view in patterns() if is_operation(view)} - told == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_address_lets_in_whom_its_row_names(row: Row, world: World) -> None:
    found = differences(row, world)
    assert not found, "\n".join([row.name, *found])
