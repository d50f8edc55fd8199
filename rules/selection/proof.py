"""Whether a portfolio is as fair as its quotas allow: what anybody can check without a solver.

A solver is asked one thing only, for each level: the dearest sample at the level's prices. What
follows from that is worked out here in exact fractions.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from rules.selection.chances import type_chances
from rules.selection.quotas_kept import misses
from schemas.selection import Portfolio


class Room(NamedTuple):
    """By how much chances could be more equal than they are; 0, but for rounding, if they are fair.

    Attributes:
        least: By how much the least chance of a level could be larger.
        held: By how much the chance of a type could be larger that its level says is held.
    """

    least: Fraction
    held: Fraction


def room(portfolio: Portfolio, dearest: Sequence[int]) -> Room:
    """Work out by how much a lottery could be fairer than a portfolio, from its dual prices.

    No lottery's areas cost more, on average, than the dearest sample. Those fixed at lower levels
    have their part of that; what is left bounds the least chance of the others.

    Args:
        portfolio: With the prices of each level.
        dearest: For each level, the highest sum of its prices over the areas of a sample.

    Raises:
        ValueError: Some type is fixed at no level, or at two, or a level has no prices.
    """
    chances, sizes = type_chances(portfolio), portfolio.sizes
    left = {kind for kind, chance in enumerate(chances) if chance}
    least_room = held_room = Fraction(0)
    for level, most in zip(portfolio.levels, dearest, strict=True):
        held = set(level.fixed)
        worth = {kind: Fraction(level.prices[kind] * sizes[kind]) for kind in range(len(sizes))}
        priced = sum((worth[kind] for kind in left), Fraction(0))
        if not held or not held <= left or not priced:
            raise ValueError("a level fixes no type, or one twice, or it has no prices")
        least = min(chances[kind] for kind in left)
        fixed = [kind for kind in range(len(sizes)) if kind not in left]
        spent = sum((worth[kind] * chances[kind] for kind in fixed), Fraction(0))
        spare = most - spent - priced * least
        # Everything that is not fixed together has what is left of the number of areas.
        floor = [least if kind in left else chance for kind, chance in enumerate(chances)]
        shared = portfolio.number - sum(
            (size * chance for size, chance in zip(sizes, floor, strict=True)), Fraction(0)
        )
        least_room = max(least_room, spare / priced)
        for kind in held:
            alone = least + shared / sizes[kind] - chances[kind]
            if worth[kind]:
                alone = min(alone, least + spare / worth[kind] - chances[kind])
            held_room = max(held_room, alone, chances[kind] - least)
        left -= held
    if left:
        raise ValueError("a type is fixed at no level")
    return Room(least_room, held_room)


def permissible(portfolio: Portfolio) -> bool:
    """Whether each sample of a portfolio has the number of areas that was asked, and its quotas."""
    sizes = portfolio.sizes
    return all(
        len(sample.counts) == len(sizes)
        and sum(sample.counts) == portfolio.number
        and all(count <= size for count, size in zip(sample.counts, sizes, strict=True))
        and not misses(portfolio.bounds, dict(enumerate(sample.counts)))
        for sample in portfolio.samples
    )
