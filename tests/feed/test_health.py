"""Whoever watches the feed is told whether it can serve."""

import asyncio
import json

import asyncpg
import pytest

from feed.problems import ProblemCode
from register.connection import Pool
from stack import StackAddresses
from tests.feed.asking import told
from tests.feed.conftest import Door


async def status_of(door: Door) -> int:
    async with door.session.get(f"{door.address}/health") as answer:
        return answer.status


async def test_a_feed_that_can_serve_says_so_to_anybody(door: Door) -> None:
    async with door.session.get(f"{door.address}/health") as answer:
        assert answer.status == 200
        assert json.loads(await answer.text()) == {"status": "serving"}


async def test_one_whose_register_is_away_says_so_and_serves_when_it_is_back(
    door: Door, pool: Pool, addresses: StackAddresses
) -> None:
    base, _, name = addresses.database_url.rpartition("/")
    admin = await asyncpg.connect(f"{base}/postgres")
    try:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await pool.expire_connections()
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        async with door.session.get(f"{door.address}/health") as answer:
            await told(answer, 503, ProblemCode.UNAVAILABLE)
            assert answer.headers["Retry-After"] == "5"
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        async with asyncio.timeout(10):
            while await status_of(door) != 200:  # noqa: ASYNC110 - as whoever watches it does
                await asyncio.sleep(0.1)
    finally:
        await admin.close()


async def test_one_that_does_not_follow_the_log_says_so(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("register.tail._SILENT", -1)
    async with door.session.get(f"{door.address}/health") as answer:
        await told(answer, 503, ProblemCode.UNAVAILABLE)
