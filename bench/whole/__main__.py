"""An hour of use in minutes, on a whole house of processes: `python -m bench.whole --help`."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from bench.figures import FOLDER
from bench.whole.house import Doubled
from bench.whole.measure import measure_whole
from bench.whole.play import AN_HOUR, Asked
from worker.logs import set_up_logs


def main() -> int:
    """Measure, print the tables and write the files; 1 if an answer was wrong."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--visits", type=int, default=150, metavar="N")
    asks.add_argument("--people", type=int, default=40, metavar="N")
    asks.add_argument("--consumers", type=int, default=50, metavar="N")
    asks.add_argument("--minutes", type=float, default=10, help="in which an hour is played")
    asks.add_argument(
        "--steps", type=float, nargs="+", default=[1, 2, 4], metavar="N", help="times the rate"
    )
    asks.add_argument("--seconds", type=float, default=AN_HOUR, help="at most, for each step")
    for processes in ("--workers", "--pages", "--feeds"):
        asks.add_argument(processes, type=int, default=1, metavar="N", help="processes")
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--out", type=Path, default=FOLDER, help="where the JSON goes")
    told = asks.parse_args()
    set_up_logs(level=40)
    doubled = Doubled(told.workers, told.pages, told.feeds)
    asked = Asked(
        *(told.visits, told.people, told.consumers, told.minutes),
        steps=told.steps,
        doubled=doubled,
        seed=told.seed,
        at_most=told.seconds,
    )
    results, wrong = measure_whole(asked)
    console = Console(width=None if sys.stdout.isatty() else 160)
    for one in results:
        one.write(told.out)
        one.show(console)
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
