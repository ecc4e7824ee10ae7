"""COPY with the errors of the rest: Django names those of `execute` alone as its own, and whoever asks whether the database
went away would not know a lost COPY.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, connection


@contextmanager
def copying(query: str, values: Sequence[Any] | None = None) -> Iterator[psycopg.Copy]:
    """A COPY in or out. One statement. Raises as every other statement does."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # Where statements are counted, a COPY takes no values beside it.
        whole = cursor.mogrify(query, values) if values else query
        with cursor.copy(whole) as copy:
            yield copy


_GONE = ("57P", "08")
"""SQLSTATE: the server is shut down, crashed or not up yet; the connection failed."""


def database_went_away(error: BaseException) -> bool:
    """Whether an error says that the database was lost under a statement: no fault of what was asked of it."""
    closed = connection.connection is None or connection.connection.closed
    cause: BaseException | None = error
    while cause is not None:
        if closed and isinstance(cause, DatabaseError | InterfaceError | psycopg.Error):
            return True
        if isinstance(cause, psycopg.OperationalError) and (
            cause.sqlstate is None or cause.sqlstate.startswith(_GONE)
        ):
            return True
        cause = cause.__cause__
    return False
