"""Attacks published tables: the least and the most that an unknown count can be.

HiGHS solves the linear programme of all sums, from where the last attack ended. Its bounds are
outer ones; every whole solution on the way is kept as a witness of an inner bound for all counts at
once, and only where the two do not decide is a whole-number programme solved.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from activities.solvers.highs import Quiet
from rules.disclosure.population import Unknown
from rules.disclosure.system import System

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

NEAR = 1e-6  # the solver's own tolerance is 1e-7
_UNBOUNDED = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
_INF = highspy.kHighsInf
_BEYOND = (1, 4)  # people by which a whole solution is looked for around one that is not
_NEARBY = 1.0  # seconds for that
_OPTIONS = (
    ("threads", 1),
    ("solver", "simplex"),
    ("simplex_strategy", 4),  # primal: mostly the objective alone changes
    ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 0.0),
    ("random_seed", 1),
)


class Contradiction(Exception):
    """No counts fit what is known."""


class OutOfTime(Exception):
    """A whole-number programme was not solved in the time allowed."""


class Extreme(NamedTuple):
    """Where a count is as large (or small) as it can be.

    Attributes:
        value: What it is there; infinite where nothing bounds it.
        duals: The price of each sum, of the programme that minimises; `None` where there is no end.
    """

    value: float
    duals: Floats | None


class Attacker:
    """The programme of one system, and what was witnessed.

    Counts that are known leave the programme, which is far smaller for it.

    Attributes:
        low: The least of each count in any whole solution since the knowledge last changed.
        high: The most.
        near_low: The least in any solution, whole or not.
        near_high: The most.
        last: The last whole solution.
        effort: How many programmes were solved.

    Args:
        system: What adds up.
    """

    def __init__(self, system: System) -> None:
        """Take the sums in; nothing is known yet."""
        self._size = system.size
        self._rows = len(system.equations)
        terms = [(row, *term) for row, sums in enumerate(system.equations) for term in sums]
        table = np.array(terms, dtype=np.int64).reshape(-1, 3)
        self._row, self._column, self._factor = table[:, 0], table[:, 1], table[:, 2]
        self._watcher: Callable[[Floats], None] | None = None
        self.effort = 0
        self.last = np.zeros(self._size, dtype=np.int64)
        self.low = self.high = self.last
        self.lower: Floats
        self.upper: Floats
        self.know(np.zeros(self._size), np.full(self._size, _INF))

    def know(self, lower: Floats, upper: Floats) -> None:
        """Say what is known: the bounds of every count. What was witnessed is forgotten."""
        live = lower < upper
        old = getattr(self, "_live", None)
        if (
            old is None
            or (live & ~old).any()
            or live.sum() < self._shrunk * old.sum()
            or (lower[~old] != self.lower[~old]).any()
        ):
            self._build(lower, upper, live)
        else:
            places = self._places
            self._highs.changeColsBounds(len(places), self._columns, lower[places], upper[places])
        self.lower, self.upper = lower, upper
        self._confined: dict[Unknown, tuple[float, float]] = {}
        self.low = np.full(self._size, np.iinfo(np.int64).max)
        self.high = np.full(self._size, -1, dtype=np.int64)
        self.near_low, self.near_high = np.full(self._size, _INF), np.full(self._size, -1.0)

    _shrunk = 0.8  # of the unknowns: a programme that could be so much smaller is made anew

    def _build(self, lower: Floats, upper: Floats, live: NDArray[np.bool_]) -> None:
        self._live = live
        self._places = np.flatnonzero(live)
        self._columns = np.arange(len(self._places), dtype=np.int32)
        self._column_of = np.full(self._size, -1, dtype=np.int64)
        self._column_of[self._places] = self._columns
        self._fixed = np.where(live, 0.0, lower)
        terms = live[self._column]
        self._kept = np.unique(self._row[terms])
        place = np.full(self._rows, -1, dtype=np.int64)
        place[self._kept] = np.arange(len(self._kept))
        self._live_row = place[self._row[terms]]
        self._live_column = self._column_of[self._column[terms]]
        self._live_factor = self._factor[terms]
        sums = np.bincount(
            self._row, weights=self._factor * self._fixed[self._column], minlength=self._rows
        )
        self._sum = np.negative(sums[self._kept]).astype(np.float64)
        rest = np.delete(sums, self._kept)
        self._broken = bool(np.abs(rest).max(initial=0.0) > NEAR)
        programme = highspy.HighsLp()
        programme.num_col_ = len(self._places)
        programme.num_row_ = len(self._kept)
        programme.col_cost_ = np.zeros(len(self._places))
        programme.col_lower_ = lower[self._places]
        programme.col_upper_ = upper[self._places]
        programme.row_lower_ = self._sum
        programme.row_upper_ = self._sum
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.searchsorted(self._live_row, np.arange(len(self._kept) + 1))
        programme.a_matrix_.start_ = starts.astype(np.int32)
        programme.a_matrix_.index_ = self._live_column.astype(np.int32)
        programme.a_matrix_.value_ = self._live_factor.astype(np.float64)
        self._highs = Quiet()
        self._highs.passModel(programme)
        for option, value in _OPTIONS:
            self._highs.setOptionValue(option, value)
        self._objective: int | None = None

    def watch(self, watcher: Callable[[Floats], None] | None) -> None:
        """Have somebody told of every solution that is found, whole or not."""
        self._watcher = watcher

    def confine(self, unknown: Unknown, lower: float, upper: float) -> None:
        """Look at one count between these bounds alone; witnesses stay."""
        column = self._column_of[unknown]
        if column >= 0:
            self._confined[unknown] = (lower, upper)
            self._highs.changeColBounds(int(column), float(lower), float(upper))

    def release(self, unknown: Unknown) -> None:
        """End that."""
        if self._confined.pop(unknown, None):
            self._highs.changeColBounds(
                int(self._column_of[unknown]), self.lower[unknown], self.upper[unknown]
            )

    def witness(self, values: Floats) -> bool:
        """Keep a solution, of every unknown, if it is one in whole numbers."""
        return self._witness(values[self._places])

    def _witness(self, values: Floats) -> bool:
        self._found = values
        every = self._fixed.copy()
        every[self._places] = values
        if self._watcher:
            self._watcher(every)
        np.minimum(self.near_low, every, out=self.near_low)
        np.maximum(self.near_high, every, out=self.near_high)
        whole = np.rint(values)
        if np.abs(values - whole).max(initial=0) > NEAR:
            return False
        if (whole < self.lower[self._places]).any() or (whole > self.upper[self._places]).any():
            return False
        sums = np.bincount(
            self._live_row,
            weights=self._live_factor * whole[self._live_column],
            minlength=len(self._kept),
        )
        if self._broken or (sums != self._sum).any():
            return False
        counts = self._fixed.astype(np.int64)
        counts[self._places] = whole
        self.last = counts
        np.minimum(self.low, counts, out=self.low)
        np.maximum(self.high, counts, out=self.high)
        return True

    def extreme(self, unknown: Unknown, sign: int) -> Extreme:
        """The most (`sign` 1) or the least (-1) of a count, over any solution, whole or not.

        Raises:
            Contradiction: There is no solution.
        """
        self._aim(unknown, sign)
        status = self._run()
        if status in _UNBOUNDED and self.feasible():
            return Extreme(sign * _INF, None)
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        solution = self._highs.getSolution()
        values = np.asarray(solution.col_value)
        self._witness(values)
        duals = np.zeros(self._rows)
        duals[self._kept] = solution.row_dual
        column = self._column_of[unknown]
        value = self._fixed[unknown] if column < 0 else values[column]
        return Extreme(float(value), duals)

    def reduced(self, unknown: Unknown, sign: int, duals: Floats) -> Floats:
        """The reduced cost of every unknown at an end, of the programme that minimises."""
        prices = np.bincount(
            self._column, weights=self._factor * duals[self._row], minlength=self._size
        )
        found = np.negative(prices).astype(np.float64)
        found[unknown] -= sign
        return found

    def feasible(self) -> bool:
        """Whether there is any solution, whole or not."""
        self._aim(None, 1)
        if self._run() != highspy.HighsModelStatus.kOptimal:
            return False
        self._witness(np.asarray(self._highs.getSolution().col_value))
        return True

    def whole_extreme(self, unknown: Unknown | None, sign: int, seconds: float) -> int | None:
        """The same over whole solutions; `None` where nothing bounds it.

        Raises:
            Contradiction: There is no whole solution.
            OutOfTime: It took too long.
        """
        self._aim(unknown, sign)
        status = self._whole(seconds, 0.0)
        if status in _UNBOUNDED:
            return None
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTime
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        return 0 if unknown is None else int(self.last[unknown])

    def move_many(self, goals: Mapping[Unknown, int], sign: int, *, whole: bool) -> None:
        """Look for solutions in which as many counts as can be go so far at once.

        A programme moves them as a whole; around its answer, which mostly is in parts of people,
        a small whole-number programme finds one that is not.
        """
        columns = np.array([self._column_of[one] for one in goals], dtype=np.int32)
        ends = np.array(list(goals.values()), dtype=np.float64)
        unknowns = self._places[columns]
        lower, upper = self.lower.copy(), self.upper.copy()
        (upper if sign > 0 else lower)[unknowns] = ends
        size = len(self._places)
        self._aim(None, 1)
        costs = np.zeros(size)
        costs[columns] = -sign
        self._highs.changeColsCost(size, self._columns, costs)
        self._highs.changeColsBounds(size, self._columns, lower[self._places], upper[self._places])
        if self._run() == highspy.HighsModelStatus.kOptimal:
            values = np.asarray(self._highs.getSolution().col_value)
            if not self._witness(values) and whole:
                self._whole_near(values, lower, upper)
        self._highs.changeColsCost(size, self._columns, np.zeros(size))
        self._highs.changeColsBounds(
            size, self._columns, self.lower[self._places], self.upper[self._places]
        )

    def _whole_near(self, values: Floats, lower: Floats, upper: Floats) -> bool:
        """Look for a whole solution around one that is not."""
        size = len(self._places)
        for beyond in _BEYOND:
            least = np.maximum(np.floor(values + NEAR) - beyond, lower[self._places])
            most = np.minimum(np.ceil(values - NEAR) + beyond, upper[self._places])
            self._highs.changeColsBounds(size, self._columns, least, most)
            if self._whole(_NEARBY) == highspy.HighsModelStatus.kOptimal:
                return True
        return False

    def _whole(self, seconds: float, gap: float = 0.1) -> highspy.HighsModelStatus:
        """Solve the programme as it stands over whole solutions."""
        size = len(self._places)
        whole = np.full(size, highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(size, self._columns, whole)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.1))
        self._highs.setOptionValue("mip_rel_gap", gap)
        status = self._run()
        values = np.asarray(self._highs.getSolution().col_value)
        self._highs.setOptionValue("time_limit", _INF)
        parts = np.full(size, highspy.HighsVarType.kContinuous)
        self._highs.changeColsIntegrality(size, self._columns, parts)
        self._highs.clearSolver()
        if status == highspy.HighsModelStatus.kOptimal:
            self._witness(np.rint(values))
        return status

    def whole_end(self, unknown: Unknown, sign: int, outer: int, seconds: float) -> int:
        """The most or the least of a count over whole solutions, where the sums alone say `outer`.

        Mostly there is a whole solution just there, which is found sooner than a best one.

        Raises:
            OutOfTime: It took too long.
        """
        lower, upper = self._confined.get(unknown, (self.lower[unknown], self.upper[unknown]))
        self.confine(unknown, outer, outer)
        try:
            if self._near(unknown, outer):
                return outer
            self.whole_extreme(None, 1, seconds)
        except Contradiction:
            self.confine(unknown, lower, upper)
            found = self.whole_extreme(unknown, sign, seconds)
            return outer if found is None else found
        finally:
            self.confine(unknown, lower, upper)
        return outer

    def _near(self, unknown: Unknown, outer: int) -> bool:
        """Whether there is a whole solution with this count near one that is not whole."""
        self._aim(None, 1)
        if self._run() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.asarray(self._highs.getSolution().col_value)
        if self._witness(values):
            return True
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[unknown] = upper[unknown] = outer
        try:
            return self._whole_near(values, lower, upper)
        finally:
            self._highs.changeColsBounds(
                len(self._places), self._columns, lower[self._places], upper[self._places]
            )

    def _run(self) -> highspy.HighsModelStatus:
        self.effort += 1
        if self._broken:
            return highspy.HighsModelStatus.kInfeasible
        if not len(self._places):
            return highspy.HighsModelStatus.kOptimal
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            # From where the last programme ended, HiGHS 1.16 has called one so that was not.
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        return status

    def _aim(self, unknown: Unknown | None, sign: int) -> None:
        if self._objective is not None:
            self._highs.changeColCost(self._objective, 0.0)
        self._objective = None
        if unknown is not None and self._column_of[unknown] >= 0:
            self._objective = int(self._column_of[unknown])
            self._highs.changeColCost(self._objective, float(-sign))
