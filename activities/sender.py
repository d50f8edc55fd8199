"""In whose name the letters go out."""

from dataclasses import dataclass

from activities.letterhead import STAND_IN, Letterhead


@dataclass(frozen=True)
class Sender:
    """The mailbox that letters come from and replies go to, and what letters say of its owner."""

    name: str
    email: str
    letterhead: Letterhead = STAND_IN
