"""What the room stores."""

from dieuhanh.programmes.models.claims import Document, Report, Statement
from dieuhanh.programmes.models.outlook import Likelihood, Trajectory
from dieuhanh.programmes.models.programmes import (
    Objective,
    Programme,
    Target,
    TargetVersion,
    TaskLink,
)

__all__ = [
    "Document",
    "Likelihood",
    "Objective",
    "Programme",
    "Report",
    "Statement",
    "Target",
    "TargetVersion",
    "TaskLink",
    "Trajectory",
]
