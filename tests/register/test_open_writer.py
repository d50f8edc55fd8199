"""A writer left open: it has appended, never commits, and so keeps everybody from appending."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from register import log, publication
from register.connection import (
    COMMAND_ENDS_WITHIN,
    LOCK_WITHIN,
    OPEN_WRITER_ENDS_WITHIN,
    Connection,
    Pool,
    open_pool,
)
from register.log_proof import prove
from schemas.events.event import VisitEvent
from stack import StackAddresses
from tests.register.recording import numbered, record, record_in
from tests.support.visits import invited
from tests.support.waiting import until

OPEN = timedelta(seconds=1.5)
LOCK = timedelta(seconds=0.3)
_BOUND = "SET LOCAL idle_in_transaction_session_timeout"


@pytest.fixture
async def impatient(pool: Pool, addresses: StackAddresses) -> AsyncIterator[Pool]:
    """The same register, with little patience."""
    async with open_pool(
        addresses.database_url, lock_within=LOCK, open_writer_ends_within=OPEN
    ) as opened:
        yield opened


@pytest.fixture
async def left_open(impatient: Pool) -> AsyncIterator[Connection]:
    """A connection that has recorded a first visit and holds the lock.

    It hangs, and is ended for it, only once a test says so: until then it is patient with a machine
    that is busy elsewhere.
    """
    connection = await impatient.acquire()
    await connection.execute("BEGIN")
    await connection.execute(f"{_BOUND} = 0")
    await record_in(connection, numbered(invited(), 1))
    yield connection
    await impatient.release(connection)


async def hangs(writer: Connection) -> None:
    """From now on it has to end within the bound that its pool gave it."""
    await writer.execute(f"{_BOUND} TO DEFAULT")


async def record_with_patience(
    pool: Pool, events: tuple[VisitEvent, ...], refused: list[VisitEvent]
) -> None:
    """As the recorder does: again and again, whatever the database says; each refusal is noted."""
    while True:
        try:
            await record(pool, events)
        except asyncpg.LockNotAvailableError:
            refused.append(events[0])
        else:
            return


async def test_others_record_as_soon_as_the_database_has_ended_it_and_nothing_is_lost(
    impatient: Pool, left_open: Connection
) -> None:
    waiting = [numbered(invited(), number) for number in (2, 3, 4)]

    refused: list[VisitEvent] = []
    recording = asyncio.gather(
        *(record_with_patience(impatient, events, refused) for events in waiting)
    )

    async def all_were_refused() -> bool:
        return {events[0].subject for events in waiting} == {one.subject for one in refused}

    await until(all_were_refused)  # they did wait for it, and were told that they may try again
    assert not recording.done()
    await hangs(left_open)
    await asyncio.wait_for(recording, 60)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await left_open.execute("COMMIT")
    await record(impatient, numbered(invited(), 1))  # nobody holds the lock any more
    async with impatient.acquire() as connection:
        recorded = await log.read_all(connection)
        proof = await prove(connection)
    assert [entry.position for entry in recorded] == list(range(1, 4 * 4 + 1))
    for number in (1, 2, 3, 4):
        own = numbered(invited(), number)
        assert tuple(e.event for e in recorded if e.event.partition == own[0].subject) == own
    assert proof.fine


async def test_a_waiting_append_fails_by_a_bound_and_can_be_tried_again(
    impatient: Pool, left_open: Connection
) -> None:
    async with impatient.acquire() as connection:
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with connection.transaction():
                await record_in(connection, numbered(invited(), 2))

        assert await connection.fetchval("SELECT 1") == 1
    assert await left_open.fetchval("SELECT 1") == 1, "it was not waited for"


async def test_the_same_visit_waits_no_longer_than_others(
    impatient: Pool, left_open: Connection
) -> None:
    """It meets a lock of its own, on its row."""
    with pytest.raises(asyncpg.LockNotAvailableError):
        await record(impatient, numbered(invited(), 1))


async def test_readers_do_not_wait(impatient: Pool, left_open: Connection) -> None:
    async with impatient.acquire() as connection:
        page = await publication.page(connection)  # whoever waits is refused
    assert page.head == 0


async def test_a_connection_that_only_waits_is_left_alone(impatient: Pool, pool: Pool) -> None:
    """Whoever follows the log, or keeps a lock of the post room, is in no transaction."""
    async with impatient.acquire() as waiting:
        pid = await waiting.fetchval("SELECT pg_backend_pid()")
        writer = await impatient.acquire()  # begins after the other one has begun to wait
        await writer.execute("BEGIN")
        gone = writer.get_server_pid()

        async def ended() -> bool:
            sql = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $1"
            return bool(await pool.fetchval(sql, gone))

        await until(ended)
        assert await waiting.fetchval("SELECT pg_backend_pid()") == pid
        await waiting.execute("SELECT pg_sleep($1)", OPEN.total_seconds() * 1.2)
        await impatient.release(writer)


async def test_every_pool_has_the_bounds_and_the_database_speaks_first(pool: Pool) -> None:
    assert LOCK_WITHIN < COMMAND_ENDS_WITHIN
    async with pool.acquire() as connection:
        bounds = [
            await connection.fetchval("SELECT setting FROM pg_settings WHERE name = $1", name)
            for name in ("lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert bounds == [
        f"{limit // timedelta(milliseconds=1)}" for limit in (LOCK_WITHIN, OPEN_WRITER_ENDS_WITHIN)
    ]
