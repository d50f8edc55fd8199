"""How long the report of a whole programme takes: the gate over all of its tables, and its files.

`python -m bench.reports` measures these alone.
"""

import time
from datetime import date

from rich.console import Console
from rich.table import Table

from activities.report_files.bundle import report_files
from activities.report_gate import gate
from schemas.report.content import Publication, Report
from tests.support.national_report import AREAS, FIRST, as_published, national_material, passed

BUDGET = 120  # seconds
_PUBLICATION = Publication(on=date(2021, 7, 5), signed_by="Zoe Example", post="Deputy director")


def measure_reports(table: Table) -> None:
    """Add a row: a report on all areas, after one on some of them."""
    first = national_material(FIRST, name="first")
    material = national_material(earlier=[as_published(first, gate(first))])
    begun = time.perf_counter()
    content = passed(material)
    judged = time.perf_counter() - begun
    files = report_files(Report(content=content, publication=_PUBLICATION))
    took = time.perf_counter() - begun
    table.add_row(
        f"report on {AREAS} areas, {len(content.tables)} tables, {len(files)} files",
        f"{took:.1f} s (budget {BUDGET} s), of which the gate {judged:.1f} s",
    )


def main() -> int:
    """Measure and print the table."""
    table = Table("what", "measured", title="A national report on this machine, in one run")
    measure_reports(table)
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
