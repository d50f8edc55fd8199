"""What follows from mail about a letter: that it came back, or arrived, is recorded once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from temporalio.service import RPCError

from desk.answers import KeptForLater, NotAnswered, NotYetRecorded, TemporalUnavailable
from desk.desk import Desk
from desk.mail_about import UNPROVED
from register import letters, mail, visits
from register.connection import Pool
from register.opaque import opaque
from rules.correspondence import matters_after_the_end
from rules.refusals import RefusalCode, Refused
from schemas.forms.letters import DeliveryForm
from schemas.ids import ActorRef, LetterKey, UpdateId
from schemas.incoming import MAILBOX, Mail, MailKind, MailOutcome
from schemas.sentences import Sentence
from schemas.values import Delivery, LetterKind, LetterStatus, Stage

_log = structlog.get_logger(__name__)

_LATER: Final = (KeptForLater, NotAnswered, NotYetRecorded, TemporalUnavailable, RPCError)
"""What says that a decision is to be brought again."""

_CLOCKS_DIFFER: Final = timedelta(minutes=15)
"""After so long a report is not new any more, whatever the clocks of two machines say."""


class Following:
    """Records what messages say of letters.

    Args:
        pool: The register.
        desk: Where it is brought.
        now: The clock.
    """

    def __init__(self, pool: Pool, desk: Desk, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._desk = desk
        self._now = now

    async def record(self, message: Mail, actor: ActorRef = MAILBOX) -> bool:
        """Record that a letter came back, or arrived; whether nothing is left to do about it.

        Args:
            message: What says so.
            actor: In whose name: by itself, or of whoever put it to its letter.
        """
        letter = message.letter
        if letter is None:  # cannot be: only what is about a letter is left to follow
            return await self._settled(message, MailOutcome.UNPROVED, UNPROVED)
        arrived = message.kind is MailKind.ARRIVED
        known = await (self._known_anyway(letter) if arrived else self._known(letter))
        if known is not None:
            return await self._settled(message, *known)
        try:
            await self._desk.submit(
                letter.partition("/")[0],
                DeliveryForm(
                    letter=letter,
                    status=Delivery.DELIVERED if arrived else Delivery.REFUSED,
                ),
                actor=actor,
                update_id=_update_id(message.kind, letter, actor),
                repeated=True,
            )
        except _LATER as error:
            _log.warning("mail_waits", number=message.number, failure=type(error).__name__)
            return False
        except Refused as refused:
            done = refused.code is RefusalCode.ALREADY_DONE
            if done and await self._came_too_soon(message, letter):
                return False
            # That a letter arrived is no news where nobody waited to hear it.
            outcome = MailOutcome.KNOWN if done or arrived else MailOutcome.REFUSED
            return await self._settled(message, outcome, refused.sentence)
        except Sentence as refused:
            return await self._settled(message, MailOutcome.REFUSED, str(refused))
        return await self._settled(message, MailOutcome.RECORDED)

    async def _known_anyway(self, letter: LetterKey) -> tuple[MailOutcome, str] | None:
        """What makes another record of a letter that arrived needless."""
        async with self._pool.acquire() as connection:
            standing = await letters.standing(connection, letter)
            state = await visits.load(connection, letter.partition("/")[0])
        if standing is None or state is None or standing.status is not LetterStatus.SENT:
            return MailOutcome.KNOWN, _NOT_WAITED_FOR
        over = state.stage is Stage.ENDED
        if over and not matters_after_the_end(state, LetterKind(letter.split("/")[1])):
            return MailOutcome.KNOWN, _OVER
        return None

    async def _known(self, letter: LetterKey) -> tuple[MailOutcome, str] | None:
        """What makes another record of a letter that came back needless, or a person's matter."""
        async with self._pool.acquire() as connection:
            if await mail.followed(connection, letter, MailKind.RETURNED):
                return MailOutcome.KNOWN, _TWICE
            standing = await letters.standing(connection, letter)
            state = await visits.load(connection, letter.partition("/")[0])
        if standing is None or state is None:
            return MailOutcome.REFUSED, _NO_LETTER
        if standing.overtaken:
            return MailOutcome.KNOWN, _OVERTAKEN
        if standing.status is LetterStatus.DELIVERED:
            return MailOutcome.REFUSED, _SAID_TO_HAVE_ARRIVED
        kind = LetterKind(letter.split("/")[1])
        if state.stage is Stage.ENDED and not matters_after_the_end(state, kind):
            return MailOutcome.KNOWN, _OVER
        return None

    async def _came_too_soon(self, message: Mail, letter: LetterKey) -> bool:
        """Whether a letter came back before it left, by clocks that differ a little.

        A visit takes news of a moment before what it knows for old news.
        """
        async with self._pool.acquire() as connection:
            standing = await letters.standing(connection, letter)
        waits = self._now() - message.read_at < _CLOCKS_DIFFER
        return waits and standing is not None and standing.status is LetterStatus.SENT

    async def _settled(
        self, message: Mail, outcome: MailOutcome, sentence: str | None = None
    ) -> bool:
        async with self._pool.acquire() as connection:
            await mail.settle(connection, message.number, outcome, self._now(), sentence)
        _log.info("mail_settled", number=message.number, outcome=outcome.value)
        return True


def _update_id(kind: MailKind, letter: LetterKey, actor: ActorRef) -> UpdateId:
    """The same for every report of that kind of one letter: it is refused once."""
    by = "" if actor == MAILBOX else f"-{opaque(actor)}"
    return f"{kind.value}-{opaque(letter)}{by}"


_TWICE: Final = "That this letter came back was recorded because of an earlier message."
_NO_LETTER: Final = "The register has no such letter any more."
_OVERTAKEN: Final = "A later copy of this letter was sent since, so this one is nobody's concern."
_SAID_TO_HAVE_ARRIVED: Final = (
    "Somebody has said that this letter arrived, and it came back all the same. Nothing was "
    "recorded: ask its reader, and record it as refused if they do not have it."
)
_NOT_WAITED_FOR: Final = "What became of this letter was known before."
_OVER: Final = "The visit is over, and nobody waits for this letter any more."
