"""The country, made once for all rows and taken back at the end."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.authority import rows
from tests.authority.world import World, build


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One transaction for the whole package; every call is undone by itself."""
    from django.core.cache import cache
    from django.db import connections, transaction

    with django_db_blocker.unblock():
        cache.clear()
        block = transaction.atomic()
        block.__enter__()
        try:
            yield build(rows.prepare)
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            for connection in connections.all():
                connection.close()
