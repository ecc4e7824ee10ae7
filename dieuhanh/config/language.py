"""The language in which something is said now."""

from django.utils.translation import get_language


def lang() -> str:
    """`vi` or `en`: the reader's; Vietnamese where nobody reads."""
    return "en" if (get_language() or "").startswith("en") else "vi"
