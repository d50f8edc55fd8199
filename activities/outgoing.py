"""A letter that is finished: what a channel is given, and what the register keeps."""

from dataclasses import dataclass, field
from typing import Final

NOBODY: Final = ""
"""Stands for the address of a recipient whom no mail server can be told."""


class Unwritable(Exception):
    """A letter that can never be written as it was ordered: a person must see to it.

    Attributes:
        code: Why, e.g. `unprintable`; nothing personal.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Outgoing:
    """One message to one recipient.

    Channels hand over these bytes to this recipient and read neither: what was checked is what
    is sent.

    Attributes:
        sender: The address it comes from, as servers are told it.
        recipient: The address it goes to, likewise; or `NOBODY`.
        content: The message (RFC 5322): ASCII, with the line ends of this system.
        kept: The same as the register keeps it, where something in it is for its reader alone.
    """

    sender: str
    recipient: str
    content: bytes = field(repr=False)
    kept: bytes | None = field(default=None, repr=False)

    @property
    def to_keep(self) -> bytes:
        """What the register keeps of it."""
        return self.content if self.kept is None else self.kept
