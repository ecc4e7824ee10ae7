"""`make torture`: kills at random moments while clients write; prints what came of it, and as JSON where asked."""

import argparse
import json
import random
import sys
from pathlib import Path

from tests.running import Program
from tests.torture.rounds import Outcome, Torture


def main() -> None:
    """Run, print, and end with 1 when a fault was found (the data folder is then kept)."""
    reader = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    reader.add_argument("--rounds", type=int, default=200)
    reader.add_argument(
        "--seed", type=int, default=None, help="the lot; another one each time when not given"
    )
    reader.add_argument("--reckon-every", type=int, default=10, help="rounds between two reckonings")
    reader.add_argument("--json", type=Path, default=None, help="also write the outcome here")
    given = reader.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    print(f"seed {seed}", flush=True)
    program = Program()
    outcome = Outcome(seed, faults=["it did not come to an end"])
    try:
        program.start()
        torture = Torture(program, seed=seed, tell=lambda text: print(text, flush=True))
        outcome = torture.outcome
        torture.run(given.rounds, reckon_every=given.reckon_every)
    except AssertionError as error:
        outcome.faults.append(str(error))
    finally:
        text = json.dumps(outcome.as_dict(), indent=1, ensure_ascii=False)
        print(text)
        if given.json:
            given.json.write_text(text + "\n")
        program.stop()
    if outcome.faults:
        print(f"Kept for looking at: {program.home}", file=sys.stderr)
        raise SystemExit(1)
    program.remove()


if __name__ == "__main__":
    main()
