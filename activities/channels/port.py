"""What every channel promises.

A failure carries a code and nothing else: a server's own words may quote an address or a name,
and failures travel to places where neither may be (design, "Privacy").
"""

from email.message import EmailMessage
from typing import Protocol

from schemas.ids import LetterKey


class DeliveryFailed(Exception):
    """A letter was not handed over, or nobody can tell.

    Attributes:
        code: Why, from a closed vocabulary of the channel, e.g. `smtp-550`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RecipientRefused(DeliveryFailed):
    """No, for good: trying again will not help. The letter was not handed over."""


class ChannelUnavailable(DeliveryFailed):
    """Not now. The letter was not handed over, so trying again can send no second one."""


class OutcomeUncertain(DeliveryFailed):
    """Cut off while the letter was being handed over: it may or may not have gone.

    Trying again could send a second one, unless the channel is repeatable.
    """


class Channel(Protocol):
    """A way to deliver letters."""

    @property
    def name(self) -> str:
        """What operators and records call it."""

    @property
    def proves_delivery(self) -> bool:
        """Whether a letter that was taken has thereby reached its recipient."""

    @property
    def repeatable(self) -> bool:
        """Whether the same letter may be handed over again without a second one arriving."""

    async def deliver(self, key: LetterKey, message: EmailMessage) -> None:
        """Hand over one letter; returns once it was taken.

        Raises:
            RecipientRefused: It will never be taken.
            ChannelUnavailable: It was not taken this time.
            OutcomeUncertain: It may have been taken.
        """
