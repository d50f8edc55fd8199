"""Serves visits for as long as a process is meant to: registers, worker, orderly end."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from register.connection import open_pool
from register.migrate import migrate
from worker.connections import connect, open_channel
from worker.embedded import Ended, StackUnavailable
from worker.process import activities_for, running_worker
from worker.settings import MailSettings, WorkerSettings

_LOOK = 0.5  # seconds between two looks at the programs of a stack: nothing else tells of an end
_SPARE = 2  # connections beyond those that activities may hold


@asynccontextmanager
async def serving(  # noqa: PLR0913 - what a worker is made of
    database_url: str,
    temporal: str | None,
    namespace: str | None,
    *,
    mail: MailSettings,
    settings: WorkerSettings,
    migrating: bool,
) -> AsyncIterator[None]:
    """A worker on its servers, for as long as the block lasts.

    Args:
        database_url: Of the register.
        temporal: Host and port; `None` leaves it to Temporal's environment configuration.
        namespace: Likewise.
        mail: How letters leave.
        settings: Of the worker.
        migrating: Bring the register to this release first.
    """
    async with open_pool(database_url, size=settings.max_activities + _SPARE) as pool:
        if migrating:
            await migrate(pool)
        client = await connect(temporal, namespace)
        activities = activities_for(pool, open_channel(mail), mail.sender)
        async with running_worker(client, activities, settings):
            yield


async def until_told_to_stop(look: Callable[[], Ended | None] | None = None) -> None:
    """Wait for Ctrl-C or SIGTERM, or for the end of a program that should not end.

    A second Ctrl-C is not waited for: it interrupts whatever the first one set going.

    Args:
        look: Whether a program of the stack has ended by itself.

    Raises:
        StackUnavailable: One has.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    try:
        while not told.is_set():
            if look is not None and (ended := look()):
                raise StackUnavailable(str(ended))
            try:
                await asyncio.wait_for(told.wait(), None if look is None else _LOOK)
            except TimeoutError:
                continue
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that programs and folders are put away."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
