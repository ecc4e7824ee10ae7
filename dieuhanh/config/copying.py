"""COPY with the errors of the rest: Django names those of `execute` alone as its own, and whoever asks whether the database
went away would not know a lost COPY.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def copying(query: str, values: Sequence[Any] | None = None) -> Iterator[psycopg.Copy]:
    """A COPY in or out. One statement. Raises as every other statement does."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # Where statements are counted, a COPY takes no values beside it.
        whole = cursor.mogrify(query, values) if values else query
        with cursor.copy(whole) as copy:
            yield copy


def copy_out(query: str, into: Path) -> int:
    """Write what a query finds into a CSV file with a head; how many rows. One statement."""
    rows = 0
    with into.open("wb") as out, copying(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER true)") as copy:
        for line in copy:
            out.write(line)
            rows += 1
    return rows - 1
