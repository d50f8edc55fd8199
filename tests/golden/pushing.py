"""Records a golden history of a subscription: `python -m tests.golden.pushing`.

A consumer that fails for days, is replayed to, paused, and is gone in the end. Scenarios tell of
visits and nothing of consumers, so this is played here; the book and its rules are the same.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from temporalio.client import WorkflowHistory

from desk.subscriptions import Order
from register.connection import open_pool
from register.migrate import migrate
from release.rehearsal.time_skipping import VirtualTime
from stack import throwaway_stack
from tests.e2e.pushes import Push
from tests.engine import Engine
from tests.golden.book import Book
from tests.receiving import Receiver
from tests.register.recording import record
from tests.support.visits import invited
from workflows.search_attributes import server_types

NAME = "subscription"


async def play(engine: Engine) -> Sequence[WorkflowHistory]:
    """Push to a consumer that does all that consumers do; the history of the one run."""
    await record(engine.pool, invited().events)
    async with Receiver() as receiver, engine.pushing(listen=timedelta(0)) as (client, desk):
        push = Push(engine, client, desk)
        handle = push.handle("warehouse")
        receiver.answers(500)
        await desk.make(Order("warehouse", "warehouse", receiver.url, after=0))
        await push.rests("warehouse")
        await VirtualTime(client).advance(handle, timedelta(days=4))
        receiver.answers(204)
        await desk.retry("warehouse")
        await push.rests("warehouse")
        await desk.replay("warehouse", 1, 3)
        await push.rests("warehouse")
        await desk.pause("warehouse")
        await push.rests("warehouse")
        receiver.answers(410)
        await desk.replay("warehouse", 1, 1)
        await desk.resume("warehouse")
        await handle.result()
        return [await handle.fetch_history()]


def main() -> int:
    """Add a generation; run when a subscription's workflow asks for something new."""
    book = Book()
    with (
        throwaway_stack(search_attributes=server_types()) as stack,
        tempfile.TemporaryDirectory() as folder,
    ):
        url = stack.addresses.database_url

        async def played() -> Sequence[WorkflowHistory]:
            async with open_pool(url) as pool:
                await migrate(pool)
                engine = Engine(addresses=stack.addresses, pool=pool, folder=Path(folder), number=0)
                return await play(engine)

        fresh = asyncio.run(played())
    sys.stdout.write(f"{book.add(NAME, fresh).name}: recorded\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
