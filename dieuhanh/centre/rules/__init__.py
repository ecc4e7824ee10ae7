"""Pure decisions of the wall: powers, how an entry is told, what a scene may hold, what moved at a moment.

No Django, no I/O.
"""

POWERS: dict[str, str] = {
    "centre.view": "Watch the wall, within one's remit",
    "centre.manage": "Arrange the scenes of the wall",
}
