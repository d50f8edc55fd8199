"""How much work a planner may do, and one way to do a piece of it.

Work is counted in the solver's own units, which are the same on any machine and in any run, so
that the same plan comes out; the clock only ends what the machine is too busy for.
"""

import hashlib
import math
import time
from enum import Enum

from ortools.sat.python import cp_model

UNITS_A_SECOND = 0.1
"""Of the solver's work, counted as a second of the time allowed: less than a busy machine does, so
that it comes to the same answer as an idle one."""

_A_PIECE_COSTS = 0.001
_A_LINE_COSTS = 5e-7
"""Units that preparing a piece of work costs, by itself and for each line of its model."""
_A_STEP = 0.3
"""Units in which the halves of 150 visits with 60 inspectors are solved to their end."""
_ALL_BUT_THE_LAST = 0.95  # of the time: the answer has to be looked at and told, too

_ROUNDING = 1e-6  # of a bound that is a whole number but told as a fraction


class Found(Enum):
    """What became of a piece of work."""

    BEST = "best"
    SOME = "some"
    NONE_EXISTS = "none exists"
    UNKNOWN = "unknown"


class Effort:
    """What is left of the time allowed; used up by the pieces of work."""

    def __init__(self, seconds: float, seed: str) -> None:
        self._units = seconds * UNITS_A_SECOND
        self._all = self._units
        self._ends = time.monotonic() + _ALL_BUT_THE_LAST * seconds
        self._seed = seed
        self._pieces = 0

    @property
    def left(self) -> float:
        """The share of the time allowed that is left, from 1 to 0."""
        return max(0.0, min(self._units / self._all, 1.0)) if time.monotonic() < self._ends else 0.0

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0

    @property
    def units(self) -> float:
        """Of the solver's work, all that was allowed."""
        return self._all

    @property
    def step(self) -> float:
        """Units for one step of the search as a whole: what it takes, if there is that much."""
        return max(self._all / 20, min(_A_STEP, self._all / 8))

    def chance(self, count: int, purpose: str) -> int:
        """A number below `count` that only the seed and the work done until now decide."""
        self._pieces += 1
        text = f"{self._seed}\n{purpose}\n{self._pieces}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % count

    def solve(
        self, model: cp_model.CpModel, units: float, *, quick: bool = False
    ) -> tuple[Found, cp_model.CpSolver]:
        """Have the solver work on a model.

        Args:
            model: What to solve.
            units: The most work to do.
            quick: Whether it is so small that preparing it costs more than solving it.
        """
        solver = cp_model.CpSolver()
        chosen = solver.parameters
        chosen.num_workers = 1
        chosen.random_seed = self.chance(2**31 - 1, "solver")
        chosen.max_deterministic_time = max(min(units, self._units), 1e-6)
        chosen.max_time_in_seconds = max(self._ends - time.monotonic(), 1e-3)
        if quick:
            chosen.linearization_level = 0
            chosen.cp_model_probing_level = 0
            chosen.symmetry_level = 0
        status = solver.solve(model)
        lines = len(model.proto.variables) + len(model.proto.constraints)
        prepared = _A_PIECE_COSTS + _A_LINE_COSTS * lines
        self._units -= solver.response_proto.deterministic_time + prepared
        return _MEANING.get(status, Found.UNKNOWN), solver


_MEANING = {
    cp_model.OPTIMAL: Found.BEST,
    cp_model.FEASIBLE: Found.SOME,
    cp_model.INFEASIBLE: Found.NONE_EXISTS,
}


def proved_bound(solver: cp_model.CpSolver) -> int | None:
    """What the objective is proved to be at least; `None` if nothing is."""
    bound = solver.best_objective_bound
    return math.ceil(bound - _ROUNDING) if math.isfinite(bound) else None
