"""What the room does when bodies change (tasks follow to who takes over) and when tasks do (webhooks are told)."""

from uuid import UUID

from dieuhanh.config import clock
from dieuhanh.directives.actions.delivering import note
from dieuhanh.directives.actions.succession import pass_on
from dieuhanh.ledger.subscriptions import EntryRead, subscribe


@subscribe(
    "directives.succession",
    kinds=[
        "organisations.organisation.merged",
        "organisations.organisation.divided",
        "organisations.organisation.abolished",
    ],
)
def on_bodies_changed(entry: EntryRead) -> None:
    """Pass on what ended bodies lead; a repeat finds nothing left. A change of a day to come waits for that day's clock."""
    pass_on(clock.now(), _bodies(entry))


def _bodies(entry: EntryRead) -> set[UUID] | None:
    """A merger's entry is about the successor, so that all ended bodies are looked at; the others name the one that ended."""
    return None if entry.kind.endswith(".merged") else {entry.subject_id}


@subscribe("directives.webhooks", kinds=["directives.task.*"])
def on_task_changed(entry: EntryRead) -> None:
    """Note the change for the webhooks that asked for it; sending is the keeper's duty (`delivering`), never done here."""
    note(entry)
