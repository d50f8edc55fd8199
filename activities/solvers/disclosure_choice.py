"""Chooses the fewest hidden cells that keep every promise, or as few as the time allows.

A linear programme of cuts tells from below how many are needed; a repair of its answer gives a safe
choice; where the two do not meet, whole choices are tried, attacked, and excluded by further cuts.
"""

import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from activities.solvers.disclosure_attack import Attacker, Extreme, Floats, OutOfTime
from activities.solvers.disclosure_cuts import Cut, Cutter, line_cuts
from activities.solvers.disclosure_master import Master, cost_of
from activities.solvers.disclosure_repair import Movement, released, repaired
from activities.solvers.disclosure_swaps import swapped
from activities.solvers.disclosure_targets import FAR, Problem, Verdict, exposed_in
from rules.disclosure.population import Unknown

_ROUNDS = 200
_CLEARLY = 1e-3
_LIKELY = 0.3  # hidden to so much of it, a cell is tried first
_BOTH = 2  # ends
_FOR_WHOLE = 10.0  # seconds for one whole-number attack; few need any


class Choice(NamedTuple):
    """Hidden cells, by their unknowns, and how few there could be at least, in cells."""

    hidden: frozenset[Unknown]
    bound: int


class Search:
    """One search.

    Args:
        attacker: Of the problem's system.
        problem: What is to be protected.
        seconds: When to stop; the first safe choice is waited for.
    """

    def __init__(self, attacker: Attacker, problem: Problem, seconds: float) -> None:
        """Start the clock."""
        self._attacker = attacker
        self._problem = problem
        self._ends = time.monotonic() + seconds
        self._seconds = seconds
        self._cutter = Cutter(problem)
        self._master = Master(problem)
        self._movement = Movement(problem)
        self._best: frozenset[Unknown] | None = None

    def best(self) -> Choice:
        """The best choice that is found in time."""
        relaxed = self._by_lines()
        begun = self._left()
        self._try(relaxed, self._problem.forced)
        once = begun - self._left()  # seconds: what takes longer than is left is not begun
        if not self._done() and self._left() > once:
            relaxed = self._by_attacks(relaxed)
            if self._left() > once:
                self._try(relaxed, self._problem.forced)
        while not self._done() and self._left() > once:
            if not self._next_whole(relaxed):
                break
        best = frozenset(self._problem.weight) if self._best is None else self._best
        if self._best is not None and self._left() > once:
            until = time.monotonic() + self._left() * 0.5
            best = swapped(self._attacker, self._problem, best, until)
        return Choice(best, min(self._master.bound, cost_of(self._problem, best)))

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _done(self) -> bool:
        return self._best is not None and (cost_of(self._problem, self._best) <= self._master.bound)

    def _try(self, relaxed: Mapping[Unknown, float], chosen: frozenset[Unknown]) -> None:
        """Make a choice safe and small, and keep it if it is the best so far."""
        likely = chosen | {one for one, share in relaxed.items() if share >= _LIKELY}
        safe = repaired(self._attacker, self._problem, self._movement, likely, relaxed)
        until = time.monotonic() + max(self._left() * 0.4, 1.0)
        small = released(self._attacker, self._problem, safe, relaxed, until)
        if self._best is None or cost_of(self._problem, small) < cost_of(self._problem, self._best):
            self._best = small

    def _by_lines(self) -> dict[Unknown, float]:
        """The relaxed choice by cuts of single sums."""
        relaxed = self._master.relaxed()
        for _ in range(_ROUNDS):
            if not self._master.add(line_cuts(self._problem, self._cutter, relaxed)):
                break
            relaxed = self._master.relaxed()
            if self._left() < self._seconds * 0.7:
                break
        return relaxed

    def _by_attacks(self, relaxed: dict[Unknown, float]) -> dict[Unknown, float]:
        """The relaxed choice by attacks on it, as if parts of a cell could be hidden."""
        for _ in range(_ROUNDS):
            found = self._separate(relaxed)
            found += line_cuts(self._problem, self._cutter, relaxed)
            if not self._master.add(found):
                break
            relaxed = self._master.relaxed()
            if self._done() or self._left() < self._seconds * 0.3:
                break
        return relaxed

    def _separate(self, relaxed: Mapping[Unknown, float]) -> list[Cut]:
        problem, attacker = self._problem, self._attacker
        need = max(problem.policy.threshold, problem.policy.width)
        lower, upper = problem.bounds(problem.weight)
        places = np.array(sorted(problem.weight), dtype=np.int64)
        share = np.array([relaxed[int(one)] for one in places])
        share[share < _CLEARLY] = 0.0
        share[share > 1.0 - _CLEARLY] = 1.0
        truth = problem.truth[places].astype(np.float64)
        lower[places] = truth * (1.0 - share)
        upper[places] = truth + np.where(share < 1.0, need * share, FAR)
        attacker.know(lower, upper)
        found: list[Cut] = []
        targets = [*problem.always, *(int(one) for one in places[share > 0])]
        for unknown in dict.fromkeys(targets):
            if self._left() < self._seconds * 0.2:
                break
            if 0.0 < relaxed.get(unknown, 1.0) < 1.0:
                attacker.confine(unknown, 0.0, problem.truth[unknown] + FAR)
            reduced = self._reduced(
                unknown, tuple(attacker.extreme(unknown, sign) for sign in (1, -1))
            )
            attacker.release(unknown)
            found += self._violated(unknown, reduced, relaxed)
        return found

    def _reduced(self, unknown: Unknown, ends: tuple[Extreme, ...]) -> tuple[Floats, ...]:
        """The reduced costs at the ends that there are."""
        return tuple(
            self._attacker.reduced(unknown, sign, end.duals)
            for sign, end in zip((1, -1), ends, strict=False)
            if end.duals is not None
        )

    def _violated(
        self, unknown: Unknown, reduced: tuple[Floats, ...], hidden: Mapping[Unknown, float]
    ) -> list[Cut]:
        if len(reduced) != _BOTH:
            return []
        cuts = self._cutter.of(unknown, *reduced)
        return [cut for cut in cuts if cut.violated(hidden) > _CLEARLY]

    def _next_whole(self, relaxed: Mapping[Unknown, float]) -> bool:
        """Try the best whole choice by the cuts; whether there is more to try."""
        answer = self._master.whole(self._left(), self._best or ())
        if answer is None:
            return False
        chosen, proven = answer
        try:
            exposed = exposed_in(self._attacker, self._problem, chosen, _FOR_WHOLE)
        except OutOfTime:
            return False
        if not exposed:
            if self._best is None or cost_of(self._problem, chosen) < cost_of(
                self._problem, self._best
            ):
                self._best = chosen
            return not proven and not self._done()
        cuts = [cut for one, verdict in exposed for cut in self._excluding(one, verdict, chosen)]
        self._master.add(cuts)
        self._try({one: max(relaxed[one], float(one in chosen)) for one in relaxed}, chosen)
        return True

    def _excluding(
        self, unknown: Unknown, verdict: Verdict, chosen: frozenset[Unknown]
    ) -> list[Cut]:
        """Cuts that a choice falls short of which gives a count away."""
        reduced = self._reduced(unknown, verdict.ends)
        if cuts := self._violated(unknown, reduced, dict.fromkeys(chosen, 1.0)):
            return cuts
        threshold = self._problem.policy.threshold
        low: frozenset[Unknown] = frozenset()
        if self._problem.truth[unknown] >= threshold and verdict.lower < verdict.upper:
            low = chosen
        return [self._cutter.beyond(unknown, chosen, low, reduced)]
