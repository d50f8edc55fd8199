"""Where a command finds the register and Temporal, and how it waits for them.

Temporal's client is not loaded here (see `console.terminal.desks`): that costs a second, and most
commands only read the register.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from console.terminal.output import console, note
from console.terminal.places import API
from desk.answers import NotAnswered, NotYetRecorded
from register.connection import Connection
from register.keyring import KeyRing
from register.opening import open_register
from register.roles import Role
from schemas.sentences import Sentence
from stack import ADDRESSES_NAME, StackAddresses, StackUnavailable, read_addresses
from worker.settings import database_url

T = TypeVar("T")

_SILENT = 1.0  # seconds that a wait may last before it is mentioned


class TwoSources(Sentence):
    """A stack runs here and the environment names other servers: nobody can mean both."""


class OnlyDecisions(Sentence):
    """A command reads the register, and only an API is known."""


@dataclass(frozen=True)
class Place:
    """Where the servers are.

    Attributes:
        database_url: Of the register.
        temporal: Host and port; `None` leaves it to Temporal's own environment configuration.
        namespace: Likewise.
        stack: Folder of the stack that runs there, if one does.
    """

    database_url: str
    temporal: str | None = None
    namespace: str | None = None
    stack: Path | None = None

    def keys(self) -> KeyRing:
        """What seals the secrets of subscriptions there.

        Raises:
            SettingsError: They cannot be read.
            KeyUnusable: What is there is no key.
        """
        from worker.secret_keys import secret_keys

        return secret_keys(self.stack)


def find(folder: Path, role: Role = Role.DESK) -> Place:
    """The stack that runs under a folder, or else the servers that the environment names.

    Args:
        folder: Where a stack may run.
        role: As whom a command comes to the register of that stack; elsewhere DATABASE_URL says.

    Raises:
        TwoSources: There are both.
        StackUnavailable: There is neither.
    """
    try:
        stack = find_stack(folder)
    except StackUnavailable:
        url = database_url()
        if url is None:
            if os.environ.get(API):
                raise OnlyDecisions(
                    f"{API} carries decisions and what they would cause (--preview). This command "
                    "reads the register: look at the pages of that installation, ask its API, or "
                    "set DATABASE_URL where that is yours to do."
                ) from None
            raise
        return Place(url)
    return Place(stack.database_url_of(role), stack.temporal, stack.namespace, folder)


def find_stack(folder: Path) -> StackAddresses:
    """The stack that runs under a folder.

    Raises:
        TwoSources: The environment names other servers.
        StackUnavailable: None runs there.
    """
    stack = read_addresses(folder / ADDRESSES_NAME)
    own = {
        "DATABASE_URL": {stack.database_url, *stack.database_urls.values()},
        "TEMPORAL_ADDRESS": {stack.temporal},
    }
    named = [name for name, known in own.items() if os.environ.get(name) not in {None, "", *known}]
    if named:
        one = len(named) == 1
        raise TwoSources(
            f"A stack runs under '{folder}', and {' and '.join(named)} "
            f"name{'s' if one else ''} servers elsewhere. Unset {'it' if one else 'them'} to mean "
            "the stack; to mean the others, run this in a folder where no stack runs."
        )
    return stack


def ask_register(folder: Path, question: Callable[[Connection], Awaitable[T]]) -> T:
    """Ask the register something; Temporal need not run."""

    async def ask() -> T:
        place = find(folder)
        async with open_register(place.database_url, size=1) as pool, pool.acquire() as connection:
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
    if sys.stderr.isatty():
        with console(errors=True).status(f"Waiting for {what}"):
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
