"""What `ledger verify` holds the room's rows to: each one hashes to what the ledger last said of it."""

from django.db.models import Model

from dieuhanh.ledger.held import hold
from dieuhanh.programmes.models import (
    Document,
    Likelihood,
    Objective,
    Programme,
    Report,
    Statement,
    Target,
    TargetVersion,
    TaskLink,
    Trajectory,
)

KINDS: tuple[type[Model], ...] = (
    Programme, Objective, Target, TargetVersion, TaskLink, Report, Document, Statement, Trajectory, Likelihood,
)  # fmt: skip

for _kind in KINDS:
    hold(_kind._default_manager.all())
