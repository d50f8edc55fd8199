"""A feed on a free port of loopback, over the test's own register."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest

from desk.subscriptions import SubscriptionDesk
from feed.server import serving_feed
from register import tokens
from register.connection import Pool
from schemas.access import WHOLE_EVENTS, Scope
from schemas.values import Department
from stack import StackAddresses
from tests.keys import KEYS
from tests.support.ended_sessions import end_all_others
from worker.connections import connect

MakeToken = Callable[..., Awaitable[str]]


@dataclass
class Door:
    """The feed as a consumer sees it: an address and a token."""

    address: str
    token: str
    session: aiohttp.ClientSession

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **query: object) -> aiohttp.client._RequestContextManager:
        params = [
            (name.rstrip("_"), f"{value}")
            for name, values in query.items()
            for value in (values if isinstance(values, list | tuple) else [values])
        ]
        return self.session.get(f"{self.address}{path}", params=params, headers=self.headers)


@pytest.fixture
def make_token(pool: Pool) -> MakeToken:
    async def make(
        *scopes: Scope, consumer: str = "warehouse", department: Department | None = None
    ) -> str:
        async with pool.acquire() as connection:
            _, secret = await tokens.make(connection, consumer, scopes, department=department)
        return secret

    return make


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def door(
    pool: Pool,
    addresses: StackAddresses,
    session: aiohttp.ClientSession,
    make_token: MakeToken,
) -> AsyncIterator[Door]:
    client = await connect(addresses.temporal, addresses.namespace, lazy=True)
    desk = SubscriptionDesk(client, pool, keys=KEYS, task_queue="nobody-pushes", private=True)
    async with serving_feed(pool, "127.0.0.1", 0, desk) as address:
        yield Door(address, await make_token(*WHOLE_EVENTS), session)


async def put_back_to(pool: Pool, position: int) -> None:
    """Put the register back to an earlier day, as from a backup: who was connected is not."""
    async with pool.acquire() as connection:
        await connection.execute("DELETE FROM events WHERE position > $1", position)
        await end_all_others(connection)
