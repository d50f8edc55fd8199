"""Whether a sample keeps the quotas, and what it misses."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from schemas.selection import Bound, Miss, Portfolio


def counts_of(portfolio: Portfolio, codes: Sequence[str], sample: Iterable[str]) -> Counter[int]:
    """How many areas of each type a sample has; an area from outside the frame is of none."""
    kinds = dict(zip(codes, portfolio.type_of, strict=True))
    return Counter(kinds[code] for code in sample if code in kinds)


def misses(bounds: Sequence[Bound], counts: Mapping[int, int]) -> tuple[Miss, ...]:
    """The quotas that counts of types do not keep."""
    found = []
    for number, bound in enumerate(bounds):
        got = _got(bound, counts)
        if not bound.least <= got <= bound.most:
            found.append(Miss(quota=number, least=bound.least, most=bound.most, got=got))
    return tuple(found)


def distance(bounds: Sequence[Bound], counts: Mapping[int, int], places: int = 0) -> int:
    """How many areas too few or too many a sample has, summed over its quotas.

    Args:
        bounds: The quotas.
        counts: Of each type.
        places: How many are still to be filled: so many of those too few are not counted.
    """
    over = under = 0
    for bound in bounds:
        got = _got(bound, counts)
        over += max(0, got - bound.most)
        under += max(0, bound.least - got - places)
    return over + under


def _got(bound: Bound, counts: Mapping[int, int]) -> int:
    return sum(counts.get(kind, 0) for kind in bound.types)
