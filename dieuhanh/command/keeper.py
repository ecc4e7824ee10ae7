"""The keeper: orders ledger entries and signs heads, feeds listeners, rings clocks, revives stalled jobs, sends webhooks."""

import signal
import threading
from types import FrameType

from dieuhanh.command.frame import set_up_django


def keep() -> None:
    """Run until told to stop. Each duty has its own thread; one that fails stops the process, which is started again."""
    set_up_django()
    from dieuhanh.config import clock, jobs_revival
    from dieuhanh.directives import delivering
    from dieuhanh.ledger import runner, sequencer

    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    duties = {
        "sequencer": sequencer.run_forever,
        "listeners": runner.run_forever,
        "clocks": clock.run_forever,
        "jobs": jobs_revival.run_forever,
        "webhooks": delivering.run_forever,
    }
    threads = [
        threading.Thread(target=duty, args=(stop,), name=name, daemon=True) for name, duty in duties.items()
    ]
    for thread in threads:
        thread.start()
    while not stop.wait(1):
        fallen = [thread.name for thread in threads if not thread.is_alive()]
        if fallen:
            raise SystemExit(f"The keeper's {', '.join(fallen)} fell.")
    for thread in threads:
        thread.join(timeout=5)


if __name__ == "__main__":
    keep()
