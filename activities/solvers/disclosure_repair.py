"""Makes a choice of hidden cells safe, then as small as it gets by leaving cells out.

A count that is given away is moved as far as the promise asks, by the change of other counts that
costs the fewest cells not yet hidden; those are hidden. Afterwards each cell is shown again if
every count stays safe.
"""

import time
from collections.abc import Iterable, Mapping

import highspy
import numpy as np

from activities.solvers.disclosure_attack import Attacker, Quiet, Wholes
from activities.solvers.disclosure_targets import Problem, Verdict, look_at
from rules.disclosure.population import Unknown

_MOVES = 1e-6
_ZERO_COSTS = 1.3  # a zero that is hidden has to be kept safe itself
_LEAST_COST = 0.02


class Movement:
    """The programme that moves one count and looks for the cheapest change of others."""

    def __init__(self, problem: Problem) -> None:
        """Hand the sums to HiGHS, each count as its rise and its fall."""
        self._problem = problem
        system = problem.system
        self._size = system.size
        self._highs = Quiet()
        programme = highspy.HighsLp()
        programme.num_col_ = 2 * self._size
        programme.num_row_ = len(system.equations)
        stands = {*system.known} | (system.counts.keys() - problem.weight.keys())
        free = np.ones(self._size, dtype=bool)
        free[list(stands)] = False
        self._upper = np.concatenate(
            [
                np.where(free, highspy.kHighsInf, 0.0),
                np.where(free, problem.truth.astype(np.float64), 0.0),
            ]
        )
        programme.col_cost_ = np.zeros(2 * self._size)
        programme.col_lower_ = np.zeros(2 * self._size)
        programme.col_upper_ = self._upper
        programme.row_lower_ = np.zeros(len(system.equations))
        programme.row_upper_ = np.zeros(len(system.equations))
        starts, index, value = [0], [], []
        for equation in system.equations:
            for unknown, factor in equation:
                index += [unknown, self._size + unknown]
                value += [float(factor), float(-factor)]
            starts.append(len(index))
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        programme.a_matrix_.index_ = np.array(index, dtype=np.int32)
        programme.a_matrix_.value_ = np.array(value)
        self._highs.passModel(programme)
        self._highs.setOptionValue("threads", 1)

    def price(self, hidden: Iterable[Unknown], wanted: Mapping[Unknown, float], need: int) -> None:
        """Say what a move of each count by one costs.

        Args:
            hidden: These cost nothing.
            wanted: The others cost the less, the more of them a better choice hides.
            need: How far counts are moved: one that cannot move as far costs more a step.
        """
        rise, fall = np.zeros(self._size), np.zeros(self._size)
        taken = {*hidden}
        for unknown, weight in self._problem.weight.items():
            if unknown in taken:
                continue
            cost = weight * max(1.0 - wanted.get(unknown, 0.0), _LEAST_COST)
            count = int(self._problem.truth[unknown])
            rise[unknown] = cost / need * (1.0 if count else _ZERO_COSTS)
            fall[unknown] = cost / max(min(need, count), 1)
        places = np.arange(2 * self._size, dtype=np.int32)
        self._highs.changeColsCost(2 * self._size, places, np.concatenate([rise, fall]))

    def moved(self, unknown: Unknown, by: int) -> frozenset[Unknown] | None:
        """Which counts change when one is moved up by some people; `None` if it cannot be."""
        column = unknown if by > 0 else self._size + unknown
        other = self._size + unknown if by > 0 else unknown
        self._highs.changeColBounds(column, float(abs(by)), float(abs(by)))
        self._highs.changeColBounds(other, 0.0, 0.0)
        self._highs.run()
        best = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.asarray(self._highs.getSolution().col_value) if best else None
        for one in (column, other):
            self._highs.changeColBounds(one, 0.0, self._upper[one])
        if values is None:
            return None
        change = values[: self._size] - values[self._size :]
        return frozenset(map(int, np.flatnonzero(np.abs(change) > _MOVES)))


def repaired(
    attacker: Attacker,
    problem: Problem,
    movement: Movement,
    hidden: frozenset[Unknown],
    wanted: Mapping[Unknown, float],
) -> frozenset[Unknown]:
    """A choice that keeps every count safe, with all cells of this one."""
    chosen = {*hidden}
    attacker.know(*problem.bounds(chosen))
    queue = list(dict.fromkeys((*problem.always, *sorted(chosen))))
    stuck: set[Unknown] = set()
    while queue:
        unknown = queue.pop(0)
        verdict = look_at(attacker, problem, unknown, 5.0)
        if not verdict.exposed:
            continue
        need = _need(problem, unknown, verdict)
        movement.price(chosen, wanted, need)
        support = movement.moved(unknown, need)
        new = (support or frozenset()) & (problem.weight.keys() - chosen)
        if not new:
            # It moves in parts of people alone; everything that could move it is hidden.
            new = problem.weight.keys() - chosen if unknown in stuck else frozenset()
            stuck.add(unknown)
        chosen |= new
        if new:
            _widen(attacker, problem, chosen)
        if new or (unknown not in queue and len(chosen) < len(problem.weight)):
            queue += [*sorted(new), unknown]
    return frozenset(chosen)


def _need(problem: Problem, unknown: Unknown, verdict: Verdict) -> int:
    """How far up a count has to be moved, from its true value."""
    true, policy = int(problem.truth[unknown]), problem.policy
    if verdict.lower >= policy.threshold:
        return 1
    if true >= policy.threshold and verdict.lower == verdict.upper:
        return 1
    return max(policy.threshold, verdict.lower + policy.width, true + 1) - true


def _widen(attacker: Attacker, problem: Problem, chosen: Iterable[Unknown]) -> None:
    """Let go of what is hidden now; whatever was witnessed can still be."""
    low, high = attacker.low.copy(), attacker.high.copy()
    attacker.know(*problem.bounds(chosen))
    attacker.low, attacker.high = low, high


class Witnesses:
    """Whole solutions that were found, so that a cell need not be attacked again.

    Args:
        size: How many unknowns each has.
    """

    def __init__(self, size: int) -> None:
        """Begin with none."""
        self._rows = np.zeros((64, size), dtype=np.int32)
        self._count = 0

    def keep(self, counts: Wholes) -> None:
        """Add one."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._count] = counts
        self._count += 1

    def where(self, unknown: Unknown, count: int) -> tuple[Wholes, Wholes] | None:
        """The least and the most of every count, in those that leave one as it is."""
        fit = self._rows[: self._count][self._rows[: self._count, unknown] == count]
        if not len(fit):
            return None
        return fit.min(axis=0).astype(np.int64), fit.max(axis=0).astype(np.int64)

    def drop(self, unknown: Unknown, count: int) -> None:
        """Leave out those in which it is otherwise."""
        fit = self._rows[: self._count][self._rows[: self._count, unknown] == count]
        self._rows[: len(fit)] = fit
        self._count = len(fit)


def released(
    attacker: Attacker,
    problem: Problem,
    hidden: frozenset[Unknown],
    wanted: Mapping[Unknown, float],
    until: float,
) -> frozenset[Unknown]:
    """A safe choice without the cells that it does not need.

    Args:
        attacker: Of the same system.
        problem: What is to be protected.
        hidden: A safe choice.
        wanted: Cells of which a better choice hides less are tried first.
        until: When to stop, on the clock `time.monotonic`.
    """
    chosen = {*hidden}
    witnesses = Witnesses(problem.system.size)
    attacker.watch(witnesses.keep)
    try:
        attacker.know(*problem.bounds(chosen))
        for unknown in dict.fromkeys((*problem.always, *sorted(chosen))):
            look_at(attacker, problem, unknown, 5.0)
        order = sorted(
            chosen - problem.forced,
            key=lambda one: (wanted.get(one, 0.0), -problem.weight[one], problem.truth[one], one),
        )
        for one in order:
            if time.monotonic() > until:
                break
            count = int(problem.truth[one])
            attacker.know(*problem.bounds(chosen - {one}))
            seen = witnesses.where(one, count)
            if seen:
                attacker.low, attacker.high = seen
            if all(
                not look_at(attacker, problem, other, 5.0).exposed
                for other in (*problem.always, *sorted(chosen - {one}))
            ):
                chosen.discard(one)
                witnesses.drop(one, count)
    finally:
        attacker.watch(None)
    return frozenset(chosen)
