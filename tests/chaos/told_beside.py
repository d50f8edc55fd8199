"""Tells a story on servers of its own while something goes wrong beside it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from register.connection import open_pool
from register.migrate import migrate
from stack import StackAddresses
from tests.chaos.stories import Left, Story
from tests.chaos.table import Site
from tests.e2e.killing import KillableWorker, killable_worker
from tests.e2e.leavings import filed
from tests.engine import Engine


class Addressed(Protocol):
    """Servers, whatever becomes of them."""

    @property
    def addresses(self) -> StackAddresses:
        """Where they listen."""


Beside = Callable[[Engine, KillableWorker], Awaitable[None]]
"""What goes wrong, for ever; it is broken off when the story is told."""


async def told_beside(
    story: Story, site: Site, servers: Addressed, beside: Beside
) -> tuple[Left, int]:
    """Tell a story to its end.

    Args:
        story: What people do.
        site: Where its letters go.
        servers: That serve it.
        beside: What goes wrong meanwhile.

    Returns:
        What the story left, and how many letters arrived.
    """
    async with open_pool(servers.addresses.database_url) as pool:
        await migrate(pool)
        engine = Engine(servers.addresses, pool, site.folder, number=1)
        async with killable_worker(engine, quiet=True) as worker:
            client = await engine.client()
            telling = asyncio.ensure_future(story(engine, client))
            tormenting = asyncio.ensure_future(beside(engine, worker))
            try:
                both = [telling, tormenting]
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if tormenting.done():
                    tormenting.result()  # it fails where something did not start again
                left = await telling
            finally:
                for task in (telling, tormenting):
                    task.cancel()
                await asyncio.gather(telling, tormenting, return_exceptions=True)
        return left, len(filed(engine.maildir))


async def kept_alive(worker: KillableWorker) -> bool:
    """Start a worker again that ended by itself; whether it had."""
    if worker.lives:
        return False
    while True:
        worker.stop()
        with suppress(AssertionError, TimeoutError):
            await worker.start()
            return True
