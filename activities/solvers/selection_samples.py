"""Samples that keep the quotas, found by CP-SAT: how many areas of each type each has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from schemas.selection import Bound

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Counts: TypeAlias = tuple[int, ...]
"""How many areas of each type, in the order of the types."""

_SCALE = 10**10  # prices as whole numbers, fine enough for what makes a difference


class SampleFinder:
    """Finds samples of one frame under one set of quotas.

    Args:
        sizes: How many areas are of each type.
        bounds: The quotas.
        number: How many areas a sample has.
    """

    def __init__(self, sizes: Sequence[int], bounds: Sequence[Bound], number: int) -> None:
        """State the problem; nothing is searched yet."""
        from ortools.sat.python import cp_model

        self._model = cp_model.CpModel()
        self._counts = [
            self._model.new_int_var(0, min(size, number), f"type {kind}")
            for kind, size in enumerate(sizes)
        ]
        self._model.add(sum(self._counts) == number)
        for bound in bounds:
            if bound.least > bound.most:
                self._model.add_bool_or([])
            elif bound.types or bound.least:
                within = sum(self._counts[kind] for kind in bound.types)
                self._model.add_linear_constraint(within, bound.least, bound.most)

    def exists(self) -> bool:
        """Whether there is any sample."""
        return self._solve() is not None

    def covering(self) -> list[Counts]:
        """Samples that together have each type that any sample has; none if there is no sample."""
        seen = [self._model.new_bool_var(f"has {kind}") for kind in range(len(self._counts))]
        for has, count in zip(seen, self._counts, strict=True):
            self._model.add(count >= has)
        found: list[Counts] = []
        left = set(range(len(self._counts)))
        while left:
            self._model.maximize(sum(seen[kind] for kind in sorted(left)))
            counts = self._solve()
            if counts is None:
                return []
            new = {kind for kind in left if counts[kind]}
            if not new:
                break
            found.append(counts)
            left -= new
        return found

    def dearest(self, prices: Sequence[float]) -> Counts:
        """A sample whose areas have the highest sum of prices."""
        return self._dearest([round(price * _SCALE) for price in prices])

    def dearest_worth(self, prices: Sequence[int]) -> int:
        """The highest sum of whole prices that a sample has."""
        return sum(map(int.__mul__, self._dearest(prices), prices))

    def _dearest(self, prices: Sequence[int]) -> Counts:
        self._model.maximize(
            sum(price * count for price, count in zip(prices, self._counts, strict=True))
        )
        found = self._solve()
        if found is None:
            raise ValueError("there is no sample at all; `covering` tells so")
        return found

    def _solve(self) -> Counts | None:
        solver = new_solver()
        status = solver.status_name(solver.solve(self._model))
        if status == "INFEASIBLE":
            return None
        if status != "OPTIMAL":
            raise RuntimeError(f"CP-SAT ended as {status}, with no limit set")
        return tuple(solver.value(count) for count in self._counts)


def new_solver(most_work: float | None = None) -> "cp_model.CpSolver":
    """A solver that answers the same in each process: one worker, one seed, no limit of time.

    Args:
        most_work: A limit of its own count of its work (about seconds), the same on any machine.
    """
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if most_work is not None:
        solver.parameters.max_deterministic_time = most_work
    return solver
