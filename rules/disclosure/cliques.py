"""Which dimensions have to be crossed so that nothing that tables tell together is lost.

Tables of region by type and of region by age fit together whenever their regions do, so nobody need
cross type with age: tables are kept apart wherever the dimensions that they share hold them
together. Formally these are the cliques of a chordal graph over the dimensions; for tables along a
tree of such cliques, agreement in what neighbours share is enough for a common table of whole
counts to exist (Lauritzen, Graphical Models, 1996, chapter 2).
"""

from collections.abc import Iterable

Clique = tuple[str, ...]


def cliques(tables: Iterable[Iterable[str]]) -> tuple[Clique, ...]:
    """Sets of dimensions that cover every table.

    Args:
        tables: The dimensions of each.

    Returns:
        The maximal cliques, each in the order of the alphabet, after filling in what is missing to
        a chordal graph (dimensions that need the least filling are taken out first).
    """
    beside: dict[str, set[str]] = {}
    for dimensions in (tuple(table) for table in tables):
        for dimension in dimensions:
            beside.setdefault(dimension, set()).update({*dimensions} - {dimension})
    found: list[frozenset[str]] = []
    while beside:
        taken = min(sorted(beside), key=lambda one: (_missing(one, beside), len(beside[one])))
        others = beside.pop(taken)
        for other in others:
            beside[other].discard(taken)
            beside[other].update(others - {other})
        clique = frozenset({taken, *others})
        if not any(clique <= larger for larger in found):
            found.append(clique)
    return tuple(sorted(tuple(sorted(clique)) for clique in found))


def _missing(one: str, beside: dict[str, set[str]]) -> int:
    """How many pairs of its neighbours are no neighbours of each other."""
    others = beside[one]
    return sum(len(others - beside[other] - {other}) for other in others)
