"""The tables, a file a room: `ROWS` (addresses), `VERBS` (actions), `INNER` (functions that are no verbs), `prepare`."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from tests.authority.table import Row, Verb
from tests.authority.world import World


def tables() -> Iterator[ModuleType]:
    """Every file of this folder."""
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        yield importlib.import_module(f"{__name__}.{found.name}")


def all_rows() -> list[Row]:
    """Every address with who may."""
    return [row for table in tables() for row in getattr(table, "ROWS", ())]


def all_verbs() -> list[Verb]:
    """Every action with the power it needs."""
    return [verb for table in tables() for verb in getattr(table, "VERBS", ())]


def inner() -> dict[str, str]:
    """Functions in `actions` that take `by` and are no verbs, each with the reason."""
    return {name: why for table in tables() for name, why in getattr(table, "INNER", {}).items()}


def prepare(world: World) -> None:
    """What each table needs in the world beside the common records."""
    for table in tables():
        if hasattr(table, "prepare"):
            table.prepare(world)
