"""Run once before the processes start: schema, grants, keys, reference data, and the demonstration if asked for."""

from dieuhanh.command.frame import set_up_django


def prepare() -> None:
    """Bring the database up to date. Safe to repeat; quick when there is nothing to do."""
    set_up_django()
    # Imported after the set-up: these need the rooms loaded.
    from django.conf import settings
    from django.db import connections

    from dieuhanh.config import database
    from dieuhanh.demonstration.load import check_operation, load_demonstration, load_reference
    from dieuhanh.ledger.keys import ensure_key

    database.ensure_database()
    if pending_migrations():
        database.migrate()
    ensure_key()
    check_operation()
    load_reference()
    if settings.DEMO:
        load_demonstration()
    connections.close_all()


def pending_migrations() -> bool:
    """Whether the schema is older than the program."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    prepare()
