"""Makes a choice of hidden cells safe, then as small as it gets by leaving cells out.

A count that is given away is moved as far as the promise asks, by the change of other counts that
costs the fewest cells not yet hidden; those are hidden. Afterwards each cell is shown again if
every count stays safe.
"""

import time
from collections.abc import Iterable, Iterator, Mapping

import highspy
import numpy as np
from numpy.typing import NDArray

from activities.solvers.disclosure_attack import Attacker, Floats
from activities.solvers.disclosure_targets import Problem, Verdict, look_at, look_at_once
from activities.solvers.highs import Quiet
from rules.disclosure.population import Unknown

_MOVES = 1e-6
_ZERO_COSTS = 1.3  # a zero that is hidden has to be kept safe itself
_LEAST_COST = 0.02
_AT_ONCE = 12  # counts that one programme moves


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
        self._costs = np.zeros(2 * self._size)
        self._columns = np.arange(2 * self._size, dtype=np.int32)

    def price(self, wanted: Mapping[Unknown, float], need: int) -> None:
        """Say what a change of each count by one costs, with nothing hidden yet.

        Args:
            wanted: A cell costs the less, the more of it a better choice hides.
            need: How far counts are moved: one that cannot move as far costs more a step.
        """
        costs = np.zeros(2 * self._size)
        for unknown, weight in self._problem.weight.items():
            cost = weight * max(1.0 - wanted.get(unknown, 0.0), _LEAST_COST)
            count = int(self._problem.truth[unknown])
            costs[unknown] = cost / need * (1.0 if count else _ZERO_COSTS)
            costs[self._size + unknown] = cost / max(min(need, count), 1)
        self._costs = costs
        self._highs.changeColsCost(2 * self._size, self._columns, costs)

    def hide(self, unknowns: Iterable[Unknown]) -> None:
        """Let these change for nothing from now on."""
        for unknown in unknowns:
            for column in (unknown, self._size + unknown):
                self._costs[column] = 0.0
                self._highs.changeColCost(column, 0.0)

    def moved(self, moves: Mapping[Unknown, int]) -> frozenset[Unknown] | None:
        """Which counts change when some are moved up by people; `None` if they cannot be."""
        for unknown, by in moves.items():
            self._highs.changeColBounds(unknown, float(by), float(by))
            self._highs.changeColBounds(self._size + unknown, 0.0, 0.0)
        self._highs.run()
        best = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.asarray(self._highs.getSolution().col_value) if best else None
        for unknown in moves:
            for column in (unknown, self._size + unknown):
                self._highs.changeColBounds(column, 0.0, self._upper[column])
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
    """A choice that keeps every count safe, with all cells of this one.

    Args:
        attacker: Of the same system.
        problem: What is to be protected.
        movement: Of the same problem.
        hidden: What is hidden in any case.
        wanted: A cell is hidden the sooner, the more of it a better choice hides.
    """
    chosen = {*hidden}
    movement.price(wanted, max(problem.policy.threshold, problem.policy.width))
    movement.hide(chosen)
    waiting = list(dict.fromkeys((*problem.always, *sorted(chosen))))
    beside = neighbours(problem)
    attacker.know(*problem.bounds(chosen))
    while waiting:
        exposed = {}
        for unknown in look_at_once(attacker, problem, waiting, whole=False):
            verdict = look_at(attacker, problem, unknown)
            if verdict.exposed:
                exposed[unknown] = _need(problem, unknown, verdict)
        new: set[Unknown] = set()
        for batch in _apart(exposed, beside):
            support = movement.moved(batch)
            if support is None and len(batch) > 1:
                supports = [movement.moved({one: need}) for one, need in batch.items()]
                support = frozenset[Unknown]().union(*(one for one in supports if one))
            found = (support or frozenset()) & (problem.weight.keys() - chosen - new)
            movement.hide(found)
            new |= found
        if exposed and not new:
            new = problem.weight.keys() - chosen  # only much more can help
            if not new:
                break
        chosen |= new
        low, high = attacker.near_low, attacker.near_high
        attacker.know(*problem.bounds(chosen))
        attacker.near_low, attacker.near_high = low, high  # what was witnessed can still be
        waiting = [*exposed, *sorted(new)]
    return frozenset(chosen)


def neighbours(problem: Problem) -> dict[Unknown, set[int]]:
    """The sums that each count is in."""
    found: dict[Unknown, set[int]] = {}
    for number, equation in enumerate(problem.system.equations):
        for unknown, _ in equation:
            found.setdefault(unknown, set()).add(number)
    return found


def _apart(
    moves: Mapping[Unknown, int], beside: Mapping[Unknown, set[int]]
) -> Iterator[dict[Unknown, int]]:
    """The moves in batches, in each of which no two are in one sum."""
    left = dict(moves)
    while left:
        batch: dict[Unknown, int] = {}
        taken: set[int] = set()
        for unknown, need in left.items():
            if len(batch) < _AT_ONCE and not taken & beside.get(unknown, set()):
                batch[unknown] = need
                taken |= beside.get(unknown, set())
        for unknown in batch:
            del left[unknown]
        yield batch


def _need(problem: Problem, unknown: Unknown, verdict: Verdict) -> int:
    """How far up a count has to be moved, from its true value."""
    true, policy = int(problem.truth[unknown]), problem.policy
    if verdict.lower >= policy.threshold:
        return 1
    if true >= policy.threshold and verdict.lower == verdict.upper:
        return 1
    return max(policy.threshold, verdict.lower + policy.width, true + 1) - true


class Witnesses:
    """Solutions that were found, so that a cell need not be attacked again.

    Args:
        size: How many unknowns each has.
    """

    def __init__(self, size: int) -> None:
        """Begin with none."""
        self._rows = np.zeros((64, size), dtype=np.float32)
        self._count = 0

    def keep(self, values: Floats) -> None:
        """Add one."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._count] = values
        self._count += 1

    def where(self, unknown: Unknown, count: int) -> tuple[Floats, Floats] | None:
        """The least and the most of every count, in those that leave one as it is."""
        fit = self._rows[: self._count][self._same(unknown, count)]
        if not len(fit):
            return None
        return fit.min(axis=0).astype(np.float64), fit.max(axis=0).astype(np.float64)

    def drop(self, unknown: Unknown, count: int) -> None:
        """Leave out those in which it is otherwise."""
        fit = self._rows[: self._count][self._same(unknown, count)]
        self._rows[: len(fit)] = fit
        self._count = len(fit)

    def _same(self, unknown: Unknown, count: int) -> NDArray[np.bool_]:
        return np.abs(self._rows[: self._count, unknown] - count) <= _MOVES


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
    beside = neighbours(problem)
    witnesses = Witnesses(problem.system.size)
    attacker.watch(witnesses.keep)
    try:
        attacker.know(*problem.bounds(chosen))
        targets = list(dict.fromkeys((*problem.always, *sorted(chosen))))
        for unknown in look_at_once(attacker, problem, targets, whole=False):
            look_at(attacker, problem, unknown)
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
                attacker.near_low, attacker.near_high = seen
            others = (*problem.always, *sorted(chosen - {one}))
            near = [other for other in others if beside[other] & beside[one]]
            if any(look_at(attacker, problem, other).exposed for other in near):
                continue
            left = look_at_once(attacker, problem, others, whole=False)
            if not any(look_at(attacker, problem, other).exposed for other in left):
                chosen.discard(one)
                witnesses.drop(one, count)
    finally:
        attacker.watch(None)
    return frozenset(chosen)
