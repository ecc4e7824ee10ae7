"""The large real data beside the project; tests that need it are skipped where it is absent."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def data(name: str) -> Path:
    """The path of a shared data file; skips the test with the reason where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not here; it is not part of the project")
    return path
