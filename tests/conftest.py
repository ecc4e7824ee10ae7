"""One PostgreSQL server a run (started here), one database a worker, made from one migrated template."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import axe, browser, open_page, program  # noqa: F401 — fixtures of every room's browser tests
from tests.environment import HOME_VARIABLE as _HOME_VARIABLE


def pytest_configure(config: pytest.Config) -> None:
    """Passwords are still hashed with Argon2, but cheaply: the guesses that tests make are counted, not weighed."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1024
    Argon2PasswordHasher.parallelism = 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if os.environ.get("DIEUHANH_TEST_OWNER_PID") != str(os.getpid()):
        return
    from dieuhanh.config import postgres

    home = Path(os.environ[_HOME_VARIABLE])
    if (home / "postgres" / "PG_VERSION").exists():
        postgres.stop(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """This worker's database, from the migrated template."""
    from django.db import connections

    from dieuhanh.config import database, postgres

    home = Path(os.environ[_HOME_VARIABLE])
    worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        with (home / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            postgres.start(home)
            if not (home / "template.ready").exists():
                _use("dieuhanh_template")
                database.ensure_database()
                database.migrate()
                _close_all()
                (home / "template.ready").touch()
            owner = connections["owner"]
            owner.settings_dict["NAME"] = "postgres"
            with owner.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "test_{worker}" TEMPLATE dieuhanh_template')
            owner.close()
        _use(f"test_{worker}")
    yield
    with django_db_blocker.unblock():
        _close_all()


def _use(name: str) -> None:
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _close_all() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Every test begins in the product's language, not in the one that the last request of another asked for."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database in which commits are real (threads, workers, kills); emptied afterwards by its owner."""
    from django.core.cache import cache
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        with connections["owner"].cursor() as cursor:
            _empty(cursor)
        cache.clear()
        _close_all()


@pytest.fixture
def counted(django_assert_num_queries: Any) -> Callable[..., Any]:
    """`with counted(n):` — exactly n SQL statements."""
    return django_assert_num_queries


@pytest.fixture
def client_for() -> Callable[..., Any]:
    """A test client signed in as a person in one appointment."""
    from django.test import Client

    def signed_in(appointment: Any) -> Client:
        client = Client()
        client.force_login(appointment.person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["appointment"] = str(appointment.pk)
        session.save()
        return client

    return signed_in


def _empty(cursor: Any) -> None:
    """Remove every row that a test committed: from the few tables that have one, which is faster than to truncate all."""
    cursor.execute(
        "SELECT format('%I', c.relname) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
        "AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
        "AND c.relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
    )
    tables = [row[0] for row in cursor.fetchall()]
    cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables))
    filled = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT format('%I', sequencename) FROM pg_sequences WHERE last_value IS NOT NULL")
    used = [row[0] for row in cursor.fetchall()]
    statements = [f"DELETE FROM {one}" for one in filled] + [f"ALTER SEQUENCE {one} RESTART" for one in used]
    cursor.execute("SET session_replication_role = replica")  # rows go in any order, whatever refers to them
    cursor.execute("; ".join(statements) or "SELECT 1")
    cursor.execute("SET session_replication_role = origin")


@pytest.fixture(scope="session", autouse=True)
def one_chain_of_middleware() -> None:
    """Every test client goes through the same one, as every request of a server does: to build it reads all assets."""
    from django.test.client import ClientHandler

    loaded = ClientHandler()
    loaded.load_middleware()
    ClientHandler._middleware_chain = staticmethod(loaded._middleware_chain)  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall keeps no tile from one test to the next: factories write rows without the entries that tell of them."""
    from dieuhanh.centre import keeping

    monkeypatch.setattr(keeping.SHELF, "most", 0)
