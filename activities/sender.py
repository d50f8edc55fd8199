"""In whose name the letters go out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sender:
    """The mailbox that letters come from and replies go to."""

    name: str
    email: str
