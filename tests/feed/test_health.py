"""Whoever watches the feed is told whether it can serve."""

import json

import asyncpg

from feed.app import create_app
from feed.dependencies import Dependencies, real_now
from feed.lag import lag_book
from register.connection import Pool
from register.tail import Tail
from stack import StackAddresses
from tests.feed.asking import ask, told
from tests.feed.conftest import Door
from tests.support.waiting import until
from web.problems import ProblemCode


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
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = $1 AND backend_type = 'client backend'",
            name,
        )
        async with door.session.get(f"{door.address}/health") as answer:
            await told(answer, 503, ProblemCode.UNAVAILABLE)
            assert answer.headers["Retry-After"] == "5"
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

        async def back() -> bool:
            return await status_of(door) == 200

        await until(back)
    finally:
        await admin.close()


async def test_one_that_does_not_follow_the_log_says_so(pool: Pool) -> None:
    """The register answers all the while."""
    nobody_follows = Tail(pool, keep=1, silent=5)
    async with lag_book(pool, real_now) as lag:
        answer = await ask(create_app(Dependencies(pool, nobody_follows, lag)), "GET", "/health")

    assert answer.status == 503
    assert answer.type == "/problems/unavailable"
    assert b"the end of the log is not followed" in answer.body
