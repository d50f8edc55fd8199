"""The choice of the fewest hidden cells that fulfil all cuts known so far."""

from collections.abc import Iterable, Mapping
from math import ceil

import highspy
import numpy as np
from ortools.linear_solver import pywraplp

from activities.solvers.disclosure_cuts import Cut
from activities.solvers.disclosure_targets import Problem
from activities.solvers.highs import Quiet
from rules.disclosure.population import Unknown

_HALF = 0.5  # a choice is 0 or 1, give or take the solver's tolerance


class Master:
    """Every cut, and what it costs at least to fulfil them.

    Attributes:
        cuts: In the order in which they were found.
        bound: No choice hides fewer cells.

    Args:
        problem: Which cells there are.
    """

    def __init__(self, problem: Problem) -> None:
        """Begin with no cut."""
        self._problem = problem
        self._unknowns = sorted(problem.weight)
        self._place = {unknown: place for place, unknown in enumerate(self._unknowns)}
        self._costs = np.array([float(problem.weight[one]) for one in self._unknowns])
        self._highs = Quiet()
        programme = highspy.HighsLp()
        size = len(self._unknowns)
        programme.num_col_ = size
        programme.col_cost_ = self._costs
        programme.col_lower_ = np.array([float(one in problem.forced) for one in self._unknowns])
        programme.col_upper_ = np.ones(size)
        self._highs.passModel(programme)
        self._highs.setOptionValue("threads", 1)
        self.cuts: list[Cut] = []
        self.bound = sum(problem.weight[one] for one in problem.forced)

    def add(self, cuts: Iterable[Cut]) -> int:
        """Take cuts in; how many."""
        found = list(cuts)
        for cut in found:
            places = np.array([self._place[one] for one in cut.factors], dtype=np.int32)
            values = np.array(list(cut.factors.values()), dtype=np.float64)
            self._highs.addRow(cut.least, highspy.kHighsInf, len(places), places, values)
        self.cuts += found
        return len(found)

    def relaxed(self) -> dict[Unknown, float]:
        """How much of each cell is hidden where parts of cells may be; the bound follows."""
        self._highs.run()
        values = self._highs.getSolution().col_value
        worth = float(np.dot(self._costs, values))
        self.bound = max(self.bound, ceil(worth - 1e-5))
        return {one: min(max(values[place], 0.0), 1.0) for one, place in self._place.items()}

    def whole(
        self, seconds: float, hint: Iterable[Unknown] = ()
    ) -> tuple[frozenset[Unknown], bool] | None:
        """A choice of whole cells that fulfils the cuts, and whether it is known to be the best.

        Args:
            seconds: For the search; the bound follows from however far it came.
            hint: A choice that is known to be safe.
        """
        solver = pywraplp.Solver.CreateSolver("SCIP")
        choices = [
            solver.IntVar(float(one in self._problem.forced), 1, "") for one in self._unknowns
        ]
        for cut in self.cuts:
            row = solver.Constraint(cut.least, solver.infinity())
            for one, factor in cut.factors.items():
                row.SetCoefficient(choices[self._place[one]], factor)
        objective = solver.Objective()
        for choice, cost in zip(choices, self._costs, strict=True):
            objective.SetCoefficient(choice, cost)
        objective.SetMinimization()
        hinted = {*hint}
        if hinted:
            solver.SetHint(choices, [float(one in hinted) for one in self._unknowns])
        solver.SetTimeLimit(max(int(seconds * 1000), 1))
        status = solver.Solve()
        if status not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
            return None
        self.bound = max(self.bound, ceil(objective.BestBound() - 1e-5))
        chosen = frozenset(
            one
            for one, choice in zip(self._unknowns, choices, strict=True)
            if choice.solution_value() > _HALF
        )
        return chosen, status == pywraplp.Solver.OPTIMAL


def cost_of(problem: Problem, hidden: Iterable[Unknown]) -> int:
    """How many cells of the table a choice hides."""
    weight: Mapping[Unknown, int] = problem.weight
    return sum(weight[one] for one in hidden)
