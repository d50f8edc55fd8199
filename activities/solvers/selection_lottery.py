"""Lotteries over known samples, by linear programs (GLOP)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from activities.solvers.selection_samples import Counts

_SLACKS = (1e-9, 1e-8, 1e-7, 1e-6)
"""By how little a chance that is fixed may fall, in areas: without any, GLOP at times finds that
nothing is possible, or says that it came to no end. The smallest that goes is taken."""


class Fairest(NamedTuple):
    """The lottery in which the least chance is largest.

    Attributes:
        least: That chance.
        prices: Of an area of each type: by how much the least could rise for each one more.
        worth: What each sample of the lottery costs at these prices, the dearest that is known.
    """

    least: float
    prices: tuple[float, ...]
    worth: float


class Lottery:
    """Weights for samples.

    Args:
        samples: Those that are known so far.
        sizes: How many areas are of each type.
    """

    def __init__(self, samples: Sequence[Counts], sizes: Sequence[int]) -> None:
        """Take them; nothing is solved yet."""
        self._samples = list(samples)
        self._sizes = sizes

    def add(self, sample: Counts) -> None:
        """One more sample is known."""
        self._samples.append(sample)

    def raise_least(self, fixed: Mapping[int, float]) -> Fairest:
        """Make the least chance as large as the known samples allow.

        Args:
            fixed: Types that are left out, each with the chance that it keeps.
        """
        for slack in _SLACKS:
            program = _Program(self._samples, self._sizes)
            least = program.solver.NumVar(0, program.solver.infinity(), "least")
            for kind, row in enumerate(program.rows):
                if kind in fixed:
                    row.SetLb(self._sizes[kind] * fixed[kind] - slack)
                else:
                    row.SetCoefficient(least, -self._sizes[kind])
            program.solver.Maximize(least)
            if program.solve():
                return Fairest(
                    least=least.solution_value(),
                    # GLOP gives the dual of a lower bound as a number below zero when maximising.
                    prices=tuple(max(0.0, -row.dual_value()) for row in program.rows),
                    worth=program.whole.dual_value(),
                )
        raise RuntimeError("GLOP found no lottery, whatever the slack")

    def closest_to(self, chances: Mapping[int, float]) -> dict[Counts, float]:
        """Weights with which no type has much less than its chance: the least lack there can be."""
        program = _Program(self._samples, self._sizes)
        lack = program.solver.NumVar(0, program.solver.infinity(), "lack")
        for kind, row in enumerate(program.rows):
            row.SetLb(self._sizes[kind] * chances[kind])
            row.SetCoefficient(lack, 1)
        program.solver.Minimize(lack)
        if not program.solve():
            raise RuntimeError("GLOP found no lottery for chances that it had found before")
        weights = [max(0.0, weight.solution_value()) for weight in program.weights]
        return {
            sample: weight
            for sample, weight in zip(self._samples, weights, strict=True)
            if weight > 0
        }


class _Program:
    """A weight for each sample, all weights 1, and a row for each type: how many areas it has."""

    # `Any`: OR-Tools has no types for this part of it.
    def __init__(self, samples: Sequence[Counts], sizes: Sequence[int]) -> None:
        from ortools.linear_solver import pywraplp

        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self.solver.infinity()
        self.weights = [self.solver.NumVar(0, infinity, "") for _ in samples]
        self.whole = self.solver.Constraint(1, 1)
        self.rows = [self.solver.Constraint(0, infinity) for _ in sizes]
        for sample, weight in zip(samples, self.weights, strict=True):
            self.whole.SetCoefficient(weight, 1)
            for kind, count in enumerate(sample):
                if count:
                    self.rows[kind].SetCoefficient(weight, count)

    def solve(self) -> bool:
        """Whether the best was found."""
        return bool(self.solver.Solve() == self.solver.OPTIMAL)
