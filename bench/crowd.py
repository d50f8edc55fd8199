"""Times of decisions and of consumers while 300 connections say half of a header.

`python -m bench.crowd` measures these alone.
"""

import asyncio
import statistics
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.console.run.crowding import CROWD, answers
from tests.console.run.running import a_day_that_suits, up
from worker.decision_keys import decision_keys

ROUNDS = 6
EACH = 10


def measure_crowd(table: Table) -> None:
    """Measure on a stack as a person has it, in a folder of its own, and add the rows."""
    with tempfile.TemporaryDirectory() as folder, up(Path(folder)) as stack:
        token = stack.run("tokens", "make", "bench", "--scope", "feed").strip()
        stack.run("open", "E10000016", "--day-one", a_day_that_suits())
        signer = decision_keys(Path(folder) / "var").signer()
        times = asyncio.run(
            answers(stack.addresses, token, "interim-e10000016", signer, rounds=ROUNDS, each=EACH)
        )
    for (name, crowd), taken in sorted(times.items()):
        where = f"with {CROWD} half headers" if crowd else "without a crowd"
        table.add_row(f"a {name}, {where} p50", f"{statistics.median(taken) * 1000:.0f} ms")
        slowest = statistics.quantiles(taken, n=20)[18]
        table.add_row("  p95", f"{slowest * 1000:.0f} ms")


def main() -> int:
    """Measure and print the table."""
    table = Table("what", "measured", title="The feed in a crowd on this machine, in one run")
    measure_crowd(table)
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
