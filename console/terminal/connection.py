"""Where a command finds the register and Temporal, and how it waits for them.

Temporal's client is not loaded here (see `console.terminal.desks`): that costs a second, and most
commands only read the register.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from console.terminal.output import console, note
from desk.answers import NotAnswered, NotYetRecorded
from register.connection import Connection, open_pool
from stack import ADDRESSES_NAME, StackUnavailable, read_addresses
from worker.settings import database_url

T = TypeVar("T")

_SILENT = 1.0  # seconds that a wait may last before it is mentioned


@dataclass(frozen=True)
class Place:
    """Where the servers are.

    Attributes:
        database_url: Of the register.
        temporal: Host and port; `None` leaves it to Temporal's own environment configuration.
        namespace: Likewise.
    """

    database_url: str
    temporal: str | None = None
    namespace: str | None = None


def find(folder: Path) -> Place:
    """The stack that runs under a folder, or else the servers that the environment names.

    Raises:
        StackUnavailable: There is neither.
    """
    url = database_url()
    try:
        stack = read_addresses(folder / ADDRESSES_NAME)
    except StackUnavailable:
        if url is None:
            raise
        return Place(url)
    return Place(stack.database_url, stack.temporal, stack.namespace)


def ask_register(folder: Path, question: Callable[[Connection], Awaitable[T]]) -> T:
    """Ask the register something; Temporal need not run."""

    async def ask() -> T:
        place = find(folder)
        async with open_pool(place.database_url, size=1) as pool, pool.acquire() as connection:
            return await question(connection)

    return run(ask())


def run_waiting(work: Coroutine[object, object, T], what: str) -> T:
    """Run something while saying, when it lasts, what is waited for.

    Args:
        work: What to run.
        what: As in "Waiting for …".
    """

    async def watched() -> T:
        async with _waiting(what):
            return await work

    return run(watched())


def run(work: Coroutine[object, object, T], *, ask_again: bool = True) -> T:
    """Run something to its end, or to Ctrl-C.

    A wait for Temporal that Ctrl-C interrupts ends as if its time were up. That says how to ask
    again, which is worth saying, but the command was interrupted and not answered late.

    Args:
        work: What to run.
        ask_again: Whether a person could ask again for what was interrupted.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """

    async def minding_interrupts() -> T:
        try:
            return await work
        except (NotYetRecorded, NotAnswered) as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                if ask_again:
                    note(str(error))
                raise asyncio.CancelledError from None
            raise

    return asyncio.run(minding_interrupts())


@asynccontextmanager
async def _waiting(what: str) -> AsyncIterator[None]:
    screen = console(errors=True)
    if screen.is_terminal:
        with screen.status(f"Waiting for {what}"):
            yield
        return
    notice = asyncio.create_task(_mention(what))
    try:
        yield
    finally:
        notice.cancel()


async def _mention(what: str) -> None:
    await asyncio.sleep(_SILENT)
    note(f"Waiting for {what} …")
