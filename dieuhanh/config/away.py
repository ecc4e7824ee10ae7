"""What the program stands on and may lose for a moment: its database, the room on its disk.

Neither is the sender's fault, nor of the work that met it: nothing was written, and the same may be asked again.
"""

import errno

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _
from psycopg import errors as postgres_errors

from dieuhanh.config.errors import Unavailable

_OF_ONE_STATEMENT = (
    postgres_errors.QueryCanceled,
    postgres_errors.DeadlockDetected,
    postgres_errors.LockNotAvailable,
    postgres_errors.SerializationFailure,
)
"""Operational errors that the database answered itself: it is there."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def database_away(error: BaseException | None) -> bool:
    """Whether an error, or one that it came of, says that the database was lost or does not answer."""
    closed = connection.connection is None or connection.connection.closed
    for one in _with_its_causes(error):
        if isinstance(one, InterfaceError | psycopg.InterfaceError):
            return True
        if isinstance(one, OperationalError) and isinstance(one.__cause__, psycopg.Error):
            continue  # the database's own word comes next
        if isinstance(one, OperationalError | psycopg.OperationalError):
            return not isinstance(one, _OF_ONE_STATEMENT)
        if closed and isinstance(one, DatabaseError | psycopg.Error):
            return True
    return False


def away(error: BaseException | None) -> Unavailable | None:
    """What is said of an error that came of the database or the disk; None of any other."""
    if database_away(error):
        return Unavailable(
            _("The database can't be reached just now. Nothing was written; send the same again in a moment.")
        )
    if any(isinstance(one, OSError) and one.errno in _NO_ROOM for one in _with_its_causes(error)):
        return Unavailable(
            _(
                "The server's disk is full. Nothing was written; tell who operates it, and send the same again."
            )
        )
    return None


def _with_its_causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
