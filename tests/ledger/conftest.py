"""A ledger to test on: entries made, sequenced and signed at will."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from dieuhanh.config.identity import uuid7
from dieuhanh.ledger import subscriptions
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.actor import SYSTEM


@pytest.fixture
def wrote() -> Callable[..., list[UUID]]:
    """`wrote(3, kind=…, body=…)` commits that many entries and gives their ids."""

    def write(
        count: int = 1, *, kind: str = "test.thing.done", body: Any = None, **fields: Any
    ) -> list[UUID]:
        made = {"subject_type": "test.thing", "organisation_id": None} | fields
        drafts = [
            Draft(
                kind,
                made["subject_type"],
                fields.get("subject_id") or uuid7(),
                made["organisation_id"],
                body or {"n": n},
            )
            for n in range(count)
        ]
        with transaction.atomic():
            return append_bulk(drafts, by=SYSTEM)

    return write


@pytest.fixture
def only_these_subscriptions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No room's own subscribers: what a test registers is all there is."""
    subscriptions.load_rooms()  # now, so that nothing registers itself later
    monkeypatch.setattr(subscriptions, "_SUBSCRIPTIONS", {})
    yield
