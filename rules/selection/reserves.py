"""The reserves: who is asked in whose place, in an order that the seed decides.

Any order would be fair. But a place that comes free is to be filled within the quotas wherever the
frame has an area that does so, and with many quotas few do. So for each selected area there is
such a reserve on the list, if there is one at all.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from rules.selection.quotas_kept import counts_of
from schemas.selection import Drawn, Portfolio

_LOOKS = 20_000  # at so many lists to find a short one; then what was found will do


def choose_reserves(
    portfolio: Portfolio,
    codes: Sequence[str],
    selected: Collection[str],
    order: Sequence[str],
    wanted: int,
) -> tuple[str, ...]:
    """Choose reserves.

    Args:
        portfolio: Says what is within the quotas.
        codes: Of the frame's areas, in its order.
        selected: Who was drawn.
        order: The others, in the order that was drawn.
        wanted: How many.

    Returns:
        In the order that was drawn: the first, but for those who make way for areas without which
        some place could not be filled within the quotas. Where so few are wanted that not every
        place can be provided for, as many as can.
    """
    mending = _mending(portfolio, codes, selected)
    kinds = dict(zip(codes, portfolio.type_of, strict=True))
    first: dict[int, str] = {}
    for code in order:
        first.setdefault(kinds[code], code)
    ways = {
        gone: [code for kind, code in first.items() if kind in mends]
        for gone, mends in mending.items()
    }
    needed = _needed({gone: codes for gone, codes in ways.items() if codes}, order, wanted)
    others = [code for code in order if code not in needed]
    chosen = {*needed, *others[: max(0, wanted - len(needed))]}
    return tuple(code for code in order if code in chosen)


def without_reserve(portfolio: Portfolio, codes: Sequence[str], drawn: Drawn) -> tuple[str, ...]:
    """Selected areas whose place no reserve fills within the quotas, though some area would."""
    kinds = dict(zip(codes, portfolio.type_of, strict=True))
    there = {kinds[code] for code in drawn.reserves}
    bare = {
        gone
        for gone, mends in _mending(portfolio, codes, drawn.selected).items()
        if mends and not mends & there
    }
    return tuple(code for code in drawn.selected if kinds[code] in bare)


def fewer_reserves(areas: int, number: int, wanted: int | None) -> str:
    """That there are fewer reserves than were asked for, as a sentence; empty where there are not.

    Args:
        areas: How many are in the frame.
        number: How many are drawn to be visited.
        wanted: How many reserves somebody asked for; `None` for nobody.
    """
    left = areas - number
    if wanted is None or left < 0 or wanted <= left:
        return ""
    there = "no reserve" if left == 0 else "1 reserve" if left == 1 else f"{left} reserves"
    return (
        f"There will be {there} and not {wanted}: of the frame's {areas} areas {number} are drawn, "
        "and every other one is a reserve."
    )


def _mending(
    portfolio: Portfolio, codes: Sequence[str], selected: Collection[str]
) -> Mapping[int, frozenset[int]]:
    """For each type that was selected, the types of which one can take its place."""
    counts = counts_of(portfolio, codes, selected)
    left = frozenset(kind for kind, size in enumerate(portfolio.sizes) if counts[kind] < size)
    bounds = [
        (frozenset(bound.types), sum(counts[kind] for kind in bound.types), bound)
        for bound in portfolio.bounds
    ]
    found = {}
    for gone in [kind for kind, count in counts.items() if count]:
        mends = left
        for types, there, bound in bounds:
            without = there - (gone in types)
            if not bound.least <= without + 1 <= bound.most:
                mends -= types
            if not bound.least <= without <= bound.most:
                mends &= types
        found[gone] = mends
    return found


def _needed(ways: Mapping[int, Sequence[str]], order: Sequence[str], wanted: int) -> Sequence[str]:
    """Areas of which each type that may go finds one: few, and no more than are wanted."""
    greedy = _greedy(ways, order)
    if len(greedy) <= wanted:
        return greedy
    return _short(ways, wanted) or greedy[:wanted]


def _greedy(ways: Mapping[int, Sequence[str]], order: Sequence[str]) -> list[str]:
    """Whoever provides for the most places comes first; among equals, the drawn order decides."""
    left = dict(ways)
    chosen: list[str] = []
    while left:
        times = Counter(code for codes in left.values() for code in codes)
        best = max((code for code in order if times[code]), key=times.__getitem__)
        chosen.append(best)
        left = {gone: codes for gone, codes in left.items() if best not in codes}
    return chosen


def _short(ways: Mapping[int, Sequence[str]], wanted: int) -> list[str] | None:
    """So few areas that provide for every place, if there are any and they are soon found."""
    looks = 0

    def look(left: Mapping[int, Sequence[str]], chosen: list[str]) -> list[str] | None:
        nonlocal looks
        looks += 1
        if not left:
            return chosen
        if len(chosen) >= wanted or looks > _LOOKS:
            return None
        for code in min(left.values(), key=len):
            rest = {gone: codes for gone, codes in left.items() if code not in codes}
            if found := look(rest, [*chosen, code]):
                return found
        return None

    return look(ways, [])
