"""A protected table as a file that may be published."""

from register.csv_files import as_csv
from schemas.disclosure import HIDDEN, IMPOSSIBLE, ProtectedCell, Protection


def published_csv(protection: Protection) -> str:
    """The full cross in long form; nothing in it tells why a cell is hidden."""
    cells = [(*cell.values, shown_count(cell)) for cell in protection.cells]
    return as_csv([(*protection.dimensions, "count"), *cells])


def shown_count(cell: ProtectedCell) -> str:
    """What is published of a cell."""
    if cell.count is None:
        return HIDDEN
    return IMPOSSIBLE if cell.impossible else f"{cell.count}"
