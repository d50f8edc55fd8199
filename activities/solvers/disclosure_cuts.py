"""Cuts: what any safe choice of hidden cells has to fulfil, learned from attacks on others.

By the duals of an attack, a count moves no further than the hidden cells that hold it in move; so
those have to be able to move enough together (Fischetti and Salazar, "Models and algorithms for
optimizing cell suppression in tabular data with linear constraints", JASA 95, 2000).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from activities.solvers.disclosure_attack import Floats
from activities.solvers.disclosure_targets import Problem
from rules.disclosure.population import Unknown

_TINY = 1e-7
_CLEARLY = 1e-4  # by how much a cut has to be violated to be worth having


Line = Sequence[tuple[Unknown, int]]


class Cut(NamedTuple):
    """The factors of hidden cells, 1 where one is hidden, add up to at least this much."""

    factors: Mapping[Unknown, float]
    least: float

    def violated(self, hidden: Mapping[Unknown, float]) -> float:
        """By how much a choice, whole or not, falls short of it, relative to its size."""
        if not self.factors:
            return 0.0
        got = sum(factor * hidden.get(one, 0.0) for one, factor in self.factors.items())
        return (self.least - got) / max(map(abs, self.factors.values()))


class Cutter:
    """Makes cuts for one problem."""

    def __init__(self, problem: Problem) -> None:
        """See what can move."""
        self._problem = problem
        self._own = np.zeros(problem.system.size, dtype=bool)
        self._own[list(problem.weight)] = True
        self._stands = np.zeros(problem.system.size, dtype=bool)
        fixed = {*problem.system.known} | (problem.system.counts.keys() - problem.weight.keys())
        self._stands[list(fixed)] = True
        self._truth = problem.truth.astype(np.float64)
        self.always = frozenset(problem.always)

    def needs(self, unknown: Unknown) -> tuple[int, int]:
        """How far up a count has to reach, and how wide its interval has to be, for certain."""
        policy, true = self._problem.policy, int(self._problem.truth[unknown])
        if true < policy.threshold:
            return policy.threshold - true, policy.width
        return 0, 1

    def of(self, unknown: Unknown, up: Floats, down: Floats) -> Iterator[Cut]:
        """The cuts that the two ends of an attack give.

        Args:
            unknown: What was attacked.
            up: The reduced costs where it is largest.
            down: Where it is smallest.
        """
        reach, width = self.needs(unknown)
        if reach and (cut := self._cut(unknown, reach, (up,))):
            yield cut
        if cut := self._cut(unknown, width, (up, down)):
            yield cut

    def of_line(self, unknown: Unknown, sign: int, line: Line) -> Iterator[Cut]:
        """The cuts that one sum gives, without any attack.

        Args:
            unknown: A count in it.
            sign: Its factor.
            line: All of its counts that may be hidden, with their factors.
        """
        reach, width = self.needs(unknown)
        truth = self._problem.truth
        others = [(one, factor) for one, factor in line if one != unknown]
        if reach:
            room = {
                one: float(reach if factor != sign else min(reach, truth[one]))
                for one, factor in others
            }
            yield self._active(unknown, float(reach), {o: can for o, can in room.items() if can})
        yield self._active(unknown, float(width), {one: float(width) for one, _ in others})

    def _active(self, unknown: Unknown, need: float, factors: dict[Unknown, float]) -> Cut:
        """A cut that asks for something only where its count is to be kept safe."""
        if unknown in self.always:
            return Cut(factors, need)
        left = factors.get(unknown, 0.0) - need
        others = {one: factor for one, factor in factors.items() if one != unknown}
        return Cut({**others, unknown: left} if left else others, 0.0)

    def _cut(
        self,
        unknown: Unknown,
        need: float,
        ends: tuple[Floats, ...],
        *,
        given: frozenset[Unknown] = frozenset(),
    ) -> Cut | None:
        room = np.zeros(self._problem.system.size)
        for reduced in ends:
            room += np.where(reduced < -_TINY, np.inf, 0.0)
            falls = np.where(reduced > _TINY, reduced, 0.0)
            room += falls * self._truth
        room[self._stands] = 0.0
        others = room[~self._own & ~self._stands].sum()
        left = need - others
        if left <= _TINY:
            return None
        places = np.flatnonzero(self._own & (room > _TINY))
        room_of = {int(place): float(min(left, room[place])) for place in places}
        return _where(given, left, self._active(unknown, left, room_of))

    def beyond(
        self,
        unknown: Unknown,
        hidden: frozenset[Unknown],
        low: frozenset[Unknown],
        reduced: tuple[Floats, ...],
    ) -> Cut:
        """A cut where the sums alone give none: this choice, or less, is not enough.

        Args:
            unknown: What is exposed.
            hidden: The choice.
            low: The hidden cells by which it may be taken to lie below the threshold, where it
                need not.
            reduced: The reduced costs at both ends.
        """
        if low and reduced:
            cut = self._cut(unknown, self._problem.policy.width, reduced, given=low - {unknown})
            if cut and cut.violated(dict.fromkeys(hidden, 1.0)) > _CLEARLY:
                return cut
        others = dict.fromkeys(self._problem.weight.keys() - hidden, 1.0)
        return _where(low - {unknown}, 1.0, self._active(unknown, 1.0, others))


def _where(given: frozenset[Unknown], need: float, cut: Cut) -> Cut:
    """A cut that asks for something only where all of these are hidden."""
    factors = {**cut.factors}
    for one in given:
        factors[one] = factors.get(one, 0.0) - need
    factors = {one: factor for one, factor in factors.items() if factor}
    return Cut(factors, cut.least - need * len(given))


def line_cuts(problem: Problem, cutter: Cutter, hidden: Mapping[Unknown, float]) -> list[Cut]:
    """The cuts of single sums that a choice, whole or not, falls short of.

    Args:
        problem: What is to be protected.
        cutter: Of the same problem.
        hidden: How much each cell is hidden, from 0 to 1.
    """
    found: list[Cut] = []
    system = problem.system
    stands = system.known.keys() | (system.counts.keys() - problem.weight.keys())
    for equation in system.equations:
        line = [(one, sign) for one, sign in equation if one not in stands]
        if all(one in problem.weight for one, _ in line):
            for one, sign in line:
                if one in cutter.always or hidden.get(one, 0.0) > _TINY:
                    found += cutter.of_line(one, sign, line)
    return [cut for cut in found if cut.violated(hidden) > _CLEARLY]
