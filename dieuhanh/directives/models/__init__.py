"""What the room stores."""

from dieuhanh.directives.models.directives import Directive
from dieuhanh.directives.models.following import DelayCause, Explanation, TaskPeriod
from dieuhanh.directives.models.moves import (
    Claim,
    DeadlineChange,
    Evidence,
    ExtensionRequest,
    Move,
    Notice,
    Progress,
)
from dieuhanh.directives.models.tasks import Coordination, Task

__all__ = [
    "Claim",
    "Coordination",
    "DeadlineChange",
    "DelayCause",
    "Directive",
    "Evidence",
    "Explanation",
    "ExtensionRequest",
    "Move",
    "Notice",
    "Progress",
    "Task",
    "TaskPeriod",
]
