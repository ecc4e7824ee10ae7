"""The torture's short form: five rounds of kills under load, then the reckoning. The long one is `make torture`."""

import pytest

from tests.demonstration import demonstration
from tests.torture.rounds import Torture

pytestmark = [pytest.mark.slow]

KINDS = ("web", "worker", "keeper", "database", "live")


def test_nothing_acknowledged_is_lost_or_doubled_by_five_kills() -> None:
    program = demonstration()
    try:
        torture = Torture(program, seed=20200810)
        outcome = torture.run(5, reckon_every=5, kinds=KINDS)
        assert outcome.faults == []
        assert dict(outcome.kills) == dict.fromkeys(KINDS, 1)
        assert outcome.reckonings == 1
        assert outcome.acknowledged > 0
        assert outcome.entries_verified > 0
        assert outcome.events_heard > 0
        assert outcome.backup_proved
    finally:
        program.remove()
