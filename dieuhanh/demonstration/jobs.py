"""The demonstration's one job: the play of July."""

from dieuhanh.config.jobs import Progress, job
from dieuhanh.demonstration.play import play


@job("demonstration.play")
def run(progress: Progress) -> dict[str, object]:
    """Play the July reports; goes on where it was after a kill."""
    return play(progress)
