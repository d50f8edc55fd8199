"""How long a fair selection takes, from the real areas with invented columns beside the real."""

import time
from datetime import date

from rich.table import Table

from activities.solvers.selection import fix
from register.areas import areas_on
from rules.selection import draw_sample, read_frame, what_is_asked
from schemas.selection import Frame

DRAWS = 1000
CASES = (
    (10, ("region", "council_type", "history"), 10),
    (22, ("region", "council_type", "history", "size"), 30),
)
"""How many areas, by which columns, and the budget in seconds."""


def measure_selection(table: Table) -> None:
    """Add rows: portfolios of a small and a large selection, and a thousand draws from one."""
    frame = _frame()
    portfolios = []
    for number, by, budget in CASES:
        begun = time.perf_counter()
        portfolios.append(fix(frame, what_is_asked(frame, number, by)))
        took = time.perf_counter() - begun
        what = f"select {number} of {len(frame.rows)} by {len(by)} columns"
        table.add_row(what, f"{took:.2f} s (budget {budget} s)")
    begun = time.perf_counter()
    for turn in range(DRAWS):
        draw_sample(portfolios[-1], frame.codes, f"bench-{turn}")
    table.add_row(f"  {DRAWS} draws", f"{time.perf_counter() - begun:.2f} s")


def _frame() -> Frame:
    lines = ["code,region,council_type,history,size"]
    for place, area in enumerate(areas_on(date(2020, 10, 5))):
        history = ("never", "once", "again", "never")[place * place % 7 % 4]
        size = "small" if place % 3 else "large"
        lines.append(f"{area.gss_code},{area.region},{area.council_type},{history},{size}")
    return read_frame("\n".join(lines).encode())
