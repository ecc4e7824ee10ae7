"""The database's addresses, roles and grants.

Two roles: the owner migrates; the program runs as `dieuhanh_app`, which may
neither change nor remove a row of an append-only table (the ledger, facts,
signatures). A model says so itself: `append_only = True`.
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.apps import apps
from django.core.management import call_command
from django.db import connections

from dieuhanh.config import postgres
from dieuhanh.config.environment import env

APP_ROLE = "dieuhanh_app"


def settings_of(url: str, **options: str) -> dict[str, Any]:
    """Django's database settings for a postgresql:// address; options become libpq parameters."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {**query, **options},
    }


def databases() -> dict[str, dict[str, Any]]:
    """The two aliases: `default` for the program, `owner` for migrations."""
    given = env.text("DATABASE_URL")
    if not given:
        return {
            "default": settings_of(postgres.url(env.home, APP_ROLE)),
            "owner": settings_of(postgres.url(env.home)),
        }
    app = env.text("DATABASE_APP_URL")
    default = settings_of(app) if app else settings_of(given, options=f"-c role={APP_ROLE}")
    return {"default": default, "owner": settings_of(given)}


def ensure_database() -> None:
    """Make the role and, in the program's own server, the database. Safe to repeat."""
    owner = connections["owner"]
    name = owner.settings_dict["NAME"]
    if not env.text("DATABASE_URL"):
        _create_database(name)
    with owner.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if not cursor.fetchone():
            login = "NOLOGIN" if env.text("DATABASE_URL") else "LOGIN"
            cursor.execute(f"CREATE ROLE {APP_ROLE} {login}")
        cursor.execute(f"SELECT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER')")
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")


def _create_database(name: str) -> None:
    owner = connections["owner"]
    with owner._nodb_cursor() as cursor:  # Django's own way to the server without the database
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')


def migrate(*, verbosity: int = 0) -> None:
    """Bring the schema up to date as its owner and renew the grants."""
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    call_command("createcachetable", database="owner", verbosity=0)
    grant()


def grant() -> None:
    """Give the program's role what it needs and no more. Append-only tables: read and insert."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}")
        for table in append_only_tables():
            # Partitions hang on their parent and are granted with it by name.
            cursor.execute(
                "SELECT c.relname FROM pg_class c WHERE c.relname = %s AND c.relnamespace = 'public'::regnamespace "
                "UNION ALL SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                "JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = %s",
                [table, table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{name}" FROM {APP_ROLE}')


def append_only_tables() -> list[str]:
    """The tables whose rows nobody may change, as their models declare."""
    return [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)]
