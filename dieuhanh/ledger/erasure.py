"""Erasure by law: a body goes with its salt, the tree stands, and the erasure is itself in the ledger.

The program's own role cannot do this. It is an operation of the database's owner, from the command line.
"""

from uuid import UUID

from django.db import connections, transaction

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Invalid, Missing
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.verification import ERASED_KIND

OWNER = "owner"


def erase_body(index: int, reason: str, *, by: Actor) -> UUID:
    """Remove the body and salt of the entry at ``index`` and record that, in one transaction of the owner.

    Gives the id of the entry that records it. ``reason`` names the law or decision. Raises ``Invalid`` without one, ``Missing`` for no such entry,
    ``Conflict`` where the body is gone already or the entry itself records an erasure.
    """
    if not reason.strip():
        raise Invalid("Say by which law or decision the body is erased.")
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.kind, e.organisation_id FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id "
            "WHERE l.index = %s",
            [index],
        )
        row = cursor.fetchone()
        if row is None:
            raise Missing(f"There is no entry {index}.")
        entry_id, kind, organisation_id = row
        if kind == ERASED_KIND:
            raise Conflict("The record of an erasure is not erased.")
        cursor.execute("DELETE FROM ledger_body WHERE entry_id = %s", [entry_id])
        if cursor.rowcount != 1:
            raise Conflict(f"The body of entry {index} is gone already.")
        return append(
            ERASED_KIND,
            by=by,
            subject_type="ledger.entry",
            subject_id=entry_id,
            organisation_id=organisation_id,
            body={"index": index, "reason": reason.strip()},
            using=OWNER,
        )
