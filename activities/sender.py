"""In whose name the letters go out."""

from dataclasses import dataclass

from activities.letterhead import STAND_IN, Letterhead
from activities.links import LinkMaker


@dataclass(frozen=True)
class Sender:
    """The mailbox that letters come from and replies go to.

    Attributes:
        name: As recipients see it.
        email: Its address, as servers are told it.
        installation: The domain name that is this installation's alone, so that a trial system
            and the real one never give the same id to two letters or calendar entries; by
            default the mailbox's domain.
        letterhead: What letters say of whoever sends them.
        links: Makes the personal links by which readers answer; without it letters have none.
        bounces: Where reports of mail servers go, under a tag of each letter's own; without it
            they go wherever the channel says, and tell of no letter.
        calendar: Whether letters carry calendar entries; not every channel takes them.
    """

    name: str
    email: str
    installation: str | None = None
    letterhead: Letterhead = STAND_IN
    links: LinkMaker | None = None
    bounces: str | None = None
    calendar: bool = True

    @property
    def domain(self) -> str:
        """What makes ids of this installation its own."""
        return self.installation or self.email.rpartition("@")[2]


EXAMPLE = Sender(name="Area SEND visits", email="area-send-visits@example.gov.uk")
"""For rehearsals, and until somebody says from where letters come."""
