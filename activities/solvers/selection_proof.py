"""What a solver is asked to check a published selection, which another may have found."""

from typing import NamedTuple

from activities.solvers.selection_samples import SampleFinder
from rules.selection.chances import type_chances
from schemas.selection import Portfolio


class Found(NamedTuple):
    """What a solver finds.

    Attributes:
        dearest: For each level, the highest sum of its prices over the areas of a sample.
        never: Whether the types without a chance are in no sample that keeps the quotas.
    """

    dearest: tuple[int, ...]
    never: bool


def ask_solver(portfolio: Portfolio) -> Found:
    """Look for samples that would make a fairer lottery than a portfolio's.

    Raises:
        ValueError: No sample at all keeps its quotas.
    """
    finder = SampleFinder(portfolio.sizes, portfolio.bounds, portfolio.number)
    without = [int(not chance) for chance in type_chances(portfolio)]
    return Found(
        dearest=tuple(finder.dearest_worth(level.prices) for level in portfolio.levels),
        never=not finder.dearest_worth(without),
    )
