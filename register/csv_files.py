"""CSV as we write it: the same bytes for the same rows, and no formula in it."""

import csv
import io
from collections.abc import Iterable, Sequence

from rules.selection.csv_text import no_formula


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a file, the first with the names of the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([no_formula(cell) for cell in row] for row in rows)
    return text.getvalue()
