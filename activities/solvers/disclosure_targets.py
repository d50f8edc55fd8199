"""What has to be protected in a system, and whether a choice of hidden cells does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from activities.solvers.disclosure_attack import (
    Attacker,
    Contradiction,
    Extreme,
    Floats,
    Wholes,
    bounds_of,
)
from rules.disclosure.population import Unknown
from rules.disclosure.promise import is_exposed
from rules.disclosure.system import System
from schemas.disclosure import DisclosurePolicy

_NEAR = 1e-6


@dataclass
class Problem:
    """Which counts may be hidden, which must be, and which are to be kept safe.

    Attributes:
        system: All that adds up.
        policy: What is promised.
        truth: A whole count for every unknown that fits all that is known, ours included.
        weight: How many cells of the table each of its counts that may be hidden stands for.
        forced: Those that are hidden in any case.
        always: Counts that are kept safe whatever is hidden: small ones, those that earlier files
            hide, and what was added. A count that is hidden besides is kept safe as well.
    """

    system: System
    policy: DisclosurePolicy
    truth: Wholes
    weight: Mapping[Unknown, int]
    forced: frozenset[Unknown]
    always: tuple[Unknown, ...]

    def known(self, hidden: Iterable[Unknown]) -> dict[Unknown, int]:
        """What anybody knows once all but these counts are shown."""
        shown = {**self.system.counts}
        for unknown in hidden:
            shown.pop(unknown, None)
        return shown | {unknown: source.count for unknown, source in self.system.known.items()}

    def bounds(self, hidden: Iterable[Unknown]) -> tuple[Floats, Floats]:
        """The same, as bounds of every unknown."""
        return bounds_of(self.system.size, self.known(hidden))


@dataclass
class Verdict:
    """What an attack on one count found.

    Attributes:
        exposed: Whether the promise is broken.
        lower: The least that it can be, as far as was looked.
        upper: The most.
        ends: The programmes that were solved, the most first; none where witnesses were enough.
    """

    exposed: bool
    lower: int
    upper: int
    ends: tuple[Extreme, ...] = field(default=())


def look_at(attacker: Attacker, problem: Problem, unknown: Unknown, seconds: float) -> Verdict:
    """Whether a count is safe, given what the attacker knows.

    The count is looked at no further from its true value than the promise asks, so that every
    programme has an end.

    Raises:
        OutOfTime: A whole-number programme took longer than these seconds.
    """
    policy = problem.policy
    if _witnessed(attacker, unknown, policy):
        return Verdict(exposed=False, lower=-1, upper=-1)
    true = int(problem.truth[unknown])
    attacker.confine(
        unknown,
        max(attacker.lower[unknown], true - policy.width),
        min(attacker.upper[unknown], max(policy.threshold, true + policy.width)),
    )
    try:
        return _look_closely(attacker, unknown, policy, seconds)
    finally:
        attacker.release(unknown)


def _look_closely(
    attacker: Attacker, unknown: Unknown, policy: DisclosurePolicy, seconds: float
) -> Verdict:
    ends = (attacker.extreme(unknown, 1), attacker.extreme(unknown, -1))
    upper = int(np.floor(ends[0].value + _NEAR))
    lower = int(np.ceil(ends[1].value - _NEAR))
    if not is_exposed(lower, upper, policy):
        # The bounds are outer ones: the count is safe if whole solutions reach as far.
        if attacker.high[unknown] < upper:
            upper = attacker.whole_extreme(unknown, 1, seconds) or 0
        if attacker.low[unknown] > lower:
            lower = attacker.whole_extreme(unknown, -1, seconds) or 0
    return Verdict(is_exposed(lower, upper, policy), lower, upper, ends)


def _witnessed(attacker: Attacker, unknown: Unknown, policy: DisclosurePolicy) -> bool:
    low, high = int(attacker.low[unknown]), int(attacker.high[unknown])
    return high >= policy.threshold and high - low >= policy.width


def exposed_in(
    attacker: Attacker, problem: Problem, hidden: frozenset[Unknown], seconds: float
) -> list[tuple[Unknown, Verdict]]:
    """Every count that is given away if these are hidden, after a full attack.

    Raises:
        OutOfTime: A whole-number programme took longer than these seconds.
    """
    attacker.know(*problem.bounds(hidden))
    attacker.witness(problem.truth.astype(np.float64))
    found = []
    for unknown in dict.fromkeys((*problem.always, *sorted(hidden))):
        verdict = look_at(attacker, problem, unknown, seconds)
        if verdict.exposed:
            found.append((unknown, verdict))
    return found


def a_truth(attacker: Attacker, system: System, seconds: float) -> Wholes:
    """Whole counts that fit all that is known, ours included.

    Raises:
        Contradiction: There are none.
        OutOfTime: None was found in these seconds.
    """
    known = system.counts | {unknown: source.count for unknown, source in system.known.items()}
    attacker.know(*bounds_of(system.size, known))
    if not attacker.feasible():
        raise Contradiction
    if attacker.high.max(initial=-1) < 0:
        attacker.whole_extreme(None, 1, seconds)
    return attacker.last.copy()
