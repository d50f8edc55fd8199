"""One stack for the whole run: the real server in virtual time and the real PostgreSQL.

Tests are kept apart by a database each and a programme each, not by servers each.
"""

import os
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from register.connection import Pool, open_pool
from register.migrate import migrate
from tests.engine import Engine
from tests.side_by_side import SideBySide, order_of
from worker.embedded import EmbeddedStack, StackAddresses, throwaway_stack
from workflows.search_attributes import server_types

pytest_plugins = ["tests.performances"]

_NUMBERS = count(1)
_PLAYED_WITHIN = 400  # seconds, on a machine that has much else to do; usually one minute


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SideBySide | None:
    """Where files run side by side: see there."""
    return SideBySide(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that none of it begins when all else is done."""
    items.sort(key=lambda item: order_of(item.nodeid))
    for item in items:
        if "performances" in getattr(item, "fixturenames", ()):
            # Whichever comes first waits until every scenario has been played.
            item.add_marker(pytest.mark.timeout(_PLAYED_WITHIN))


def pytest_configure(config: pytest.Config) -> None:
    """Keep the bytecode of the processes that tests start, where none is kept beside the code.

    Each would compile every library anew, which takes longer than most of them live.
    """
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache is not None and os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("bytecode"))


@pytest.fixture(scope="session")
def stack() -> Iterator[EmbeddedStack]:
    """A throwaway stack in virtual time."""
    with throwaway_stack(search_attributes=server_types()) as running:
        yield running


@pytest.fixture
async def addresses(stack: EmbeddedStack) -> StackAddresses:
    """The stack's addresses with a database of the test's own, empty."""
    return await own_database(stack.addresses)


async def own_database(
    shared: StackAddresses, *, like: StackAddresses | None = None
) -> StackAddresses:
    """Addresses that differ from the shared ones by a database of their own.

    Args:
        shared: Of the stack.
        like: Whose database to copy, while nobody is connected to it; by default it is empty.
    """
    name = f"test_{next(_NUMBERS)}"
    template = "template1" if like is None else like.database_url.rsplit("/", 1)[1]
    connection = await asyncpg.connect(f"{shared.database_url.rsplit('/', 1)[0]}/postgres")
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()
    url = f"{shared.database_url.rsplit('/', 1)[0]}/{name}"
    return StackAddresses(
        temporal=shared.temporal, ui=shared.ui, database_url=url, namespace=shared.namespace
    )


@pytest.fixture
async def pool(addresses: StackAddresses) -> AsyncIterator[Pool]:
    """A register of the test's own, migrated."""
    async with open_pool(addresses.database_url) as opened:
        await migrate(opened)
        yield opened


@pytest.fixture
def engine(addresses: StackAddresses, pool: Pool, tmp_path: Path) -> Engine:
    """Everything a visit needs, for one test."""
    return Engine(addresses=addresses, pool=pool, folder=tmp_path, number=next(_NUMBERS))
