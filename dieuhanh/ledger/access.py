"""Reading entries with rights: what is outside a reader's remit is as if it did not exist.

Two ways lead to an entry: the power to read the ledger, over the body it is about; and the right to see the record it is
about, for that record's entries alone. The first decision is the authority's, the second the record's own room's; this
room is below both and reaches them by the names in the settings and by `interface.recorded`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing, Refused, Unauthenticated
from dieuhanh.interface.recorded import sees_record
from dieuhanh.ledger.queries import Record, record
from dieuhanh.ledger.reading import COLUMNS, JOINS, entry_read
from dieuhanh.ledger.rules.kinds import check_patterns, like
from dieuhanh.ledger.subscriptions import EntryRead

POWER = "ledger.read"
LARGEST_INDEX = 2**63 - 2


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list of entries is narrowed to. ``subject`` is ``type`` or ``type:id``; times are half-open."""

    kind: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def may_read(by: Actor | None, entry: EntryRead) -> bool:
    """Whether ``by`` may see the body of an entry: by the power over its body, or because he sees its record."""
    decide = cast(Callable[[Actor | None, UUID | None], bool], import_string(settings.LEDGER_MAY_READ))
    return decide(by, entry.organisation_id) or sees_record(
        by, entry.subject_type, entry.subject_id, entry.organisation_id
    )


def reads(by: Actor) -> bool:
    """Whether ``by`` reads the ledger at large, not only the entries of records that he sees."""
    return by.is_system or POWER in by.powers


def may_read_all_about(by: Actor | None, subject_type: str, subject_id: UUID) -> bool:
    """Whether ``by`` may list the entries about one record: all of them where he sees it, else those in his remit."""
    return by is not None and (reads(by) or sees_record(by, subject_type, subject_id))


def check_reader(by: Actor | None) -> None:
    """Raise unless ``by`` reads the ledger at all: ``Unauthenticated``, ``Refused``."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if not reads(by):
        raise Refused(_("Your appointment may not read the ledger."))


def access_entry(by: Actor | None, index: int) -> Record:
    """The entry at a place in the tree, for one who may see its body.

    Who reads the ledger is told ``Missing`` of no such entry and of one outside his remit alike; who does not is
    ``Refused`` in both cases.
    """
    found = record(index) if by is not None and 0 <= index <= LARGEST_INDEX else None
    if found is not None and may_read(by, found.entry):
        return found
    check_reader(by)
    raise Missing(_("There is no such record."))


def access_entries(
    by: Actor | None, choice: Choice, *, limit: int, after: int | None = None, newest_first: bool = False
) -> list[EntryRead]:
    """Entries that ``by`` may see, in the order of the tree, from beyond ``after`` on.

    The remit is a subquery of the one statement; the entries of one record are whole for who sees that record. Gives
    up to ``limit + 1`` so that the caller knows whether there are more. Raises ``Invalid`` for a choice that cannot be
    read.
    """
    whole = _sees_the_one(by, choice)
    if not whole:
        check_reader(by)
    where, values = _where(choice)
    remit = None if whole else import_string(settings.LEDGER_SCOPE)(by)
    if remit is not None:
        where.append(f"e.organisation_id IN {remit[0]}")
        values += remit[1]
    if after is not None:
        where.append("l.index < %s" if newest_first else "l.index > %s")
        values.append(after)
    sql = (
        f"SELECT {COLUMNS} {JOINS} WHERE {' AND '.join(where)} "
        f"ORDER BY l.index {'DESC' if newest_first else 'ASC'} LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1])
        return [entry_read(row) for row in cursor.fetchall()]


def find_entries(
    by: Actor | None, *, index: int | None, identifier: UUID | None, kind: str, limit: int
) -> list[EntryRead]:
    """The newest entries at this place, with this identifier (its own or its subject's), or of this kind.

    The remit is joined as in `access_entries`. Raises as `check_reader` does.
    """
    check_reader(by)
    asked, values = _any_of(index, identifier, kind)
    remit = import_string(settings.LEDGER_SCOPE)(by)
    if remit is not None:
        asked += f" AND e.organisation_id IN {remit[0]}"
        values += remit[1]
    sql = f"SELECT {COLUMNS} {JOINS} WHERE {asked} ORDER BY l.index DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return [entry_read(row) for row in cursor.fetchall()]


# The kinds of subject, one jump of the index each: a DISTINCT would read the whole ledger.
_SUBJECT_TYPES = """
WITH RECURSIVE one(kind) AS (
    (SELECT subject_type FROM ledger_entry ORDER BY subject_type LIMIT 1)
  UNION ALL
    SELECT (SELECT subject_type FROM ledger_entry WHERE subject_type > one.kind ORDER BY subject_type LIMIT 1)
      FROM one WHERE one.kind IS NOT NULL
) SELECT kind FROM one WHERE kind IS NOT NULL"""


def _any_of(index: int | None, identifier: UUID | None, kind: str) -> tuple[str, list[Any]]:
    """Each way by its own index: a union of identifiers, not an OR that no index serves."""
    ways: list[str] = []
    values: list[Any] = []
    if index is not None and 0 <= index <= LARGEST_INDEX:
        ways.append("SELECT entry_id FROM ledger_leaf WHERE index = %s")
        values.append(index)
    if identifier is not None:
        ways.append("SELECT id FROM ledger_entry WHERE id = %s")
        ways.append(
            f"SELECT id FROM ledger_entry WHERE subject_id = %s AND subject_type IN ({_SUBJECT_TYPES})"
        )
        values += [identifier, identifier]
    if kind:
        ways.append("(SELECT id FROM ledger_entry WHERE kind = %s ORDER BY id DESC LIMIT 100)")
        values.append(kind)
    return f"e.id IN ({' UNION '.join(ways) or 'SELECT NULL::uuid WHERE false'})", values


def _sees_the_one(by: Actor | None, choice: Choice) -> bool:
    """Whether the choice is one record, and one that ``by`` sees."""
    kind, _colon, subject = choice.subject.partition(":")
    try:
        return bool(subject) and sees_record(by, kind, UUID(subject))
    except ValueError:  # told where the choice is read
        return False


def _where(choice: Choice) -> tuple[list[str], list[Any]]:
    where: list[str] = ["true"]
    values: list[Any] = []
    if choice.kind:
        where.append("e.kind LIKE %s")
        values.append(like(_pattern(choice.kind)))
    if choice.subject:
        kind, _colon, subject = choice.subject.partition(":")
        where.append("e.subject_type = %s")
        values.append(_plain(kind))
        if subject:
            where.append("e.subject_id = %s")
            values.append(_uuid(subject))
    for bound, sign in ((choice.since, ">="), (choice.until, "<")):
        if bound is not None:
            where.append(f"e.at {sign} %s")
            values.append(bound)
    return where, values


def _pattern(text: str) -> str:
    try:
        check_patterns([text])
    except ValueError as error:
        message = _("Write a kind as it stands in an entry, or its beginning with “.*”: reporting.*")
        raise Invalid(message, faults=[Fault(message, field="kind", value=text[:80])]) from error
    return text


def _plain(text: str) -> str:
    if "\x00" in text:
        message = _("Write the subject as type or type:id.")
        raise Invalid(message, faults=[Fault(message, field="subject")])
    return text


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        message = _("Write the subject as type or type:id.")
        raise Invalid(message, faults=[Fault(message, field="subject", value=text[:80])]) from error
