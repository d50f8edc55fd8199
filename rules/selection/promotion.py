"""Who takes a place that came free: the next reserve that keeps the quotas, else the nearest."""

from collections import Counter
from collections.abc import Sequence

from rules.selection.quotas_kept import counts_of, distance, misses
from schemas.selection import Portfolio, Promotion

_LOOKS = 20_000  # at ways to fill the places; then they count as fillable


def promote(
    portfolio: Portfolio, codes: Sequence[str], standing: Sequence[str], reserves: Sequence[str]
) -> Promotion | None:
    """Choose the reserve that takes a free place.

    It is the first with which the sample keeps its quotas, or with which it still can once the
    other free places are filled from the list. Where there is none, it is the first of those with
    which the fewest areas are too few or too many.

    Args:
        portfolio: Says what the quotas are.
        codes: Of the frame's areas, in its order.
        standing: Who is in the sample now, without whoever left.
        reserves: Who was not asked yet, in order.

    Returns:
        `None` where the list is exhausted, or no place is free.
    """
    places = portfolio.number - len(standing) - 1  # that are free after this one
    if not reserves or places < 0:
        return None
    kinds = dict(zip(codes, portfolio.type_of, strict=True))
    now = counts_of(portfolio, codes, standing)
    left = counts_of(portfolio, codes, reserves)
    ranks: dict[int, tuple[bool, int]] = {}
    for kind in left:
        after, rest = now + Counter([kind]), left - Counter([kind])
        far = distance(portfolio.bounds, after, places)
        ranks[kind] = (bool(far) or not _can_be_filled(portfolio, after, rest, places), far)
    chosen = min(reserves, key=lambda code: ranks[kinds[code]])
    after = now + Counter([kinds[chosen]])
    unmet = misses(portfolio.bounds, after)
    if places and not ranks[kinds[chosen]][0]:
        unmet = ()
    return Promotion(code=chosen, misses=unmet)


def _can_be_filled(
    portfolio: Portfolio, counts: Counter[int], left: Counter[int], places: int
) -> bool:
    """Whether the quotas are kept once so many more are in the sample."""
    looks = 0

    def look(counts: Counter[int], kinds: tuple[int, ...], places: int) -> bool:
        nonlocal looks
        looks += 1
        if looks > _LOOKS:
            return True
        if not places:
            return not misses(portfolio.bounds, counts)
        if not kinds or distance(portfolio.bounds, counts, places):
            return False
        kind, *others = kinds
        return any(
            look(counts + Counter({kind: more}), tuple(others), places - more)
            for more in range(min(left[kind], places), -1, -1)
        )

    if sum(left.values()) < places:
        # The list does not reach: what can be kept is judged with the places left empty.
        return not misses(portfolio.bounds, counts + left)
    return look(counts, tuple(left), places)
