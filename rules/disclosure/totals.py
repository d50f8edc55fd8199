"""The full cross of a table: its totals worked out, and those that it has checked."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from rules.disclosure.axes import Axis
from rules.disclosure.hierarchies import Hierarchy
from rules.selection.csv_text import NotUsable, listed
from schemas.disclosure import LongTable

_MOST_CELLS = 100_000

Values = tuple[str, ...]


class FullTable(NamedTuple):
    """A table with every total.

    Attributes:
        name: What sentences call it.
        dimensions: Their names.
        counts: Of each cell of the full cross, by its values: lines in the order of the table,
            totals last; people.
        impossible: The cells that are zero and cannot be otherwise.
    """

    name: str
    dimensions: tuple[str, ...]
    counts: Mapping[Values, int]
    impossible: frozenset[Values]


def complete(table: LongTable, hierarchies: Mapping[str, Hierarchy]) -> FullTable:
    """Work out the cells that a table does not have, and check the totals that it has.

    Args:
        table: Without hidden cells.
        hierarchies: By dimension.

    Raises:
        NotUsable: A total does not add up, a value has no place in its hierarchy, or values at the
            bottom of the table share people.
    """
    axes = [
        Axis([row.values[place] for row in table.rows], hierarchies[dimension], table.name)
        for place, dimension in enumerate(table.dimensions)
    ]
    _require_size(axes, table.name)
    lowest = {
        row.values: row.count or 0
        for row in table.rows
        if all(value in axis.lowest for value, axis in zip(row.values, axes, strict=True))
    }
    counts = dict.fromkeys(product(*(axis.order for axis in axes)), 0)
    for values, count in lowest.items():
        if count:
            for cell in product(*(axis.up[v] for v, axis in zip(values, axes, strict=True))):
                counts[cell] += count
    for row in table.rows:
        if counts[row.values] != row.count:
            raise NotUsable(
                f"{table.name} has in line {row.line} the count {row.count} for "
                f"{listed(row.values)}, but what it is made of adds up to {counts[row.values]}; "
                "put the one or the other right. Rows that are not there are zero."
            )
    impossible = frozenset(row.values for row in table.rows if row.impossible)
    return FullTable(table.name, table.dimensions, counts, impossible)


def _require_size(axes: list[Axis], name: str) -> None:
    cells = 1
    for axis in axes:
        cells *= len(axis.order)
    if cells > _MOST_CELLS:
        raise NotUsable(
            f"{name} has {cells:,} cells with all totals, and no more than {_MOST_CELLS:,} are "
            "protected at once; leave a dimension out, or give coarser values."
        )
