"""What every channel promises.

A failure carries a code and nothing else: a server's own words may quote an address or a name,
and failures travel to places where neither may be (design, "Privacy").
"""

from datetime import timedelta
from typing import Protocol, runtime_checkable

from activities.outgoing import Outgoing
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


class LetterDeferred(DeliveryFailed):
    """Not now, for a reason that is this letter's own: other letters may well be taken.

    It was not handed over, so trying again can send no second one.
    """


class ChannelUnavailable(DeliveryFailed):
    """Not now, whichever letter it is. It was not handed over, as above."""


class ClientRefused(ChannelUnavailable):
    """It is us who are refused, told over this letter: nothing is wrong with its recipient.

    An operator's matter, however final the answer sounds: once that is mended it will be taken.
    Another letter may be taken all the same, where a server refuses us some recipients only.
    """


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

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        """Hand over one letter; returns once it was taken.

        Raises:
            RecipientRefused: It will never be taken.
            LetterDeferred: It was not taken this time.
            ChannelUnavailable: No letter is taken at this time.
            ClientRefused: It was not taken, because of us.
            OutcomeUncertain: It may have been taken.
        """


@runtime_checkable
class CanBeAsked(Channel, Protocol):
    """A channel that knows whether it took a letter, so that none has to be uncertain."""

    @property
    def settles(self) -> timedelta:
        """How long after an attempt what it says of that letter is to be relied on."""

    async def took(self, letter: Outgoing) -> bool:
        """Whether it took a letter before, by the letter's tag.

        Raises:
            ChannelUnavailable: It cannot say.
        """
