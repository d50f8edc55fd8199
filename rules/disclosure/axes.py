"""The values that one table has in one dimension, and which of them it divides no further."""

from collections.abc import Iterable

from rules.disclosure.hierarchies import Hierarchy
from rules.selection.csv_text import NotUsable
from schemas.disclosure import TOTAL
from schemas.visible import echoed


class Axis:
    """One dimension of one table.

    Args:
        values: Of its rows, each as often as it likes.
        hierarchy: The dimension's.
        name: What sentences call the table.

    Attributes:
        order: Its values as they are told, each before what it is part of, the total last.
        lowest: Those that none of the others divides.
        up: For each of the lowest, itself and everything that it is part of.

    Raises:
        NotUsable: A value has no place in the hierarchy, or two of the lowest share people.
    """

    def __init__(self, values: Iterable[str], hierarchy: Hierarchy, name: str) -> None:
        """See what is part of what."""
        given = [value for value in dict.fromkeys(values) if value != TOTAL]
        hierarchy.require(given, name)
        above = {value: hierarchy.above(value) for value in given}
        divided = set[str]().union(*above.values())
        self.lowest = tuple(value for value in given if value not in divided) or (TOTAL,)
        self.up = {
            value: (*dict.fromkeys((value, *sorted(above.get(value, ())), TOTAL)),)
            for value in self.lowest
        }
        self._require_apart(hierarchy, name)
        groups = sorted({*divided, *given} - {*self.lowest}, key=lambda v: _height(v, hierarchy))
        self.order = (*dict.fromkeys((*self.lowest, *groups, TOTAL)),)

    def _require_apart(self, hierarchy: Hierarchy, name: str) -> None:
        seen: dict[str, str] = {}
        for value in self.lowest:
            for leaf in hierarchy.leaves(value):
                if leaf in seen:
                    raise NotUsable(
                        f"{name} has “{echoed(seen[leaf])}” and “{echoed(value)}” in "
                        f"“{echoed(hierarchy.dimension)}”, which share “{echoed(leaf)}”, and "
                        "nothing below them; give the counts of what they are made of."
                    )
                seen[leaf] = value


def _height(value: str, hierarchy: Hierarchy) -> tuple[int, str]:
    return len(hierarchy.leaves(value)), value
