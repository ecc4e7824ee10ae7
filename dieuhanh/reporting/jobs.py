"""What rings by itself: the clocks of assignments."""

from datetime import datetime

from dieuhanh.config.clock import rings
from dieuhanh.reporting.actions.assignments import ring_due


@rings("reporting.assignments")
def ring_assignments(now: datetime) -> int:
    """Due soon, overdue, and the reminders T-3, T-1, T0."""
    return ring_due(now)
