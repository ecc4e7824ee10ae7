"""The small Government of these tests."""

from typing import Any

import pytest

from tests.programmes.world import World


@pytest.fixture
def world(db: Any) -> World:
    """Bodies, people, a programme with one target over each body, published."""
    made = World()
    made.set()
    made.publish()
    return made
