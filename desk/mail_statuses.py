"""What GOV.UK Notify tells of letters, kept beside the mail that comes in about them.

Its word that a letter was delivered, or never will be, is followed like a mail server's.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from register import letter_tags, mail
from register.connection import Pool
from register.mail import Read
from schemas.ids import recipient_of
from schemas.incoming import LetterTag, MailKind
from schemas.notify import NotifyStatus, StatusTold

_KEPT: Final = timedelta(days=7)
"""For so long Notify tells what became of an e-mail."""

_KINDS: Final[Mapping[NotifyStatus, MailKind]] = {
    NotifyStatus.DELIVERED: MailKind.ARRIVED,
    NotifyStatus.PERMANENT_FAILURE: MailKind.RETURNED,
    NotifyStatus.TEMPORARY_FAILURE: MailKind.GIVEN_UP,
    NotifyStatus.TECHNICAL_FAILURE: MailKind.GIVEN_UP,
}
"""What each status that is Notify's last word is taken for."""

_FOLLOWED: Final = frozenset({MailKind.ARRIVED, MailKind.RETURNED})


class StatusReader:
    """Keeps what Notify tells.

    Args:
        pool: The register.
        now: The clock.
    """

    def __init__(
        self, pool: Pool, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._pool = pool
        self._now = now

    async def take_in(self, told: StatusTold) -> MailKind | None:
        """Keep what is told of a letter; `None` where that is nothing new, or no letter of ours."""
        kind = _KINDS.get(told.status)
        if kind is None:
            return None
        async with self._pool.acquire() as connection:
            letter = await letter_tags.letter_of(connection, [told.reference])
            if letter is None:
                return None
            read = Read(
                place=f"notify/{told.id}/{told.status}",
                kind=kind,
                visit=letter.partition("/")[0],
                letter=letter,
                recipient=recipient_of(letter),
                status=told.status.value,
                sender="",
                subject="",
                words="",
            )
            follows = kind in _FOLLOWED
            number = await mail.keep(connection, read, self._now(), follows=follows)
        return kind if number is not None else None

    async def to_be_asked(self) -> list[LetterTag]:
        """The letters of which Notify has yet to say its last word, by their tags."""
        async with self._pool.acquire() as connection:
            return await letter_tags.without_an_end(connection, "notify", self._now() - _KEPT)
