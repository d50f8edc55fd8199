"""Times of commands on a running stack: what a person waits for, and what the processor does.

`python -m bench.commands` measures these alone.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.console.run.running import Running, a_day_that_suits, up

EACH = 10
_VISIT = "interim-e10000016"
_COORDINATORS = ("desk-1", "desk-2")
"""Between whom a visit is handed to and fro."""
_LOOKS = (("list",), ("tasks",), ("show", _VISIT))


def measure_commands(table: Table) -> None:
    """Measure on a stack as a person has it, in a folder of its own, and add the rows."""
    with tempfile.TemporaryDirectory() as folder, up(Path(folder)) as stack:
        for area in ("E10000016", "E10000030", "E10000012"):
            stack.run("open", area, "--day-one", a_day_that_suits())
        for words in _LOOKS:
            _row(table, words[0], [_taken(stack, words) for _ in range(EACH)])
        for ref in _COORDINATORS:
            known = ("--ref", ref, "--role", "coordinator", "--email", f"{ref}@example.org")
            stack.run("people", "add", "Ada Sample", *known)
        turns = (_COORDINATORS[n % len(_COORDINATORS)] for n in range(EACH))
        handed = [("hand-over", _VISIT, "--to", ref, "--yes") for ref in turns]
        _row(table, "hand-over", [_taken(stack, words) for words in handed])


def _taken(stack: Running, words: Sequence[str]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, that one command takes."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    stack.run(*words)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used


def _row(table: Table, name: str, taken: Sequence[tuple[float, float]]) -> None:
    wall, used = zip(*taken, strict=True)
    table.add_row(f"visits {name} p50", f"{statistics.median(wall):.2f} s")
    table.add_row("  of the processor, least", f"{min(used):.2f} s")


def main() -> int:
    """Measure and print the table."""
    table = Table("what", "measured", title="Commands on this machine, in one run")
    measure_commands(table)
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
