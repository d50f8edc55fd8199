"""Chooses the fewest hidden cells that keep every promise, or as few as the time allows.

A linear programme of cuts tells from below how many are needed; a repair of its answer gives a safe
choice; where the two do not meet, whole choices are tried, attacked, and excluded by further cuts.
"""

import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from activities.solvers.disclosure_attack import Attacker
from activities.solvers.disclosure_cuts import Cut, Cutter, line_cuts
from activities.solvers.disclosure_master import Master, cost_of
from activities.solvers.disclosure_repair import Movement, released, repaired
from activities.solvers.disclosure_targets import Problem, Verdict, exposed_in
from rules.disclosure.population import Unknown

_ROUNDS = 200
_CLEARLY = 1e-3
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
        self._try(relaxed, self._problem.forced)
        if not self._done():
            relaxed = self._by_attacks(relaxed)
            self._try(relaxed, self._problem.forced)
        while not self._done() and self._left() > 0:
            if not self._next_whole(relaxed):
                break
        best = self._best or frozenset(self._problem.weight)
        return Choice(best, min(self._master.bound, cost_of(self._problem, best)))

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _done(self) -> bool:
        return self._best is not None and (cost_of(self._problem, self._best) <= self._master.bound)

    def _try(self, relaxed: Mapping[Unknown, float], chosen: frozenset[Unknown]) -> None:
        """Make a choice safe and small, and keep it if it is the best so far."""
        safe = repaired(self._attacker, self._problem, self._movement, chosen, relaxed)
        until = time.monotonic() + max(self._left() * 0.6, 1.0)
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
            before = self._master.bound
            relaxed = self._master.relaxed()
            if self._done() or self._left() < self._seconds * 0.3:
                break
            del before
        return relaxed

    def _separate(self, relaxed: Mapping[Unknown, float]) -> list[Cut]:
        problem, attacker = self._problem, self._attacker
        need = max(problem.policy.threshold, problem.policy.width)
        lower, upper = problem.bounds(problem.weight)
        places = np.array(sorted(problem.weight), dtype=np.int64)
        share = np.array([relaxed[int(one)] for one in places])
        share[share < _CLEARLY] = 0.0
        truth = problem.truth[places].astype(np.float64)
        lower[places] = truth * (1.0 - share)
        upper[places] = truth + need * share
        attacker.know(lower, upper)
        found: list[Cut] = []
        targets = [*problem.always, *(int(one) for one in places[share > 0])]
        for unknown in dict.fromkeys(targets):
            if self._left() < self._seconds * 0.2:
                break
            own = unknown in problem.weight
            if own:
                attacker.confine(unknown, 0.0, problem.truth[unknown] + 2.0 * need)
            else:
                attacker.confine(unknown, 0.0, problem.truth[unknown] + 2.0 * need)
            ends = [attacker.extreme(unknown, sign).reduced for sign in (1, -1)]
            attacker.release(unknown)
            if ends[0] is not None and ends[1] is not None:
                cuts = self._cutter.of(unknown, ends[0], ends[1])
                found += [cut for cut in cuts if cut.violated(relaxed) > _CLEARLY]
        return found

    def _next_whole(self, relaxed: Mapping[Unknown, float]) -> bool:
        """Try the best whole choice by the cuts; whether there is more to try."""
        answer = self._master.whole(self._left(), self._best or ())
        if answer is None:
            return False
        chosen, proven = answer
        exposed = exposed_in(self._attacker, self._problem, chosen, _FOR_WHOLE)
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
        hidden = dict.fromkeys(chosen, 1.0)
        if len(verdict.ends) == 2 and all(end.reduced is not None for end in verdict.ends):
            up, down = (end.reduced for end in verdict.ends)
            if up is not None and down is not None:
                cuts = [
                    cut
                    for cut in self._cutter.of(unknown, up, down)
                    if cut.violated(hidden) > _CLEARLY
                ]
                if cuts:
                    return cuts
        policy, true = self._problem.policy, int(self._problem.truth[unknown])
        low: frozenset[Unknown] = frozenset()
        if true >= policy.threshold > verdict.lower and verdict.lower < verdict.upper:
            low = chosen
        return [self._cutter.beyond(unknown, verdict, chosen, low)]
