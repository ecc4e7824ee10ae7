"""What rings by itself: the clocks of tasks; once a day the tasks of bodies that ended and the old lines of deliveries."""

from datetime import date, datetime

from dieuhanh.config.clock import rings
from dieuhanh.directives.actions.delivering import tidy
from dieuhanh.directives.actions.moves import day_of
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.directives.actions.succession import pass_on

_swept: list[date] = []
"""The day on which this process last looked for ended bodies: bodies end at midnight, so once a day is often enough."""


@rings("directives.tasks")
def ring_tasks(now: datetime) -> int:
    """Due soon, overdue, reminders, the ladder, acknowledgements and verdicts that do not come."""
    return ring_due(now)


@rings("directives.succession")
def ring_succession(now: datetime) -> int:
    """Tasks of bodies that ended since yesterday pass to who took over (a merger entered ahead of its day)."""
    if _swept == [day_of(now)]:
        return 0
    passed = pass_on(now)
    tidy()
    _swept[:] = [day_of(now)]
    return passed
