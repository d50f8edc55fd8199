"""What each scenario costs Temporal: events, bytes and billable actions of all its runs.

`python -m bench.scenarios` prints them. They are counted in the golden histories, which the tests
hold against what the code does, so that nothing need be played.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console

from bench.beside.shape import Counts, counts_of
from bench.figures import FOLDER, Figure, Results
from tests.golden.book import Book

_WARNS_AT: Final = 10_240
"""Events of one history at which the server warns."""


def measure_scenarios() -> Results:
    """Count in the newest history of each."""
    book = Book()
    newest = {one.scenario: one for one in book.standing()}
    results = Results("scenarios", "What each scenario leaves in Temporal, in all of its runs")
    for name, generation in sorted(newest.items()):
        runs = [counts_of(history.events) for history in book.histories(generation)]
        results.figures += _figures(name, runs)
    return results


def _figures(name: str, runs: list[Counts]) -> Iterator[Figure]:
    kept = sum(run.bytes for run in runs) / 1000
    actions = sum(run.actions for run in runs)
    longest = max(run.events for run in runs)
    of = f"of {len(runs)} runs" if len(runs) > 1 else "of 1 run"
    yield Figure(f"{name}: events {of}", "", [sum(run.events for run in runs)])
    yield Figure("  events of the longest", "", [longest], target=_WARNS_AT)
    yield Figure("  bytes", "KB", [kept])
    yield Figure("  billable actions", "", [actions])


def main() -> int:
    """Count, print the table and write the file."""
    asks = argparse.ArgumentParser(description="What each scenario leaves in Temporal.")
    asks.add_argument("--out", type=Path, default=FOLDER, help="where the JSON goes")
    results = measure_scenarios()
    results.write(asks.parse_args().out)
    results.show(Console())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
