"""Plans of the sizes that programmes have, as `visits plan` makes them."""

import time

from rich.table import Table

from activities.solvers.planning import propose
from schemas.plan_answer import PlanAnswer
from tests.support.plans import larger

SIZES = ((50, 30, 20), (150, 60, 60))
"""Visits, inspectors, and the seconds allowed."""

INSTANCES = (1, 2, 3)


def measure_plans(table: Table) -> None:
    """Add a line for each size and instance: seconds, gap, and what it costs."""
    for visits, inspectors, seconds in SIZES:
        for number in INSTANCES:
            asked = larger(visits, inspectors, number, seconds)
            begun, worked = time.perf_counter(), time.process_time()
            answer = propose(asked)
            took, busy = time.perf_counter() - begun, time.process_time() - worked
            found = (
                f"{answer.status}, cost {answer.objective}, gap {answer.gap:.1%}"
                if isinstance(answer, PlanAnswer)
                else "impossible"
            )
            table.add_row(
                f"plan: {visits} visits, {inspectors} inspectors, no. {number}",
                f"{took:.1f} s ({busy:.1f} s of processor): {found}",
            )
