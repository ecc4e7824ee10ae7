"""Kinds of entries and the patterns that choose among them."""

import re
from collections.abc import Sequence

_PATTERN = re.compile(r"\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?")


def check_patterns(patterns: Sequence[str]) -> None:
    """Raise ``ValueError`` unless each is an exact kind, ``room.*``, ``room.thing.*`` or ``*``."""
    if not patterns:
        raise ValueError("a subscription names at least one kind")
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise ValueError(f"{pattern!r} is not a kind, nor a prefix ending in .*")


def matches(kind: str, patterns: Sequence[str]) -> bool:
    """Whether a kind is chosen by any of the patterns."""
    return any(_match(kind, pattern) for pattern in patterns)


def _match(kind: str, pattern: str) -> bool:
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return kind.startswith(pattern[:-1])
    return kind == pattern


def like(pattern: str) -> str:
    """The same pattern for SQL's LIKE, with its own signs escaped."""
    escaped = pattern.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    if escaped == "*":
        return "%"
    return escaped[:-1] + "%" if escaped.endswith(".*") else escaped
