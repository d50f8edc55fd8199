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
)
from activities.solvers.disclosure_bounds import bounds_of
from rules.disclosure.population import Unknown
from rules.disclosure.promise import is_exposed
from rules.disclosure.system import System
from schemas.disclosure import DisclosurePolicy

_NEAR = 1e-6
_TOGETHER = 20  # programmes that move many counts at once, each way
_WORTH_IT = 2  # counts that such a programme has to move
FAR = 1_000_000.0  # people, from the true count


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
        """The same, as bounds of every unknown: none so far off that it matters, but none infinite.

        So every programme has an end, and the answer of one is where the next can begin.
        """
        lower, upper = bounds_of(self.system.size, self.known(hidden))
        return lower, np.minimum(upper, self.truth + FAR)


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


def look_at(
    attacker: Attacker, problem: Problem, unknown: Unknown, seconds: float | None = None
) -> Verdict:
    """Whether a count is safe, given what the attacker knows.

    Args:
        attacker: What it knows is what is known.
        problem: What is promised.
        unknown: Which count.
        seconds: For each whole-number programme; without, solutions in parts of people are taken
            to be good enough, which they almost always are.

    Raises:
        OutOfTime: A whole-number programme took longer than these seconds.
    """
    policy = problem.policy
    if is_witnessed(attacker, unknown, policy, whole=seconds is not None):
        return Verdict(exposed=False, lower=-1, upper=-1)
    most = attacker.extreme(unknown, 1)
    upper = int(np.floor(most.value + _NEAR))
    if seconds is None and upper < policy.threshold:
        return Verdict(exposed=True, lower=0, upper=upper, ends=(most,))
    ends = (most, attacker.extreme(unknown, -1))
    lower = int(np.ceil(ends[1].value - _NEAR))
    if seconds is not None and not is_exposed(lower, upper, policy):
        # The bounds are outer ones: the count is safe if whole solutions reach as far.
        upper = min(upper, max(policy.threshold, lower + policy.width))  # as far as is promised
        if attacker.high[unknown] < upper:
            upper = attacker.whole_end(unknown, 1, upper, seconds)
        if attacker.low[unknown] > lower:
            lower = attacker.whole_end(unknown, -1, lower, seconds)
    return Verdict(is_exposed(lower, upper, policy), lower, upper, ends)


def is_witnessed(
    attacker: Attacker, unknown: Unknown, policy: DisclosurePolicy, *, whole: bool
) -> bool:
    """Whether solutions that were found are enough for what is promised of a count."""
    if whole:
        low, high = float(attacker.low[unknown]), float(attacker.high[unknown])
    else:
        low, high = attacker.near_low[unknown], attacker.near_high[unknown]
    reach = high >= policy.threshold - _NEAR and high - low >= policy.width - _NEAR
    return bool(reach)


def look_at_once(
    attacker: Attacker, problem: Problem, unknowns: Iterable[Unknown], *, whole: bool
) -> list[Unknown]:
    """Attack many counts together, as far as that goes; those that are still to be looked at."""
    policy = problem.policy
    waiting = [one for one in unknowns if attacker.lower[one] < attacker.upper[one]]
    stands = [one for one in dict.fromkeys(unknowns) if attacker.lower[one] == attacker.upper[one]]
    waiting = list(dict.fromkeys(waiting))
    for sign in (-1, 1):
        for _ in range(_TOGETHER):
            waiting = [
                one for one in waiting if not is_witnessed(attacker, one, policy, whole=whole)
            ]
            goals = {
                one: end
                for one in waiting
                if not _is_at(
                    attacker,
                    one,
                    end := _goal(attacker, problem, one, sign, whole=whole),
                    sign,
                    whole=whole,
                )
            }
            if len(goals) < _WORTH_IT:
                break
            attacker.move_many(goals, sign, whole=whole)
            left = [
                one for one in goals if not _is_at(attacker, one, goals[one], sign, whole=whole)
            ]
            if len(goals) - len(left) < _WORTH_IT:
                break
    return stands + [one for one in waiting if not is_witnessed(attacker, one, policy, whole=whole)]


def _goal(attacker: Attacker, problem: Problem, unknown: Unknown, sign: int, *, whole: bool) -> int:
    """How far a count has to go; upwards no further than how low it was seen asks for."""
    true, policy = int(problem.truth[unknown]), problem.policy
    if sign < 0:
        return max(true - policy.width, 0)
    low = float((attacker.low if whole else attacker.near_low)[unknown])
    seen = int(np.ceil(min(low, true) - _NEAR))
    return max(policy.threshold, seen + policy.width)


def _is_at(attacker: Attacker, unknown: Unknown, end: int, sign: int, *, whole: bool) -> bool:
    if sign > 0:
        return bool((attacker.high if whole else attacker.near_high)[unknown] >= end - _NEAR)
    return bool((attacker.low if whole else attacker.near_low)[unknown] <= end + _NEAR)


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
    targets = list(dict.fromkeys((*problem.always, *sorted(hidden))))
    for unknown in look_at_once(attacker, problem, targets, whole=True):
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
