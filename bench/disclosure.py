"""How long it takes to protect a large table, and how many cells of small ones are hidden.

`python -m bench.disclosure --tables 500` compares as many small tables with the proven optimum, and
names those that do not have the fewest.
"""

import argparse
import random
import time

from rich.console import Console
from rich.table import Table

from activities.solvers.disclosure import protect
from schemas.disclosure import LongTable, Row, ToProtect
from tests.support import least_hidden
from tests.support.drawn_tables import drawn_table, hidden_by_the_gate

AREAS, REGIONS, KINDS, NEEDS = 60, 9, 5, 11
BUDGET = 60  # seconds
SMALL, LARGEST = 40, 60
"""Small tables that are compared, and the cells that each may have."""


def measure_disclosure(table: Table) -> None:
    """Add a row: 5,040 cells with their totals, of which a quarter are small."""
    begun = time.perf_counter()
    answer = protect(_asked())
    took = time.perf_counter() - begun
    table.add_row(
        f"protect {len(answer.cells):,} cells",
        f"{took:.1f} s (budget {BUDGET} s): {answer.hidden} hidden, gap {answer.gap:.1%}",
    )


def measure_fewest(table: Table, number: int = SMALL) -> None:
    """Add a row: what is hidden of small tables, beside the least that can be."""
    hidden = least = 0
    more = []
    for each in range(number):
        drawn = drawn_table(each, LARGEST)
        got = hidden_by_the_gate(drawn)
        try:
            best = drawn.least()
        except least_hidden.Unprotectable:
            best = None
        if got != best:
            more.append(f"table {each}: {got} for {best}")
        hidden, least = hidden + (got or 0), least + (best or 0)
    told = f"{hidden} cells hidden, {least} at least (budget 10% above)"
    table.add_row(f"{number} small tables", "; ".join((told, *more)))


def _asked() -> ToProtect:
    drawn = random.Random(1)  # noqa: S311 - invented counts
    rows = []
    for area in range(AREAS):
        size = drawn.lognormvariate(0, 0.6)
        for kind in range(KINDS):
            for need in range(NEEDS):
                mean = 43 * size / (1 + kind) / (1 + need / 2)
                values = (f"area {area}", f"kind {kind}", f"need {need}")
                rows.append(Row(values, int(drawn.expovariate(1 / mean))))
    return ToProtect(
        table=LongTable(name="bench", dimensions=("area", "kind", "need"), rows=tuple(rows)),
        hierarchies={
            "area": tuple((f"area {area}", f"region {area % REGIONS}") for area in range(AREAS))
        },
    )


def main() -> int:
    """Compare small tables and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tables", type=int, default=SMALL)
    table = Table("what", "measured", title="Hidden cells beside the proven optimum")
    measure_fewest(table, asked.parse_args().tables)
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
