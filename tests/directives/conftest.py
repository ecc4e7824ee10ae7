"""The small Government of these tests."""

from typing import Any

import pytest

from tests.directives.world import World


@pytest.fixture
def world(db: Any) -> World:
    """Bodies, people."""
    return World()
