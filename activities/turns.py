"""How many rounds of letters one process writes at once, and when the others are to come again.

Writing a round takes a processor for a tenth of a second or two. When the deadlines of very many
visits fall due together, each would begin to write at once, and whoever decides meanwhile would
wait for all of them. Handing letters over to a server is waiting, most of the time: of such rounds
there may be more.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from activities.channels import Channel

AT_ONCE: Final = 3
_LEFT_FOR_RECORDS: Final = 4
"""Activities that a worker has room for beside rounds that wait for a server."""
_FIRST_GUESS: Final = 0.2  # seconds that a round takes, until some have been seen
_WEIGHT: Final = 0.2  # of the latest round in what is expected of the next
_FORESEEN: Final = 30.0  # seconds
"""Further ahead nobody is given a turn. Rounds take long while very many records are written, too,
and that is over after seconds: whoever had a turn by that pace would wait for minutes, and most of
the time the worker would have nothing to do."""
_ASK_APART: Final = 0.05  # seconds between two that ask again: being turned away costs a little


class Turns:
    """Turns of one process.

    Args:
        at_once: Rounds that are written at once.
        clock: Seconds, rising.
    """

    def __init__(self, at_once: int = AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        self._under_way = 0
        self._takes = _FIRST_GUESS
        self._given_to = clock()
        self._asked_again = clock()

    @property
    def is_free(self) -> bool:
        """Whether a round may begin now."""
        return self._under_way < self._at_once

    @contextmanager
    def taken(self) -> Iterator[None]:
        """A round is under way for as long as the block lasts."""
        begun = self._clock()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._takes += _WEIGHT * (self._clock() - begun - self._takes)

    def next_one(self) -> timedelta:
        """After how long whoever is turned away now is to come again.

        Those that are turned away one after the other are given times one after the other, so that
        they come when it is their turn, and not all of them again and again. Those for whom no turn
        is foreseen ask again, one after the other.
        """
        now = self._clock()
        given = max(self._given_to, now) + self._takes / self._at_once
        if given - now > _FORESEEN:
            self._asked_again = max(self._asked_again, now + _FORESEEN / 2) + _ASK_APART
            return timedelta(seconds=self._asked_again - now)
        self._given_to = given
        return timedelta(seconds=max(given - now, self._takes))


def turns_of(channel: Channel, room: int) -> Turns:
    """The turns of a worker.

    Args:
        channel: How its letters leave.
        room: Activities that it has room for at once.
    """
    if channel.repeatable:  # files on this machine: nothing is waited for
        return Turns()
    return Turns(max(room - _LEFT_FOR_RECORDS, AT_ONCE))
