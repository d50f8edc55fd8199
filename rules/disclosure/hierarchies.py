"""Hierarchies: which values of a dimension are parts of which, such as areas of regions."""

from collections.abc import Iterable, Mapping

from rules.selection.csv_text import NotUsable, listed, read_csv
from schemas.disclosure import TOTAL, Links
from schemas.visible import echoed

_COLUMNS = ("child", "parent")


def read_hierarchy(body: bytes, name: str) -> Links:
    """Read a hierarchy: CSV with the columns `child` and `parent`.

    Args:
        body: The file.
        name: What the sentences call it.

    Raises:
        NotUsable: It is no such file, a line lacks a value or is there twice, or a value is below
            itself.
    """
    table = read_csv(body, name)
    if missing := tuple(column for column in _COLUMNS if column not in table.columns):
        raise NotUsable(
            f"{name} has to have the columns child and parent; it lacks {listed(missing)}."
        )
    child_at, parent_at = (table.columns.index(column) for column in _COLUMNS)
    lines: dict[tuple[str, str], int] = {}
    for line, cells in table.rows:
        child, parent = cells[child_at], cells[parent_at]
        for value, other, what in ((child, parent, "child"), (parent, child, "parent")):
            if not value:
                raise NotUsable(
                    f"{name} has no {what} for “{echoed(other)}” in line {line}; the parent of "
                    f"what is below nothing else is {TOTAL}."
                )
        if child.casefold() == TOTAL.casefold():
            raise NotUsable(
                f"{name} has {TOTAL} below “{echoed(parent)}” in line {line}; nothing is above it."
            )
        if (child, parent) in lines:
            raise NotUsable(
                f"{name} has “{echoed(child)}” below “{echoed(parent)}” twice, in lines "
                f"{lines[child, parent]} and {line}; take one of them out."
            )
        lines[child, parent] = line
    return tuple(lines)


class Hierarchy:
    """Values and what is below each.

    Args:
        dimension: Whose values they are.
        links: Each child with its parent; none where values are parts of the total alone.

    Raises:
        NotUsable: A value is below itself.
    """

    def __init__(self, dimension: str, links: Links = ()) -> None:
        """Work out what each value is made of."""
        self.dimension = dimension
        self._children: dict[str, list[str]] = {}
        self._parents: dict[str, list[str]] = {}
        for child, parent in links:
            self._parents.setdefault(child, [])
            if parent != TOTAL:
                self._parents.setdefault(parent, [])
                self._children.setdefault(parent, []).append(child)
                self._parents[child].append(parent)
        self._leaves: dict[str, frozenset[str]] = {}
        for value in self._parents:
            self._gather(value, ())

    def require(self, values: Iterable[str], name: str) -> None:
        """Refuse values that the hierarchy does not place; of no hierarchy, none.

        Raises:
            NotUsable: One has no parent.
        """
        if not self._parents:
            return
        lost = tuple(
            sorted(value for value in values if value != TOTAL and value not in self._parents)
        )
        if lost:
            raise NotUsable(
                f"{name} has {listed(lost)} in “{echoed(self.dimension)}”, which the hierarchy "
                f"does not place; add a line with its parent, which may be {TOTAL}."
            )

    def leaves(self, value: str) -> frozenset[str]:
        """The lowest values below one, or the value itself."""
        return self._leaves.get(value, frozenset({value}))

    def above(self, value: str) -> set[str]:
        """Every value that one is part of, but the total."""
        found: set[str] = set()
        waiting = [value]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def _gather(self, value: str, path: tuple[str, ...]) -> frozenset[str]:
        if value in path:
            circle = (*path[path.index(value) :], value)
            raise NotUsable(
                f"The hierarchy of “{echoed(self.dimension)}” goes in a circle: {listed(circle)}; "
                "take one of these lines out."
            )
        if value not in self._leaves:
            below = [self._gather(child, (*path, value)) for child in self._children.get(value, ())]
            self._leaves[value] = frozenset[str]().union(*below) if below else frozenset({value})
        return self._leaves[value]


def hierarchies_of(dimensions: Iterable[str], links: Mapping[str, Links]) -> dict[str, Hierarchy]:
    """A hierarchy for each dimension.

    Args:
        dimensions: Of all tables.
        links: By dimension, for those that have levels.

    Raises:
        NotUsable: There is one for a dimension that no table has, or it goes in a circle.
    """
    known = tuple(dict.fromkeys(dimensions))
    if lost := tuple(name for name in links if name not in known):
        raise NotUsable(
            f"There is a hierarchy for {listed(lost)}, which is a dimension of no table; there are "
            f"{listed(known)}."
        )
    return {name: Hierarchy(name, links.get(name, ())) for name in known}
