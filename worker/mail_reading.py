"""Reads the mailbox for as long as a process lives: one reader at a time, whoever runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog

from activities.incoming import Mailbox, MailboxUnavailable
from desk.mail import MailReader
from desk.mail_statuses import StatusReader
from register.alone import alone
from register.connection import LOST, Pool
from worker.mail_settings import MailSettings
from worker.mailbox_settings import MailboxKind, MailboxSettings

if TYPE_CHECKING:
    from activities.incoming.notify import NotifyStatuses

_log = structlog.get_logger(__name__)

_MAILBOX: Final = "the mailbox"


class Sources(NamedTuple):
    """Where it is told what became of letters, and what people answer.

    Attributes:
        box: The mailbox, if there is one.
        notify: GOV.UK Notify, if letters go by it.
    """

    box: Mailbox | None
    notify: "NotifyStatuses | None" = None


def sources(mailbox: MailboxSettings, mail: MailSettings) -> Sources:
    """Where an installation looks; nothing is asked of it yet.

    Raises:
        SettingsError: There is nowhere to look.
    """
    if mail.notify is None:
        return Sources(mailbox.open())
    from activities.incoming.notify import NotifyStatuses  # noqa: PLC0415 - whoever needs it loads it

    box = None if mailbox.kind is MailboxKind.NONE else mailbox.open()
    return Sources(box, NotifyStatuses(mail.notify))


@asynccontextmanager
async def reading_mail(
    reader: MailReader, pool: Pool, where: Sources, every: timedelta
) -> AsyncIterator[None]:
    """Read what comes in every now and then, for as long as the block lasts."""

    async def read() -> None:
        told = ""
        while True:
            try:
                await one_round(reader, pool, where)
            except MailboxUnavailable as error:
                if told != (told := error.code):
                    _log.warning("mailbox_unavailable", code=error.code)
            except Exception as error:  # noqa: BLE001 - whatever it was, mail waits where it lies
                if told != (told := type(error).__name__):
                    _log.warning("mailbox_waits", failure=told)
            else:
                told = ""
            await asyncio.sleep(every.total_seconds())

    task = asyncio.create_task(read())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def one_round(reader: MailReader, pool: Pool, where: Sources) -> int | None:
    """Read all that lies there, and let follow what is to follow.

    Returns:
        How many messages were new; `None` where another reader is at it.

    Raises:
        MailboxUnavailable: The mailbox could not be read to its end; what was read is kept.
    """
    async with pool.acquire() as connection, alone(connection, _MAILBOX) as by_ourselves:
        return await _round(reader, where) if by_ourselves else None


async def _round(reader: MailReader, where: Sources) -> int:
    count, unavailable = 0, None
    try:
        if where.box is not None:
            count += await _take_in(reader, where.box)
    except MailboxUnavailable as error:
        unavailable = error
    try:
        if where.notify is not None:
            count += await _ask(reader.statuses, where.notify)
    except MailboxUnavailable as error:
        unavailable = error
    # What was read before is not kept waiting by a mailbox that is away.
    await reader.follow()
    await reader.erase()
    if unavailable is not None:
        raise unavailable
    return count


async def _ask(reader: StatusReader, notify: "NotifyStatuses") -> int:
    count = 0
    for tag in await reader.to_be_asked():
        for told in await notify.of(tag):
            count += await reader.take_in(told) is not None
    return count


async def _take_in(reader: MailReader, box: Mailbox) -> int:
    count = 0
    lying = box.lying()
    try:
        while (message := await asyncio.to_thread(next, lying, None)) is not None:
            try:
                kind = await reader.take_in(message)
            except LOST:
                raise
            except Exception as error:  # noqa: BLE001 - one message holds up no other; it lies on
                _log.error("mail_not_taken", place=message.place, failure=type(error).__name__)
                continue
            if kind is not None:
                count += 1
                _log.info("mail_read", kind=kind.value)
            # Only now that the register has it.
            await asyncio.to_thread(box.put_away, message.place)
    finally:
        await asyncio.to_thread(lying.close)
        await reader.rest()
    return count
