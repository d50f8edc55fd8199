"""Samples that keep the quotas, found by CP-SAT: how many areas of each type each has."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from schemas.selection import Bound

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Counts: TypeAlias = tuple[int, ...]
"""How many areas of each type, in the order of the types."""

_SCALE = 10**10  # prices as whole numbers, fine enough for what makes a difference


class Interrupted(RuntimeError):
    """The solver was told to stop, as by Ctrl+C, which it takes for itself."""


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

    def covering(self, known: Iterable[Counts] = ()) -> list[Counts]:
        """Samples that together have each type that any sample has; none if there is no sample.

        Args:
            known: Samples that are among them already.
        """
        seen = [self._model.new_bool_var(f"has {kind}") for kind in range(len(self._counts))]
        for has, count in zip(seen, self._counts, strict=True):
            self._model.add(count >= has)
        found = list(known)
        left = {kind for kind in range(len(self._counts)) if not any(one[kind] for one in found)}
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

    def dear(self, prices: Sequence[float], most_work: float) -> Counts | None:
        """A sample whose areas have a high sum of prices, if not the highest.

        Args:
            prices: Of an area of each type.
            most_work: How much work is put into it, as for `new_solver`.

        Returns:
            It, or `None` where none was found.
        """
        self._ask_for([round(price * _SCALE) for price in prices])
        return self._solve(most_work)

    def dearest_worth(self, prices: Sequence[int]) -> int:
        """The highest sum of whole prices that a sample has."""
        return sum(map(int.__mul__, self._dearest(prices), prices))

    def _dearest(self, prices: Sequence[int]) -> Counts:
        self._ask_for(prices)
        found = self._solve()
        if found is None:
            raise ValueError("there is no sample at all; `covering` tells so")
        return found

    def _ask_for(self, prices: Sequence[int]) -> None:
        self._model.maximize(
            sum(price * count for price, count in zip(prices, self._counts, strict=True))
        )

    def _solve(self, most_work: float | None = None) -> Counts | None:
        """The best sample, or with a limit of work a good one; `None` where there is none."""
        solver = new_solver(most_work)
        status = solver.status_name(solver.solve(self._model))
        if status == "OPTIMAL" or (most_work is not None and status == "FEASIBLE"):
            return tuple(solver.value(count) for count in self._counts)
        if status == "INFEASIBLE" or (most_work is not None and status == "UNKNOWN"):
            return None
        raise Interrupted(f"CP-SAT ended as {status}, with no limit set")


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
