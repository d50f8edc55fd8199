"""A dimension as all tables together tell it apart: groups of people, and which make up which.

Two values that stand for the same people, such as a region with one area and that area, are one
group; so whoever hides one hides both.
"""

from collections.abc import Iterable, Sequence

from rules.disclosure.hierarchies import Hierarchy
from schemas.disclosure import TOTAL

Group = int
"""A group of people by number; 0 is everybody."""
EVERYBODY: Group = 0


class Dimension:
    """The groups of a dimension.

    Groups are made of *atoms*: what no value of any table divides.

    Attributes:
        size: How many groups there are.
        atoms: The groups that are not divided.
        parts: For each group, groups that together are exactly it; none for an atom.

    Args:
        hierarchy: What is below each value.
        values: Every value that a table has.
    """

    def __init__(self, hierarchy: Hierarchy, values: Iterable[str]) -> None:
        """Divide everybody as far as the tables do."""
        self.hierarchy = hierarchy
        named = sorted({*values} - {TOTAL})
        leaves = {value: hierarchy.leaves(value) for value in named}
        told: dict[str, list[str]] = {}
        for value in named:
            for leaf in leaves[value]:
                told.setdefault(leaf, []).append(value)
        atoms: dict[tuple[str, ...], int] = {}
        atom_of = {leaf: atoms.setdefault(tuple(told[leaf]), len(atoms)) for leaf in sorted(told)}
        everybody = frozenset(range(max(len(atoms), 1)))
        members = {value: frozenset(atom_of[leaf] for leaf in leaves[value]) for value in named}
        groups: dict[frozenset[int], Group] = {everybody: EVERYBODY}
        for value in named:
            groups.setdefault(members[value], len(groups))
        for atom in sorted(everybody):
            groups.setdefault(frozenset({atom}), len(groups))
        self._members = list(groups)
        self._by_value = {TOTAL: EVERYBODY, **{v: groups[m] for v, m in members.items()}}
        self.size = len(groups)
        self.atoms = tuple(g for g, m in enumerate(self._members) if len(m) == 1)
        self.parts = tuple(self._parts_of(group) for group in range(self.size))

    def group(self, value: str) -> Group:
        """The group that a value stands for."""
        return self._by_value[value]

    def told(self, group: Group) -> str:
        """What a group is called: by a value that stands for it, or by its lowest values."""
        called = [value for value, own in self._by_value.items() if own == group]
        return called[0] if called else "the rest"

    def remainder(self, groups: Iterable[Group]) -> tuple[Group, ...]:
        """The atoms that are in none of some groups, as groups."""
        covered = frozenset[int]().union(*(self._members[group] for group in groups))
        return tuple(group for group in self.atoms if not self._members[group] <= covered)

    def _parts_of(self, group: Group) -> tuple[Group, ...]:
        """The largest groups that are in it and share nobody, filled up with atoms."""
        own = self._members[group]
        if len(own) == 1:
            return ()
        inside: Sequence[Group] = sorted(
            (g for g, m in enumerate(self._members) if m < own),
            key=lambda g: (-len(self._members[g]), g),
        )
        parts: list[Group] = []
        left = own
        for candidate in inside:
            if self._members[candidate] <= left:
                parts.append(candidate)
                left -= self._members[candidate]
        return tuple(parts)
