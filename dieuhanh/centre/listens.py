"""What the wall does when rooms below announce something: one event row, and a knock on the live process."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dieuhanh.centre.rules.sentences import Told, moment, tell
from dieuhanh.config import clock
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.ledger.subscriptions import EntryRead, subscribe
from dieuhanh.organisations import queries as organisations

CHANNEL = "dieuhanh_wall"
SUBSCRIBER = "centre.events"
KINDS = (
    "reporting.*",
    "directives.*",
    "programmes.*",
    "inspections.*",
    "organisations.*",
    "deadlines.*",
    "ledger.entry.set_aside",
)

_INSERT = """
WITH written AS (
    INSERT INTO centre_event (index, kind, at, recorded_at, organisation_id, state, text_vi, text_en, href, tiles, simulated)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (index) DO NOTHING RETURNING index
)
SELECT pg_notify(%s, index::text) FROM written
"""


@subscribe(SUBSCRIBER, kinds=KINDS)
def on_entry(entry: EntryRead) -> None:
    """Write the entry's event once and knock once; a repeat does neither. Two statements."""
    now = clock.now()
    at = moment(entry.body, entry.at, now, now - timezone.now())
    told = tell(entry.kind, entry.body, _who(entry.organisation_id, timezone.localdate(at)))
    if told is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*_row(entry, told, at), CHANNEL])


def _row(entry: EntryRead, told: Told, at: datetime) -> list[Any]:
    return [
        entry.index,
        entry.kind,
        at,
        entry.at,
        entry.organisation_id,
        told.state,
        told.text.vi,
        told.text.en,
        reverse("centre:event", args=[entry.index]) if told.text.vi else "",
        list(told.tiles),
        bool(entry.simulated or entry.body.get("simulated")),
    ]


def _who(organisation_id: UUID | None, on: date) -> Text:
    if organisation_id is None:
        return Text("Toàn quốc", "The whole country")
    label = organisations.labels([organisation_id], on).get(organisation_id)
    return Text(label.name_vi, label.name_en) if label else Text("–", "–")
