"""Of choices that hide equally many cells, one that tells more.

A count that is hidden for the sake of others is exchanged for a smaller one beside it, if every
promise is kept; a zero that is hidden, for any count. So the largest answer of a survey, or the
total of a country, is not what readers lack.
"""

import time
from collections.abc import Iterator, Mapping
from math import inf

from activities.solvers.disclosure_attack import Attacker, OutOfTime
from activities.solvers.disclosure_repair import neighbours
from activities.solvers.disclosure_targets import Problem, exposed_in, look_at, look_at_once
from rules.disclosure.population import Unknown

_RIVALS = 8  # that are tried for one cell
_FOR_WHOLE = 5.0  # seconds for one whole-number attack


def swapped(
    attacker: Attacker, problem: Problem, hidden: frozenset[Unknown], until: float
) -> frozenset[Unknown]:
    """A safe choice of as many cells, of which those hidden for others' sake are smaller.

    Args:
        attacker: Of the same system.
        problem: What is to be protected.
        hidden: A safe choice.
        until: When to stop, on the clock `time.monotonic`.
    """
    chosen = hidden
    beside = neighbours(problem)
    for one in sorted(hidden - problem.forced, key=lambda each: (-_worth(problem, each), each)):
        for other in _rivals(problem, beside, chosen, one):
            if time.monotonic() > until:
                break
            trial = chosen - {one} | {other}
            if _is_safe(attacker, problem, trial):
                chosen = trial
                break
    if chosen == hidden:
        return hidden
    try:
        return hidden if exposed_in(attacker, problem, chosen, _FOR_WHOLE) else chosen
    except OutOfTime:
        return hidden


def _rivals(
    problem: Problem,
    beside: Mapping[Unknown, set[int]],
    chosen: frozenset[Unknown],
    one: Unknown,
) -> Iterator[Unknown]:
    """Shown cells in a sum with a hidden one that tell less, and count for as many cells."""
    worth = _worth(problem, one)
    found = (
        other
        for other in problem.weight.keys() - chosen
        if problem.weight[other] == problem.weight[one]
        and beside[other] & beside[one]
        and _worth(problem, other) < worth
    )
    yield from sorted(found, key=lambda each: (_worth(problem, each), each))[:_RIVALS]


def _worth(problem: Problem, unknown: Unknown) -> float:
    """How much a reader would lack it; a zero most, for that is where nobody is."""
    return float(problem.truth[unknown]) or inf


def _is_safe(attacker: Attacker, problem: Problem, hidden: frozenset[Unknown]) -> bool:
    """As far as solutions in parts of people tell."""
    attacker.know(*problem.bounds(hidden))
    targets = (*problem.always, *sorted(hidden))
    left = look_at_once(attacker, problem, targets, whole=False)
    return not any(look_at(attacker, problem, one).exposed for one in left)
