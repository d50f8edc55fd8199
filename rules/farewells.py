"""Who is told that they have no part any more: whoever has read of the visit, where they read.

Nobody to whom nothing has left; nobody whose address has refused what was sent; and nobody who is
still written to there, as whoever is recorded under another reference.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.values import LetterStatus

_MAY_HAVE_LEFT = (
    LetterStatus.ATTEMPTING,
    LetterStatus.SENT,
    LetterStatus.DELIVERED,
    LetterStatus.UNCERTAIN,
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Sent(NamedTuple):
    """A letter that somebody was to have.

    Attributes:
        address: Where to.
        status: What became of it.
        settled_at: When that was known.
        in_hand: Whether it was being handed over, and nobody knows yet what became of it.
        took_leave: Whether it told its reader that they had no part any more.
    """

    address: str
    status: LetterStatus
    settled_at: datetime | None
    in_hand: bool
    took_leave: bool


def owes_a_farewell(sent: Sequence[Sent], address: str, others: Collection[str]) -> bool:
    """Whether somebody who has no part any more is told so.

    Args:
        sent: The letters to them, in the order in which they were ordered.
        address: Where they would be told.
        others: The addresses of all who are written to now.
    """
    here = address.lower()
    if here in {other.lower() for other in others}:
        return False
    there = [letter for letter in sent if letter.address.lower() == here]
    if _refuses(there):
        return False
    left = [letter for letter in there if letter.in_hand or letter.status in _MAY_HAVE_LEFT]
    return bool(left) and not left[-1].took_leave


def _refuses(sent: Sequence[Sent]) -> bool:
    """Whether an address is known not to take letters: it refused one, and has had none since."""
    known = [
        letter for letter in sent if letter.status in {LetterStatus.REFUSED, LetterStatus.DELIVERED}
    ]
    known.sort(key=lambda letter: letter.settled_at or _LONG_AGO)
    return bool(known) and known[-1].status is LetterStatus.REFUSED
