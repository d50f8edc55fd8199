"""Reads mail that comes in, and lets follow from it what is to follow.

In two steps, so that nothing is lost and nothing done twice, whatever dies: what a message says is
kept in the register, then the message is put away in its mailbox; what follows is done by what the
register has, and each decision has an id of its letter's.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from activities.incoming import Lying
from activities.incoming.apart import ReadingApart
from desk.desk import Desk
from desk.mail_about import about
from desk.mail_follows import Following
from desk.mail_statuses import StatusReader
from register import calendar_answers, mail, mail_copies
from register.connection import LOST, Pool
from register.mail_copies import KeptCopy
from schemas.incoming import MailKind

_log = structlog.get_logger(__name__)


class MailReader:
    """Reads one mailbox's mail.

    Args:
        pool: The register.
        desk: Where refusals are brought, in the mailbox's own name.
        domain: What makes ids of this installation its own, in letters and calendar entries.
        bounces: The address to which letters come back, without a tag.
        kept_for: For how long the register keeps what messages say.
        now: The clock.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        pool: Pool,
        desk: Desk,
        *,
        domain: str,
        bounces: str | None,
        kept_for: timedelta,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._desk = desk
        self._domain = domain.lower()
        self._apart = ReadingApart(bounces)
        self._kept_for = kept_for
        self._now = now

    @property
    def statuses(self) -> StatusReader:
        """Whoever keeps what GOV.UK Notify tells, by the same clock."""
        return StatusReader(self._pool, now=self._now)

    # --- What a message says ------------------------------------------------------------------

    async def take_in(self, lying: Lying) -> MailKind | None:
        """Keep what a message says; `None` where it was read before."""
        async with self._pool.acquire() as connection:
            if await mail.is_kept(connection, lying.place):
                return None
        incoming = await self._apart.read(lying.content)
        async with self._pool.acquire() as connection:
            read, answered = await about(
                connection, lying.place, incoming, self._domain, self._now()
            )
            follows = read.kind is MailKind.RETURNED and read.outcome is None
            async with connection.transaction():
                number = await mail.keep(connection, read, self._now(), follows=follows)
                if number is not None and incoming.copy is not None:
                    await mail_copies.keep(connection, number, KeptCopy(*incoming.copy))
                if number is not None and read.visit is not None:
                    for each in answered:
                        await calendar_answers.keep(connection, read.visit, each, number)
        return read.kind if number is not None else None

    async def rest(self) -> None:
        """Let go of what reading takes, until there is more to read."""
        await self._apart.rest()

    # --- What follows from it ------------------------------------------------------------------

    async def follow(self) -> int:
        """Record of each letter what its message says; how many wait for another time."""
        async with self._pool.acquire() as connection:
            waiting = await mail.unsettled(connection)
        left = 0
        following = Following(self._pool, self._desk, self._now)
        for message in waiting:
            try:
                left += not await following.record(message)
            except LOST:
                raise
            except Exception as error:  # noqa: BLE001 - one letter's trouble is its own: it waits
                _log.error("mail_waits", number=message.number, failure=type(error).__name__)
                left += 1
        return left

    async def erase(self) -> int:
        """Erase what messages said long ago; how many those were."""
        async with self._pool.acquire() as connection:
            return await mail.erase_words(connection, self._kept_for, self._now())
