"""What may be told of the areas that are visited in the end, without telling who declined.

Everybody can work out the first sample, its reserves, and what any decline would have led to. So
a number may be told only if other declines would have led to the same: each area that left has to
be hidden among others. That is looked for, not hoped for: for each who left, the story is told
again with another in its place.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from rules.selection.promotion import promote
from rules.selection.quotas_kept import counts_of, misses
from schemas.selection import Drawn, Portfolio

HIDDEN_AMONG = 3
"""Areas of which each might be the one that left, itself included (the smallest crowd)."""

_MOST_TOLD = 3_000  # promotions that are worked out anew; then a number counts as telling

Facts: TypeAlias = Callable[[Sequence[str]], object]
"""What would be published of a sample."""


class _Exhausted(Exception):
    """It would take too long to find out."""


class Stories:
    """What becomes of a first sample when areas leave.

    Args:
        portfolio: Says what the quotas are.
        codes: Of the frame's areas, in its order.
        drawn: The first sample and its reserves.
    """

    def __init__(self, portfolio: Portfolio, codes: Sequence[str], drawn: Drawn) -> None:
        """Nobody has left yet."""
        self._portfolio = portfolio
        self._codes = codes
        self._drawn = drawn
        self._left = _MOST_TOLD

    def hidden(self, gone: Sequence[str], sample: Sequence[str], facts: Facts) -> bool:
        """Whether facts of a sample leave each area that left hidden among others.

        Args:
            gone: Who left, in order.
            sample: Who is visited in the end.
            facts: What would be published of it.
        """
        told = facts(sample)
        try:
            return all(self._is_hidden(place, gone, told, facts) for place in range(len(gone)))
        except _Exhausted:
            return False

    def _is_hidden(self, place: int, gone: Sequence[str], told: object, facts: Facts) -> bool:
        others = 0
        for code in (*self._drawn.selected, *self._drawn.reserves):
            if code in gone:
                continue
            ended = self._told_again([*gone[:place], code, *gone[place + 1 :]])
            if ended is not None and facts(ended) == told:
                others += 1
                if others >= HIDDEN_AMONG - 1:
                    return True
        return False

    def _told_again(self, gone: Sequence[str]) -> list[str] | None:
        """The sample in the end had these left; `None` where one of them was not in it then."""
        standing, reserves = list(self._drawn.selected), list(self._drawn.reserves)
        for code in gone:
            if code not in standing:
                return None
            standing.remove(code)
            self._left -= 1
            if self._left < 0:
                raise _Exhausted
            promoted = promote(self._portfolio, self._codes, standing, reserves)
            if promoted is not None:
                standing.append(promoted.code)
                reserves.remove(promoted.code)
        return standing


def quotas_kept(
    portfolio: Portfolio, codes: Sequence[str], sample: Sequence[str]
) -> tuple[bool, ...]:
    """For each quota that was asked, whether a sample keeps it."""
    missed = {miss.quota for miss in misses(portfolio.bounds, counts_of(portfolio, codes, sample))}
    return tuple(number not in missed for number in range(len(portfolio.bounds)))


def numbers_tell(drawn: Drawn, filled: int) -> bool:
    """Whether the mere numbers of those who left and who are visited tell who left.

    Where enough areas were drawn and are visited, any of them may be those who stayed.
    """
    return len(drawn.selected) < HIDDEN_AMONG or filled < HIDDEN_AMONG
