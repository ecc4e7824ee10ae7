"""Which furniture a room brings along."""

from importlib.util import find_spec


def brings(room: str, module: str) -> bool:
    """Whether a room has a module of this name (a folder without code is none)."""
    spec = find_spec(f"dieuhanh.{room}.{module}")
    return spec is not None and spec.origin is not None
