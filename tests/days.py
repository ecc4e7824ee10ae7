"""The house's day in a test."""

from datetime import date
from importlib import import_module

import pytest
from django.conf import settings

from dieuhanh.config import clock


def today_is(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `clock.today()` be that day until the test ends.

    Every page is imported first: a module that takes `today` by name while it is set would keep that day for all tests after.
    """
    import_module(settings.ROOT_URLCONF)
    monkeypatch.setattr(clock, "today", lambda: day)
