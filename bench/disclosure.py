"""How long it takes to protect a table of the size that a national report may have."""

import random
import time

from rich.table import Table

from activities.solvers.disclosure import protect
from schemas.disclosure import LongTable, Row, ToProtect

AREAS, REGIONS, KINDS, NEEDS = 60, 9, 5, 11
BUDGET = 60  # seconds


def measure_disclosure(table: Table) -> None:
    """Add a row: 5,040 cells with their totals, of which a quarter are small."""
    begun = time.perf_counter()
    answer = protect(_asked())
    took = time.perf_counter() - begun
    table.add_row(
        f"protect {len(answer.cells):,} cells",
        f"{took:.1f} s (budget {BUDGET} s): {answer.hidden} hidden, gap {answer.gap:.1%}",
    )


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
