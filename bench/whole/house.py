"""A whole installation on loopback, each part a process that its own command starts."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench.worker_processes import environment, process
from register.connection import open_pool
from register.keyring import KeyRing, new_key
from register.migrate import migrate
from register.private_files import write_file
from register.roles import SERVING, Role
from register.staff import ensure_owner
from stack import StackAddresses
from stack.ports import LOOPBACK
from tests.support.free_ports import free_port
from tests.support.servers import Servers, servers_that_remember
from tests.support.signed import own_key_file

QUEUE: Final = "area-visits"
_TELLS_COMMITS: Final = "track_commit_timestamp = on\n"
"""By which the database tells when something was committed, which is what consumers wait for."""


@dataclass(frozen=True)
class Doubled:
    """How many processes there are of each part that may have several."""

    workers: int = 1
    pages: int = 1
    feeds: int = 1


@dataclass(frozen=True)
class House:
    """It as it runs.

    Attributes:
        addresses: Of the servers.
        folder: With logs and letters.
        pages: The address of each process of the pages, which have the API, too.
        feeds: Of each process of the feed.
        processes: The process ids of each part by its name.
    """

    addresses: StackAddresses
    folder: Path
    pages: Sequence[str]
    feeds: Sequence[str]
    processes: Mapping[str, Sequence[int]]

    @property
    def environment(self) -> dict[str, str]:
        """What a command beside it is told."""
        return _environment(self.addresses, self.folder, Role.DESK)

    @property
    def logs(self) -> Sequence[Path]:
        """What each of our processes says."""
        return sorted(self.folder.glob("*/worker.log"))


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Both servers on files; to be entered in the main thread."""
    with servers_that_remember(folder / "stack", roles=SERVING) as both:
        settings = folder / "stack/postgres/data/postgresql.auto.conf"
        with settings.open("a", encoding="ascii") as file:
            file.write(_TELLS_COMMITS)
        both.database.restart()
        yield both


@asynccontextmanager
async def house(both: Servers, folder: Path, doubled: Doubled) -> AsyncIterator[House]:
    """Everything on the servers, for as long as the block lasts.

    Args:
        both: The servers, with a new database.
        folder: For logs, keys and letters.
        doubled: How many there are of what.
    """
    addresses = both.addresses
    feeds = [free_port() for _ in range(doubled.feeds)]
    await _prepare(addresses, folder, _address(feeds[0]))
    pages = [free_port() for _ in range(doubled.pages)]
    processes: dict[str, list[int]] = {}
    async with AsyncExitStack() as running:
        start = partial(_start, running, processes, addresses, folder)
        await asyncio.gather(
            *(start("worker", Role.WORKER, f"worker-{n}", ()) for n in range(doubled.workers)),
            *(start("pages", Role.DESK, f"pages-{n}", ("--port", f"{n}")) for n in pages),
            *(start("feed", Role.FEED, f"feed-{n}", ("--port", f"{n}")) for n in feeds),
        )
        yield House(addresses, folder, [*map(_address, pages)], [*map(_address, feeds)], processes)


def _address(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


async def _prepare(addresses: StackAddresses, folder: Path, feed: str) -> None:
    """The register's tables and its owner, and the keys that every process is told of."""
    key = new_key()
    write_file(folder / "secrets.key", f"{key}\n".encode())
    own_key_file(folder)
    async with open_pool(addresses.database_url, size=1) as pool:
        await migrate(pool, public_address=feed, keys=KeyRing.read(key))
        async with pool.acquire() as connection:
            await ensure_owner(connection)


async def _start(  # noqa: PLR0913, PLR0917 - what a process is made of
    running: AsyncExitStack,
    processes: dict[str, list[int]],
    addresses: StackAddresses,
    folder: Path,
    command: str,
    role: Role,
    name: str,
    more: Sequence[str],
) -> None:
    pid = await running.enter_async_context(
        process(
            ("-m", "console.main", command, *more),
            folder / name,
            ready=f"{command}_started".encode(),
            env=_environment(addresses, folder, role),
        )
    )
    processes.setdefault(command, []).append(pid)


def _environment(addresses: StackAddresses, folder: Path, role: Role) -> dict[str, str]:
    return {
        **environment(addresses, QUEUE, folder, folder / "letters"),
        "DATABASE_URL": addresses.database_url_of(role),
        "VISITS_DECISIONS_KEY_FILE": str(folder / "own.key"),
        "VISITS_SECRETS_KEY_FILE": str(folder / "secrets.key"),
        "VISITS_PRIVATE_WEBHOOKS": "yes",
        "VISITS_MAIL_DFE": "notes@dfe.example.gov.uk",
        "VISITS_MAIL_NHS_ENGLAND": "notes@england.example.nhs.uk",
    }
