"""What rings by itself: the clocks of meetings whose agenda is frozen."""

from datetime import datetime

from dieuhanh.config.clock import rings
from dieuhanh.inspections.actions.ringing import ring_due


@rings("inspections.meetings")
def ring_meetings(now: datetime) -> int:
    """Reminds leads of explanations owed, and says who kept silent."""
    return ring_due(now)
