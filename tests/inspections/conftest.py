"""The small Government of these tests."""

from typing import Any

import pytest

from tests.inspections.world import Group


@pytest.fixture
def group(db: Any) -> Group:
    """Bodies, people, the Working Group."""
    return Group()
