"""The door to the one function that decides who may do what.

`dieuhanh.organisations.authority` decides. Rooms on lower floors (ledger,
deadlines, interface) may not import it; they ask through here. The function is
named in the settings, as Django names its user model.
"""

from collections.abc import Callable
from datetime import date
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from dieuhanh.config.actor import Actor


def check(
    by: Actor | None, power: str, organisation_id: UUID | None = None, *, on: date | None = None
) -> None:
    """Raise `Refused` (or `Unauthenticated`) unless `by` holds `power` over the organisation."""
    _decide()(by, power, organisation_id, on=on)


def _decide() -> Callable[..., None]:
    return cast(Callable[..., None], import_string(settings.AUTHORITY_CHECK))
