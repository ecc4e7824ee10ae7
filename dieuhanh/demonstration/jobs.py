"""The demonstration's one job: the play of July, and then the session of 10 August, whose figures are taken from it."""

from dieuhanh.config.jobs import Progress, job
from dieuhanh.demonstration.inspections import make_session
from dieuhanh.demonstration.play import play


@job("demonstration.play")
def run(progress: Progress) -> dict[str, object]:
    """Play the July reports, then prepare the session; goes on where it was after a kill."""
    played = play(progress)
    make_session()
    return played
