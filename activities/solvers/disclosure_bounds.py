"""What is known of counts as bounds, and the whole bounds that an attack finds."""

from collections.abc import Iterable, Mapping

import numpy as np

from activities.solvers.disclosure_attack import NEAR, Attacker, Floats
from rules.disclosure.population import Unknown


def bounds_of(size: int, known: Mapping[Unknown, int]) -> tuple[Floats, Floats]:
    """The bounds of every count where some are known and nothing is of the others."""
    lower, upper = np.zeros(size), np.full(size, np.inf)
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
    outer = int(np.floor(value + NEAR)) if sign > 0 else int(np.ceil(value - NEAR))
    if witnessed[unknown] == outer:
        return outer
    return attacker.whole_end(unknown, sign, outer, seconds)
