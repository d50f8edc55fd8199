"""Events as server-sent events, each page of them put together once for all who are sent it."""

from collections import OrderedDict
from typing import Final

from register.publication import Page, Published, Wanted

_KEPT: Final = 64
"""How many pages; those who keep up ask for the same few, all at about the same time."""

ALIVE: Final = b":\n\n"
"""A comment: nothing happened, and both ends are still there."""


class Frames:
    """The latest pages as they were sent.

    The log never changes, so what was looked for and from where to where tells what is in a page.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[Wanted, int, int], bytes] = OrderedDict()

    def of(self, wanted: Wanted, after: int, page: Page) -> bytes:
        """A page as it is sent.

        Args:
            wanted: What was asked for.
            after: From where.
            page: What was found.
        """
        key = (wanted, after, page.looked_at)
        made = self._pages.get(key)
        if made is None:
            made = self._pages[key] = b"".join(map(frame, page.events))
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return made


def frame(entry: Published) -> bytes:
    """One event; canonical JSON has no line breaks, so it is one line of data."""
    return f"id: {entry.position}\nevent: {entry.type}\ndata: {entry.cloudevent}\n\n".encode()


def place(position: int) -> bytes:
    """A position alone.

    It dispatches nothing, but a reader that follows the standard keeps the id, and asks on from
    there when it comes back (HTML, 9.2.6: the last event ID is set before an event without data is
    dropped).
    """
    return f"id: {position}\n\n".encode()
