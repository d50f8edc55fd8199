"""Looks after what was brought while Temporal was away, beside the worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from desk.inbox import Inbox
from register.connection import LOST, Pool
from worker.settings import WorkerSettings

_log = structlog.get_logger(__name__)

_PASSES: tuple[type[Exception], ...] = (*LOST, asyncpg.PostgresError, TemporalError, RPCError)

LOOK_AGAIN = timedelta(seconds=2)
"""One look at an index that is nearly always empty."""


@asynccontextmanager
async def delivering_inbox(
    client: Client, pool: Pool, settings: WorkerSettings, *, every: timedelta = LOOK_AGAIN
) -> AsyncIterator[None]:
    """Deliver what waits, and what comes to wait, for as long as the block lasts."""
    inbox = Inbox(client, pool, task_queue=settings.task_queue)

    async def deliver() -> None:
        told = ""
        while True:
            try:
                await inbox.deliver()
            except _PASSES as error:
                if told != (told := type(error).__name__):
                    _log.warning("inbox_waits", failure=told)
            else:
                told = ""
            await asyncio.sleep(every.total_seconds())

    task = asyncio.create_task(deliver())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
