"""What end-to-end tests of several modules ask for."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from stack import EmbeddedStack
from tests.e2e.forging import waiting_for_reply
from tests.e2e.refusing import Visits, waiting_visits
from tests.e2e.walking import Walk, own_engine
from tests.engine import Engine


@pytest.fixture(scope="module")
async def visits(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Visits]:
    """Visits that a module's tests share: they are refused everything."""
    folder = tmp_path_factory.mktemp("refusals")
    async with waiting_visits(stack.addresses, folder) as waiting:
        yield waiting


AtWork = tuple[Engine, Client]


@pytest.fixture(scope="module")
async def at_work(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[AtWork]:
    """A register and a worker that a module's tests share, and a way to reach its server."""
    async with (
        own_engine(stack.addresses, tmp_path_factory.mktemp("at-work")) as engine,
        engine.working() as (client, _),
    ):
        yield engine, client


@pytest.fixture
async def walk(at_work: AtWork) -> Walk:
    """A visit of a test's own that waits for its reply."""
    return await waiting_for_reply(*at_work)
