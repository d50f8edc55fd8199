"""One letter's way through the channel, and what is written down of it."""

from dataclasses import dataclass, replace
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
from activities.spans import Span, span
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

    async def send(self, letter: LetterRow) -> str | None:
        """Try one letter, and write down what became of it.

        Returns:
            Why the mail server refuses us, if it does.

        Raises:
            ChannelUnavailable: No other letter need be tried now.
        """
        told = {"letter.kind": letter.order.kind.value, "letter.channel": self._channel.name}
        with span("letter", told) as sending:
            one = _OneLetter(
                self._connection, self._channel, self._writer, self._now, letter, sending
            )
            return await one.try_it()


@dataclass(frozen=True)
class _OneLetter:
    """A letter that is tried now.

    Attributes:
        connection: As `Mailing` has it.
        channel: Likewise.
        writer: Likewise.
        now: Likewise.
        letter: Which, as it was looked up.
        span: Tells whoever traces what becomes of it.
    """

    connection: Connection
    channel: Channel
    writer: LetterWriter
    now: datetime
    letter: LetterRow
    span: Span

    async def try_it(self) -> str | None:
        """As `Mailing.send`."""
        if not await letters.is_waiting(self.connection, self.letter.order.key):
            return None  # a later letter has overtaken it since it was looked up
        if self._was_cut_off() and await self._cannot_be_told_yet():
            return None
        message = await self._written()
        if message is None:
            return None
        if self._was_cut_off() and await self._need_not_go(message):
            return None
        return await self._hand_over(message)

    async def _hand_over(self, message: Outgoing) -> str | None:
        # Kept before it is tried: what may have arrived can be read, whatever dies now.
        if self.letter.order.wording is not None:
            await letters.mark_wording(
                self.connection, self.letter.order.key, standard=message.in_standard_words
            )
        tried = LetterStatus.FILED if self.channel.repeatable else LetterStatus.ATTEMPTING
        await self._mark(tried, message=message.to_keep)
        try:
            await self.channel.deliver(self.letter.order.key, message)
        except RecipientRefused as error:
            await self._mark(LetterStatus.REFUSED, failure=error.code)
        except OutcomeUncertain as error:
            await self._uncertain(error.code)
        except LetterDeferred as error:
            await self._put_off(error.code)
        except ClientRefused as error:
            await self._mark(LetterStatus.FILED, failure=error.code)
            return error.code
        except ChannelUnavailable as error:
            await self._mark(LetterStatus.FILED, failure=error.code)
            raise
        else:
            proven = self.channel.proves_delivery
            await self._mark(LetterStatus.DELIVERED if proven else LetterStatus.SENT)
        return None

    # --- An attempt of which nobody knows how it ended -----------------------------------------

    @property
    def _asked(self) -> CanBeAsked | None:
        """The channel, if it can say what became of an attempt."""
        return self.channel if isinstance(self.channel, CanBeAsked) else None

    def _was_cut_off(self) -> bool:
        return self.letter.status is LetterStatus.ATTEMPTING and not self.channel.repeatable

    async def _cannot_be_told_yet(self) -> bool:
        """Whether there is nothing to do now about a letter that was cut off.

        A person is asked where the channel knows nothing; it is waited for until it can be asked.
        """
        if self._asked is None:
            await self._mark(LetterStatus.UNCERTAIN, failure="cut-off")
            return True
        settled = self._tried_at + self._asked.settles
        if settled <= self.now:
            return False
        await self._leave(self.letter.failure or "cut-off", next_attempt_at=settled)
        return True

    async def _need_not_go(self, message: Outgoing) -> bool:
        """Whether the attempt that was cut off had handed the letter over, or nobody can say.

        Where that is not known it is asked again, and nothing is handed over meanwhile.
        """
        assert self._asked is not None  # noqa: S101 - a person would have been asked
        try:
            took = await self._asked.took(message)
        except ChannelUnavailable as error:
            again = self.now + self._asked.settles
            await self._leave(error.code, next_attempt_at=again)
            return True
        if took:
            await self._mark(LetterStatus.SENT)
        return took

    async def _leave(self, code: str, *, next_attempt_at: datetime) -> None:
        """Leave a letter as it was when it was tried."""
        await self._mark(
            LetterStatus.ATTEMPTING,
            at=self._tried_at,
            failure=code,
            next_attempt_at=next_attempt_at,
        )

    async def _uncertain(self, code: str) -> None:
        """It may have gone: a channel that knows is asked later, and else a person is."""
        deferrals = self.letter.deferrals + 1
        again = next_attempt(deferrals, self.now) if self._asked else None
        if self._asked is None or again is None:
            await self._mark(LetterStatus.UNCERTAIN, failure=code)
            return
        await self._mark(
            LetterStatus.ATTEMPTING,
            failure=code,
            deferrals=deferrals,
            next_attempt_at=max(again, self.now + self._asked.settles),
        )

    # --- What it says, and what is written down --------------------------------------------------

    async def _written(self) -> Outgoing | None:
        """The letter if it may leave the house; what keeps it here is written down."""
        message: Outgoing | None = None
        try:
            message = await self.writer.write(self.letter.order)
            check_addressing(message, self.letter.order.key)
        except (Unwritable, Misaddressed) as error:
            # Nobody can be reached so, now or later: the same as a refusal. Its words are kept.
            kept = message.to_keep if message else None
            await self._mark(LetterStatus.REFUSED, message=kept, failure=error.code)
            return None
        except Unreadable as found:
            # Waiting does not bring it back, and a person can: they are asked at once. The other
            # letters go.
            await tell_of(self.connection, found)
            await self._mark(LetterStatus.REFUSED, failure=UNREADABLE)
            return None
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one letter holds up no other
            await self._put_off(f"unwritten-{type(error).__name__}")
            return None
        return await self._tagged(message)

    async def _tagged(self, message: Outgoing) -> Outgoing:
        """With an envelope sender of its own, where somebody reads what comes back to that."""
        bounces = self.writer.sender.bounces
        if bounces is None and self._asked is None:
            return message
        tag = await letter_tags.tag_of(self.connection, self.letter.order.key)
        return replace(message, tag=tag, bounces=bounces)

    async def _put_off(self, code: str) -> None:
        deferrals = self.letter.deferrals + 1
        again = next_attempt(deferrals, self.now)
        status = LetterStatus.REFUSED if again is None else LetterStatus.FILED
        await self._mark(status, failure=code, deferrals=deferrals, next_attempt_at=again)

    async def _mark(  # noqa: PLR0913 - all by name
        self,
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
                "letter not sent", letter=self.letter.order.key, status=status.value, code=failure
            )
            self.span.tell({"error.code": failure})
        self.span.tell({"letter.status": status.value})
        await letters.mark(
            self.connection,
            self.letter.order.key,
            status,
            at=at or self.now,
            channel=self.channel.name,
            message=message,
            failure=failure,
            deferrals=deferrals,
            next_attempt_at=next_attempt_at,
        )

    @property
    def _tried_at(self) -> datetime:
        return self.letter.settled_at or self.letter.filed_at
