"""A letter that is finished: what a channel is given, and what the register keeps."""

from dataclasses import dataclass, field
from typing import Final

from schemas.incoming import LetterTag

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
        kept: The same as the register keeps it, where it has what is enclosed already, or something
            in it is for its reader alone.
        tag: What tells its servers' reports from those of every other letter.
        bounces: Where such reports go; with the tag, it is the letter's own envelope sender.
        in_standard_words: Whether its programme's own wording could not be used.
    """

    sender: str
    recipient: str
    content: bytes = field(repr=False)
    kept: bytes | None = field(default=None, repr=False)
    tag: LetterTag | None = None
    bounces: str | None = None
    in_standard_words: bool = False

    @property
    def returns_to(self) -> str | None:
        """The letter's own envelope sender, as servers are told it; `None` where it has none."""
        if self.tag is None or self.bounces is None:
            return None
        local, _, domain = self.bounces.rpartition("@")
        return f"{local}+{self.tag}@{domain}"

    @property
    def to_keep(self) -> bytes:
        """What the register keeps of it."""
        return self.content if self.kept is None else self.kept
