"""One stack for the whole run: the real server in virtual time and the real PostgreSQL.

Tests are kept apart by a database each and a programme each, not by servers each.
"""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from register.connection import Pool, open_pool
from register.migrate import migrate
from tests.engine import Engine
from worker.embedded import EmbeddedStack, StackAddresses, throwaway_stack
from workflows.search_attributes import server_types

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def stack() -> Iterator[EmbeddedStack]:
    """A throwaway stack in virtual time."""
    with throwaway_stack(search_attributes=server_types()) as running:
        yield running


@pytest.fixture
async def addresses(stack: EmbeddedStack) -> StackAddresses:
    """The stack's addresses with a database of the test's own, empty."""
    return await own_database(stack.addresses)


async def own_database(shared: StackAddresses) -> StackAddresses:
    """Addresses that differ from the shared ones by a database of their own."""
    name = f"test_{next(_NUMBERS)}"
    connection = await asyncpg.connect(shared.database_url)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
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
