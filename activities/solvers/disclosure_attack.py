"""Attacks published tables: the least and the most that an unknown count can be.

HiGHS solves the linear programme of all sums, from where the last attack ended. Its bounds are
outer ones; every whole solution on the way is kept as a witness of an inner bound for all counts at
once, and only where the two do not decide is a whole-number programme solved.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from rules.disclosure.population import Unknown
from rules.disclosure.system import System

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_NEAR = 1e-6  # the solver's own tolerance is 1e-7
_UNBOUNDED = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
_INF = highspy.kHighsInf


class Contradiction(Exception):
    """No counts fit what is known."""


class OutOfTime(Exception):
    """A whole-number programme was not solved in the time allowed."""


class Quiet(highspy.Highs):
    """HiGHS that writes nothing: it greets when its callbacks are set up, and none is needed."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        """Leave them out."""
        self.silent()


class Extreme(NamedTuple):
    """Where a count is as large (or small) as it can be.

    Attributes:
        value: What it is there; infinite where nothing bounds it.
        reduced: The reduced cost of every unknown, of the programme that minimises; `None` where
            there is no end.
    """

    value: float
    reduced: Floats | None


class Attacker:
    """The programme of one system, and what was witnessed.

    Attributes:
        low: The least of each count in any whole solution since the knowledge last changed.
        high: The most.
        effort: How many programmes were solved.

    Args:
        system: What adds up.
    """

    def __init__(self, system: System) -> None:
        """Hand the sums to HiGHS; nothing is known yet."""
        self._size = system.size
        rows, columns, factors = [], [], []
        for row, equation in enumerate(system.equations):
            for unknown, factor in equation:
                rows.append(row)
                columns.append(unknown)
                factors.append(factor)
        self._row = np.array(rows, dtype=np.int64)
        self._column = np.array(columns, dtype=np.int64)
        self._factor = np.array(factors, dtype=np.int64)
        self._rows = len(system.equations)
        self._all = np.arange(self._size, dtype=np.int32)
        self.lower = np.zeros(self._size)
        self.upper = np.full(self._size, _INF)
        self._highs = self._programme()
        self._objective: int | None = None
        self._watcher: Callable[[Wholes], None] | None = None
        self.effort = 0
        self.forget()

    def _programme(self) -> Quiet:
        made = Quiet()
        programme = highspy.HighsLp()
        programme.num_col_ = self._size
        programme.num_row_ = self._rows
        programme.col_cost_ = np.zeros(self._size)
        programme.col_lower_ = self.lower
        programme.col_upper_ = self.upper
        programme.row_lower_ = np.zeros(self._rows)
        programme.row_upper_ = np.zeros(self._rows)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.searchsorted(self._row, np.arange(self._rows + 1))
        programme.a_matrix_.start_ = starts.astype(np.int32)
        programme.a_matrix_.index_ = self._column.astype(np.int32)
        programme.a_matrix_.value_ = self._factor.astype(np.float64)
        made.passModel(programme)
        for option, value in (
            ("threads", 1),
            ("simplex_strategy", 4),  # primal: only the objective changes, or bounds widen
            ("solver", "simplex"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
            ("random_seed", 1),
        ):
            made.setOptionValue(option, value)
        return made

    def watch(self, watcher: Callable[[Wholes], None] | None) -> None:
        """Have somebody told of every whole solution that is found."""
        self._watcher = watcher

    def forget(self) -> None:
        """Drop the witnesses: more is known than when they were found."""
        self.low = np.full(self._size, np.iinfo(np.int64).max)
        self.high = np.full(self._size, -1, dtype=np.int64)

    def know(self, lower: Floats, upper: Floats) -> None:
        """Say what is known: the bounds of every count."""
        self.lower, self.upper = lower, upper
        self._highs.changeColsBounds(self._size, self._all, lower, upper)
        self.forget()

    def confine(self, unknown: Unknown, lower: float, upper: float) -> None:
        """Look at one count between these bounds alone; witnesses stay."""
        self._highs.changeColBounds(unknown, lower, upper)

    def release(self, unknown: Unknown) -> None:
        """End that."""
        self.confine(unknown, self.lower[unknown], self.upper[unknown])

    def witness(self, values: Floats) -> bool:
        """Keep a solution if it is one in whole numbers."""
        whole = np.rint(values)
        if np.abs(values - whole).max(initial=0) > _NEAR:
            return False
        counts = whole.astype(np.int64)
        if not self._fits(counts):
            return False
        self.last = counts
        if self._watcher:
            self._watcher(counts)
        np.minimum(self.low, counts, out=self.low)
        np.maximum(self.high, counts, out=self.high)
        return True

    def _fits(self, counts: Wholes) -> bool:
        sums = np.bincount(
            self._row, weights=self._factor * counts[self._column], minlength=self._rows
        )
        within = (counts >= self.lower) & (counts <= self.upper)
        return bool(within.all()) and not sums.any()

    def extreme(self, unknown: Unknown, sign: int) -> Extreme:
        """The most (`sign` 1) or the least (-1) of a count, over any solution, whole or not.

        Raises:
            Contradiction: There is no solution.
        """
        self._aim(unknown, sign)
        self._highs.run()
        self.effort += 1
        status = self._highs.getModelStatus()
        if status in _UNBOUNDED and self.feasible():
            return Extreme(sign * _INF, None)
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        solution = self._highs.getSolution()
        values = np.asarray(solution.col_value)
        self.witness(values)
        return Extreme(float(values[unknown]), np.asarray(solution.col_dual))

    def feasible(self) -> bool:
        """Whether there is any solution, whole or not."""
        self._aim(None, 1)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        self.witness(np.asarray(self._highs.getSolution().col_value))
        return True

    def whole_extreme(self, unknown: Unknown | None, sign: int, seconds: float) -> int | None:
        """The same over whole solutions; `None` where nothing bounds it.

        Raises:
            Contradiction: There is no whole solution.
            OutOfTime: It took too long.
        """
        self._aim(unknown, sign)
        self._highs.changeColsIntegrality(
            self._size,
            self._all,
            np.full(self._size, highspy.HighsVarType.kInteger),
        )
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.1))
        self._highs.run()
        self.effort += 1
        status = self._highs.getModelStatus()
        values = np.asarray(self._highs.getSolution().col_value)
        self._highs.setOptionValue("time_limit", _INF)
        self._highs.changeColsIntegrality(
            self._size,
            self._all,
            np.full(self._size, highspy.HighsVarType.kContinuous),
        )
        self._highs.clearSolver()
        if status in _UNBOUNDED:
            return None
        if status == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTime
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(str(status))
        self.witness(values)
        return round(float(values[unknown])) if unknown is not None else 0

    def _aim(self, unknown: Unknown | None, sign: int) -> None:
        if self._objective is not None:
            self._highs.changeColCost(self._objective, 0.0)
        if unknown is not None:
            self._highs.changeColCost(unknown, float(-sign))
        self._objective = unknown


def bounds_of(size: int, known: Mapping[Unknown, int]) -> tuple[Floats, Floats]:
    """The bounds of every count where some are known and nothing is of the others."""
    lower, upper = np.zeros(size), np.full(size, _INF)
    if known:
        places = np.fromiter(known, dtype=np.int64, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        lower[places] = upper[places] = counts
    return lower, upper


def whole_bounds(
    attacker: Attacker, unknowns: Iterable[Unknown], seconds: float
) -> dict[Unknown, tuple[int, int | None]]:
    """The least and the most of each count over whole solutions, exactly.

    Args:
        attacker: What it knows is what is known.
        unknowns: Which counts.
        seconds: For each whole-number programme, of which few are needed.

    Raises:
        Contradiction: No whole counts fit what is known.
        OutOfTime: One was too hard.
    """
    found: dict[Unknown, tuple[int, int | None]] = {}
    for unknown in dict.fromkeys(unknowns):
        lower = _whole_end(attacker, unknown, -1, seconds)
        found[unknown] = (lower or 0, _whole_end(attacker, unknown, 1, seconds))
    return found


def _whole_end(attacker: Attacker, unknown: Unknown, sign: int, seconds: float) -> int | None:
    witnessed = attacker.low if sign < 0 else attacker.high
    if sign < 0 and witnessed[unknown] == 0:
        return 0
    value = attacker.extreme(unknown, sign).value
    if not np.isfinite(value):
        return None
    outer = int(np.floor(value + _NEAR)) if sign > 0 else int(np.ceil(value - _NEAR))
    if witnessed[unknown] == outer:
        return outer
    return attacker.whole_extreme(unknown, sign, seconds)
