"""What the room stores."""

from dieuhanh.directives.models.directives import Directive
from dieuhanh.directives.models.following import DelayCause, Explanation, TaskPeriod
from dieuhanh.directives.models.hooks import Delivery, Hook
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
from dieuhanh.directives.models.totals import Total

__all__ = [
    "Claim",
    "Coordination",
    "DeadlineChange",
    "DelayCause",
    "Delivery",
    "Directive",
    "Evidence",
    "Explanation",
    "ExtensionRequest",
    "Hook",
    "Move",
    "Notice",
    "Progress",
    "Task",
    "TaskPeriod",
    "Total",
]
