"""The alphabet's shapes as inline SVG: drawn, not typed, so that they look the same in every typeface."""

from django.utils.safestring import SafeString, mark_safe

from dieuhanh.interface.rules import sign

_DIAMOND = "M8 1.8 14.2 8 8 14.2 1.8 8Z"
_CHECK = '<path class="shape-line" d="M{0} 8.4 {1} 12 {2} 4"/>'

_INNER = {
    "in_time": '<circle cx="8" cy="8" r="5"/>',
    "due_soon": '<circle class="shape-line" cx="8" cy="8" r="5"/><path d="M8 3a5 5 0 0 0 0 10Z"/>',
    "overdue": '<path d="M8 2 14.6 13.6H1.4Z"/>',
    "done_in_time": _CHECK.format("2.6", "6.4", "13.4"),
    "done_late": _CHECK.format("1", "4.4", "10.4")
    + '<path class="shape-line" d="M14 3.6V9"/><circle cx="14" cy="12.2" r="1.2"/>',
    "no_data": '<path class="shape-line" d="M3 8H13"/>',
    "claimed": f'<path class="shape-line" d="{_DIAMOND}"/>',
    "verified": f'<path d="{_DIAMOND}"/>',
    "refuted": '<path class="shape-thin" d="M1 15 15 1"/>'
    f'<path d="{_DIAMOND}"/><path class="shape-gap" d="M4.4 11.6 11.6 4.4"/>',
}


def shape(state: object) -> SafeString:
    """The state's shape, hidden from who cannot see it: its word always stands beside it."""
    letter = sign(state)
    return mark_safe(  # noqa: S308 - constants of this file only
        f'<svg class="shape shape-{letter.css}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f"{_INNER[letter.key]}</svg>"
    )
