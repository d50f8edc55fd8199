"""What may be told of the areas that are visited in the end, without telling who declined.

Everybody can work out the first sample, its reserves, and what any decline would have led to. So
a number may be told only if other declines would have led to the same: each area that left has to
be hidden among others. That is looked for, not hoped for: for each who left, the story is told
again with another in its place.

To withhold would tell something, too, if it were only done where it must be. So it is also done
by chance: a secret salt decides how much is told at the most, and nothing follows from what is not.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TypeAlias

from rules.selection.numbers import number_below
from rules.selection.promotion import promote
from rules.selection.quotas_kept import counts_of, misses
from schemas.selection import Drawn, Portfolio
from schemas.selection_record import Salt

SMALLEST_CROWD = 3
"""Areas that have to be drawn, and visited, for anything to be told but that there was a draw."""

_MOST_TOLD = 600  # promotions that are worked out anew; then a number counts as telling


class Detail(IntEnum):
    """How much is told of the areas that are visited."""

    NOTHING = 0
    """Only how many there are, and how many left."""
    QUOTAS = 1
    """Which quotas they keep, too."""
    NUMBERS = 2
    """How many have each value, too."""


_AT_MOST = (Detail.NUMBERS, Detail.NUMBERS, Detail.QUOTAS, Detail.NOTHING)


def most_detail(salt: Salt) -> Detail:
    """How much is told at the most, as a secret salt decides it."""
    return _AT_MOST[number_below(len(_AT_MOST), salt, "detail")]


Facts: TypeAlias = Callable[[Sequence[str]], object]
"""What would be published of a sample."""


_Now: TypeAlias = tuple[list[str], list[str]]  # who stands, and the reserves in order


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
        """Whether there is a story with as many who left, this one not, that reads the same."""
        stands = gone[place]
        begun = list(self._drawn.selected), list(self._drawn.reserves)
        for code in (*self._drawn.selected, *self._drawn.reserves):
            if code not in gone:
                swapped = [*gone[:place], code, *gone[place + 1 :]]
                if self._reads(begun, swapped, told, facts):
                    return True

        def look(now: _Now, left: int) -> bool:
            if not left:
                return facts(now[0]) == told
            return any(look(self._after(now, code), left - 1) for code in now[0] if code != stands)

        return look(begun, len(gone))

    def _reads(self, now: _Now, gone: Sequence[str], told: object, facts: Facts) -> bool:
        """Whether the sample in the end reads so, had these left; not where one was not in it."""
        for code in gone:
            if code not in now[0]:
                return False
            now = self._after(now, code)
        return facts(now[0]) == told

    def _after(self, now: _Now, code: str) -> _Now:
        """Who stands, and who is left to be asked, once one more has left."""
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
        standing, reserves = [other for other in now[0] if other != code], now[1]
        promoted = promote(self._portfolio, self._codes, standing, reserves)
        if promoted is None:
            return standing, reserves
        return [*standing, promoted.code], [r for r in reserves if r != promoted.code]


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
    return len(drawn.selected) < SMALLEST_CROWD or filled < SMALLEST_CROWD
