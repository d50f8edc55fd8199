"""How long whole programmes take to be rehearsed, and what that costs."""

import asyncio
import tempfile
import time
from pathlib import Path

from rich.table import Table

from release.rehearsal.programme.rehearsal import (
    ProgrammeReport,
    load_programme,
    programme_file,
    rehearse_programme,
)
from stack import throwaway_stack
from workflows.search_attributes import server_types

BUDGETS = {"ten": 12, "national": 120}
"""Seconds, once the stack is up."""


def measure_programmes(table: Table, names: tuple[str, ...] = tuple(BUDGETS)) -> None:
    """Add rows: each programme with its visits, and the processor time of this process for one."""
    for name in names:
        before = time.process_time()
        report = _rehearse(name)
        spent = time.process_time() - before
        visits = len(report.visits)
        what = f"programme {name}, {visits} visits rehearsed"
        table.add_row(what, f"{report.seconds:.1f} s (budget {BUDGETS[name]} s)")
        table.add_row("  this process, a visit", f"{spent / max(visits, 1):.2f} s of processor")


def _rehearse(name: str) -> ProgrammeReport:
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        return asyncio.run(
            rehearse_programme(
                load_programme(programme_file(name)),
                out=Path(folder),
                addresses=stack.addresses,
                told=lambda _at, _what: None,
            )
        )
