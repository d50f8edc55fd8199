"""What every mailbox promises."""

from collections.abc import Generator
from typing import Final, NamedTuple, Protocol

LONGEST: Final = 3_000_000
"""Bytes that are read of a message; a file of two megabytes fits in, as mail carries it."""


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now.

    Attributes:
        code: Why, from a closed vocabulary, e.g. `imap-login`; never a server's words.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lying(NamedTuple):
    """A message that has not been put away.

    Attributes:
        place: What it is called there, for good: it never becomes that of another message.
        content: The message (RFC 5322); of a very long one the beginning.
    """

    place: str
    content: bytes


class Mailbox(Protocol):
    """A mailbox, read by a thread of its own.

    Nothing in it is deleted: what has been read is put away, where people can still find it.
    """

    def lying(self) -> Generator[Lying, None, None]:
        """Every message that has not been put away, in the order in which they came.

        Whoever asks puts each away, or leaves it, before asking for the next.

        Raises:
            MailboxUnavailable: The mailbox cannot be read now.
        """

    def put_away(self, place: str) -> None:
        """Put away a message, once what it says is recorded; again does nothing.

        Raises:
            MailboxUnavailable: That cannot be done now.
        """


def storable(text: str) -> str:
    """Without what PostgreSQL can neither keep nor look for: zeros, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
