"""A lock of a session is let go whatever becomes of who held it."""

import asyncio
from functools import partial

import pytest

from register.alone import alone
from register.connection import Pool
from tests.support.waiting import until

NAME = "something done by one at a time"
WAITS = """
    SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def is_free(pool: Pool) -> bool:
    async with pool.acquire() as connection, alone(connection, NAME) as by_ourselves:
        return by_ourselves


async def test_one_at_a_time(pool: Pool) -> None:
    async with pool.acquire() as connection, alone(connection, NAME) as by_ourselves:
        assert by_ourselves
        assert not await is_free(pool)

    assert await is_free(pool)


async def test_who_is_cut_off_while_holding_it_lets_it_go(pool: Pool) -> None:
    held = asyncio.Event()

    async def hold() -> None:
        async with pool.acquire() as connection, alone(connection, NAME):
            held.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hold())
    await held.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await is_free(pool)


async def test_who_is_cut_off_while_waiting_for_it_never_has_it(pool: Pool) -> None:
    async with pool.acquire() as connection, alone(connection, NAME):

        async def wait_for_it() -> None:
            async with pool.acquire() as own, alone(own, NAME, wait=True):
                raise AssertionError("two at a time")

        task = asyncio.create_task(wait_for_it())
        await until(partial(connection.fetchval, WAITS))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    # Its session may have been given the lock as it ended, and lets it go then.
    await until(lambda: is_free(pool))


async def test_a_connection_that_breaks_lets_it_go(pool: Pool) -> None:
    async with pool.acquire() as connection, alone(connection, NAME) as by_ourselves:
        assert by_ourselves
        number = await connection.fetchval("SELECT pg_backend_pid()")
        async with pool.acquire() as other:
            await other.execute("SELECT pg_terminate_backend($1)", number)

    await until(lambda: is_free(pool))


async def test_a_transaction_that_is_left_open_is_rolled_back_for_whoever_comes_next(
    pool: Pool,
) -> None:
    async with pool.acquire() as connection:
        await connection.execute("BEGIN")
        await connection.execute("CREATE TABLE left_open (id int)")

    async with pool.acquire() as connection:
        assert await connection.fetchval("SELECT to_regclass('left_open')") is None
