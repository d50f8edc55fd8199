"""One letter's way through the channel, and what is written down of it."""

from dataclasses import replace
from datetime import datetime

import structlog

from activities.channels import (
    CanBeAsked,
    Channel,
    ChannelUnavailable,
    ClientRefused,
    LetterDeferred,
    OutcomeUncertain,
    RecipientRefused,
)
from activities.letter_retries import next_attempt
from activities.letter_writer import LetterWriter
from activities.letters import Misaddressed, check_addressing
from activities.outgoing import Outgoing, Unwritable
from activities.spans import UNTOLD, Span, span
from register import letter_tags, letters
from register.connection import LOST, Connection
from register.letters import LetterRow
from register.unreadable import UNREADABLE, Unreadable, tell_of
from schemas.values import LetterStatus

_log = structlog.get_logger(__name__)


class Mailing:
    """Sends letters of one visit, one at a time.

    Args:
        connection: To the register, with the visit's post room to ourselves.
        channel: Where letters go.
        writer: Writes them.
        now: The moment by the visit's clock.
    """

    def __init__(
        self, connection: Connection, channel: Channel, writer: LetterWriter, now: datetime
    ) -> None:
        self._connection = connection
        self._channel = channel
        self._writer = writer
        self._now = now
        self._sending: Span = UNTOLD

    async def send(self, letter: LetterRow) -> str | None:
        """Try one letter, and write down what became of it.

        Returns:
            Why the mail server refuses us, if it does.

        Raises:
            ChannelUnavailable: No other letter need be tried now.
        """
        told = {"letter.kind": letter.order.kind.value, "letter.channel": self._channel.name}
        with span("letter", told) as sending:
            self._sending = sending
            return await self._try(letter)

    async def _try(self, letter: LetterRow) -> str | None:
        if not await letters.is_waiting(self._connection, letter.order.key):
            return None  # a later letter has overtaken it since it was looked up
        if self._was_cut_off(letter) and await self._cannot_be_told_yet(letter):
            return None
        message = await self._written(letter)
        if message is None:
            return None
        if self._was_cut_off(letter) and await self._need_not_go(letter, message):
            return None
        return await self._hand_over(letter, message)

    async def _hand_over(self, letter: LetterRow, message: Outgoing) -> str | None:
        # Kept before it is tried: what may have arrived can be read, whatever dies now.
        if letter.order.wording is not None:
            await letters.mark_wording(
                self._connection, letter.order.key, standard=message.in_standard_words
            )
        tried = LetterStatus.FILED if self._channel.repeatable else LetterStatus.ATTEMPTING
        await self._mark(letter, tried, message=message.to_keep)
        try:
            await self._channel.deliver(letter.order.key, message)
        except RecipientRefused as error:
            await self._mark(letter, LetterStatus.REFUSED, failure=error.code)
        except OutcomeUncertain as error:
            await self._uncertain(letter, error.code)
        except LetterDeferred as error:
            await self._put_off(letter, error.code)
        except ClientRefused as error:
            await self._mark(letter, LetterStatus.FILED, failure=error.code)
            return error.code
        except ChannelUnavailable as error:
            await self._mark(letter, LetterStatus.FILED, failure=error.code)
            raise
        else:
            proven = self._channel.proves_delivery
            await self._mark(letter, LetterStatus.DELIVERED if proven else LetterStatus.SENT)
        return None

    # --- An attempt of which nobody knows how it ended -----------------------------------------

    @property
    def _asked(self) -> CanBeAsked | None:
        """The channel, if it can say what became of an attempt."""
        return self._channel if isinstance(self._channel, CanBeAsked) else None

    def _was_cut_off(self, letter: LetterRow) -> bool:
        return letter.status is LetterStatus.ATTEMPTING and not self._channel.repeatable

    async def _cannot_be_told_yet(self, letter: LetterRow) -> bool:
        """Whether there is nothing to do now about a letter that was cut off.

        A person is asked where the channel knows nothing; it is waited for until it can be asked.
        """
        if self._asked is None:
            await self._mark(letter, LetterStatus.UNCERTAIN, failure="cut-off")
            return True
        settled = _tried_at(letter) + self._asked.settles
        if settled <= self._now:
            return False
        await self._leave(letter, letter.failure or "cut-off", next_attempt_at=settled)
        return True

    async def _need_not_go(self, letter: LetterRow, message: Outgoing) -> bool:
        """Whether the attempt that was cut off had handed the letter over, or nobody can say.

        Where that is not known it is asked again, and nothing is handed over meanwhile.
        """
        assert self._asked is not None  # noqa: S101 - a person would have been asked
        try:
            took = await self._asked.took(message)
        except ChannelUnavailable as error:
            again = self._now + self._asked.settles
            await self._leave(letter, error.code, next_attempt_at=again)
            return True
        if took:
            await self._mark(letter, LetterStatus.SENT)
        return took

    async def _leave(self, letter: LetterRow, code: str, *, next_attempt_at: datetime) -> None:
        """Leave a letter as it was when it was tried."""
        await self._mark(
            letter,
            LetterStatus.ATTEMPTING,
            at=_tried_at(letter),
            failure=code,
            next_attempt_at=next_attempt_at,
        )

    async def _uncertain(self, letter: LetterRow, code: str) -> None:
        """It may have gone: a channel that knows is asked later, and else a person is."""
        deferrals = letter.deferrals + 1
        again = next_attempt(deferrals, self._now) if self._asked else None
        if self._asked is None or again is None:
            await self._mark(letter, LetterStatus.UNCERTAIN, failure=code)
            return
        await self._mark(
            letter,
            LetterStatus.ATTEMPTING,
            failure=code,
            deferrals=deferrals,
            next_attempt_at=max(again, self._now + self._asked.settles),
        )

    # --- What it says, and what is written down --------------------------------------------------

    async def _written(self, letter: LetterRow) -> Outgoing | None:
        """The letter if it may leave the house; what keeps it here is written down."""
        message: Outgoing | None = None
        try:
            message = await self._writer.write(letter.order)
            check_addressing(message, letter.order.key)
        except (Unwritable, Misaddressed) as error:
            # Nobody can be reached so, now or later: the same as a refusal. Its words are kept.
            kept = message.to_keep if message else None
            await self._mark(letter, LetterStatus.REFUSED, message=kept, failure=error.code)
            return None
        except Unreadable as found:
            # Waiting does not bring it back, and a person can: they are asked at once. The other
            # letters go.
            await tell_of(self._connection, found)
            await self._mark(letter, LetterStatus.REFUSED, failure=UNREADABLE)
            return None
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one letter holds up no other
            await self._put_off(letter, f"unwritten-{type(error).__name__}")
            return None
        return await self._tagged(letter, message)

    async def _tagged(self, letter: LetterRow, message: Outgoing) -> Outgoing:
        """With an envelope sender of its own, where somebody reads what comes back to that."""
        bounces = self._writer.sender.bounces
        if bounces is None and self._asked is None:
            return message
        tag = await letter_tags.tag_of(self._connection, letter.order.key)
        return replace(message, tag=tag, bounces=bounces)

    async def _put_off(self, letter: LetterRow, code: str) -> None:
        deferrals = letter.deferrals + 1
        again = next_attempt(deferrals, self._now)
        status = LetterStatus.REFUSED if again is None else LetterStatus.FILED
        await self._mark(letter, status, failure=code, deferrals=deferrals, next_attempt_at=again)

    async def _mark(  # noqa: PLR0913 - all by name
        self,
        letter: LetterRow,
        status: LetterStatus,
        *,
        at: datetime | None = None,
        message: bytes | None = None,
        failure: str | None = None,
        deferrals: int | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        if failure is not None:
            _log.warning(
                "letter not sent", letter=letter.order.key, status=status.value, code=failure
            )
            self._sending.tell({"error.code": failure})
        self._sending.tell({"letter.status": status.value})
        await letters.mark(
            self._connection,
            letter.order.key,
            status,
            at=at or self._now,
            channel=self._channel.name,
            message=message,
            failure=failure,
            deferrals=deferrals,
            next_attempt_at=next_attempt_at,
        )


def _tried_at(letter: LetterRow) -> datetime:
    return letter.settled_at or letter.filed_at
