"""Counts of one set of people as unknowns, and the sums that bind them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from rules.disclosure.cliques import Clique
from rules.disclosure.dimensions import EVERYBODY, Dimension, Group
from rules.selection.csv_text import NotUsable

_MOST_UNKNOWNS = 400_000

Key = tuple[Group, ...]
"""A group in each dimension, in the order of the alphabet."""
Unknown = int
"""A count that somebody may look for, by number."""
Equation = tuple[tuple[Unknown, int], ...]
"""Unknowns with factors, which add up to zero."""


class Space(NamedTuple):
    """All cells that tables may speak of.

    Attributes:
        dimensions: By name, in the order of the alphabet.
        cliques: Sets of dimensions that are crossed.
    """

    dimensions: Mapping[str, Dimension]
    cliques: tuple[Clique, ...]

    def key(self, names: Iterable[str], groups: Iterable[Group]) -> Key:
        """A cell by its groups in some dimensions, and everybody in all others."""
        given = dict(zip(names, groups, strict=True))
        return tuple(given.get(name, EVERYBODY) for name in self.dimensions)

    def named(self, names: Iterable[str], values: Iterable[str]) -> Key:
        """The same, by values."""
        pairs = list(zip(names, values, strict=True))
        return self.key(
            (name for name, _ in pairs),
            (self.dimensions[name].group(value) for name, value in pairs),
        )

    def keys(self, clique: Clique) -> Iterator[Key]:
        """Every cell of a clique."""
        axes = (
            range(dimension.size) if name in clique else (EVERYBODY,)
            for name, dimension in self.dimensions.items()
        )
        yield from product(*axes)

    def require_size(self) -> None:
        """Refuse what is too much to look through.

        Raises:
            NotUsable: There are too many cells.
        """
        cells = 0
        for clique in self.cliques:
            crossed = 1
            for name in clique:
                crossed *= self.dimensions[name].size
            cells += crossed
        if cells > _MOST_UNKNOWNS:
            raise NotUsable(
                f"All tables together come to {cells:,} cells, and no more than "
                f"{_MOST_UNKNOWNS:,} are looked through at once; leave out a table that shares no "
                "people with the others, or give coarser values."
            )


class Population:
    """The counts of a set of people.

    Attributes:
        unknowns: The unknown of each cell.
        equations: Each cell that is divided, and its parts, once for each dimension.

    Args:
        space: Its cells.
        cliques: Those of the space's cliques that are told of these people.
        first: The number of the first unknown.
    """

    def __init__(self, space: Space, cliques: Iterable[Clique], first: Unknown) -> None:
        """Number the cells and add them up."""
        self.unknowns: dict[Key, Unknown] = {}
        divided: dict[tuple[Key, int], None] = {}
        dimensions = tuple(space.dimensions.values())
        for clique in cliques:
            places = [place for place, name in enumerate(space.dimensions) if name in clique]
            for key in space.keys(clique):
                self.unknowns.setdefault(key, first + len(self.unknowns))
                for place in places:
                    if dimensions[place].parts[key[place]]:
                        divided[key, place] = None
        self.equations: tuple[Equation, ...] = tuple(
            (
                (self.unknowns[key], -1),
                *(
                    (self.unknowns[*key[:place], part, *key[place + 1 :]], 1)
                    for part in dimensions[place].parts[key[place]]
                ),
            )
            for key, place in divided
        )
