"""The end of the log in memory: nothing skipped, nothing twice, whatever happens below it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import asyncpg
import pytest

from register import publication
from register.connection import Pool, open_pool
from register.publication import Wanted
from register.tail import Tail, following
from stack import StackAddresses
from tests.register.recording import another, numbered, record, record_in
from tests.support.ended_sessions import end_all_others
from tests.support.visits import VISIT, cancelled, closed, invited
from tests.support.waiting import until

OTHER = "interim-e10000017"
FOR_LONG = 100  # seconds for which is waited where nothing happens


async def positions(tail: Tail, end: int, after: int = 0, limit: int = 7) -> list[int]:
    """Follow as a consumer does, from `after` until a position is reached."""
    seen: list[int] = []
    async with asyncio.timeout(60):
        while after < end:
            page = await tail.read(after, limit=limit, wait=20)
            seen += [entry.position for entry in page.events]
            after = page.looked_at
    return seen


async def head(pool: Pool) -> int:
    async with pool.acquire() as connection:
        return await publication.head(connection)


async def test_a_follower_gets_each_event_once_from_any_point(pool: Pool) -> None:
    await record(pool, closed().events)
    async with following(pool) as tail:
        await record(pool, another(cancelled(), OTHER))
        end = await head(pool)
        assert await positions(tail, end) == list(range(1, end + 1))
        assert await positions(tail, end, after=end - 3) == [end - 2, end - 1, end]


async def test_transactions_that_overlap_are_seen_in_the_order_of_their_commits(
    pool: Pool,
) -> None:
    async with following(pool) as tail:
        reading = asyncio.create_task(positions(tail, 2 * len(invited().events)))
        async with pool.acquire() as first, pool.acquire() as second:
            early, late = first.transaction(), second.transaction()
            await early.start()
            await first.fetchval("SELECT pg_current_xact_id()")  # the older of the two
            await late.start()
            await record_in(second, invited().events)
            await late.commit()
            await record_in(first, another(invited(), OTHER))
            await early.commit()
        assert await reading == list(range(1, 2 * len(invited().events) + 1))


async def test_who_does_not_wait_is_told_of_what_was_committed_before_it_asked(pool: Pool) -> None:
    async with following(pool) as tail:
        for number in range(10):
            state = await record(pool, numbered(invited(), number))
            page = await tail.read(0, limit=1000)
            assert page.looked_at == page.head == (number + 1) * state.sequence


async def test_an_event_without_its_notification_is_found_all_the_same(pool: Pool) -> None:
    async with following(pool) as tail:
        async with pool.acquire() as connection:
            await connection.execute("ALTER TABLE events DISABLE TRIGGER events_grew")
        await record(pool, invited().events)
        assert await positions(tail, 1) != []


async def test_a_connection_that_is_killed_is_replaced_and_nothing_is_missed(pool: Pool) -> None:
    async with following(pool) as tail:
        await record(pool, invited().events)
        end = await head(pool)
        reading = asyncio.create_task(positions(tail, end + len(closed().events)))
        await _kill_listeners(pool)
        await record(pool, another(closed(), OTHER))
        await _kill_listeners(pool)
        seen = await reading
        assert seen == list(range(1, len(seen) + 1))


async def _kill_listeners(pool: Pool) -> None:
    """End every connection but the one that does it; those who listen are among them."""
    async with pool.acquire() as connection:
        await end_all_others(connection)


async def test_memory_is_trimmed_and_who_is_behind_it_reads_the_register(pool: Pool) -> None:
    async with following(pool, keep=5) as tail:
        for number in range(6):
            await record(pool, numbered(invited(), number))
            end = await head(pool)
            await positions(tail, end, after=end - 1)
            assert tail.held <= 10
        end = await head(pool)
        assert await positions(tail, end) == list(range(1, end + 1))


async def test_a_filter_holds_in_memory_as_it_does_in_the_register(pool: Pool) -> None:
    wanted = Wanted(visits=frozenset([OTHER]), types=frozenset(["visit.opened.v1"]))
    async with following(pool) as tail:
        await record(pool, invited().events)
        await record(pool, another(invited(), OTHER))
        await record(pool, numbered(invited(), 3))
        end = await head(pool)
        await positions(tail, end)
        async with pool.acquire() as connection:
            stored = await publication.page(connection, wanted=wanted)
            stored_batch = await publication.batch(connection, whole=True, wanted=wanted)
        assert await tail.read(0, limit=1000, wanted=wanted, wait=0.01) == stored
        remembered = await tail.read_batch(0, whole=True, limit=1000, wanted=wanted, wait=0.01)
        assert remembered == stored_batch
        assert stored.batch(whole=True) == stored_batch
        assert [entry.partition for entry in stored.events] == [OTHER]
        assert stored.looked_at == stored.head == end


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "without what is personal"])
@pytest.mark.parametrize("limit", [1, 7, 1000])
async def test_a_batch_is_a_page_as_one_array_wherever_it_comes_from(
    pool: Pool, limit: int, *, whole: bool
) -> None:
    visit = Wanted(visits=frozenset([VISIT]))
    async with following(pool) as remembering:
        await record(pool, closed().events)
        end = await head(pool)
        await positions(remembering, end)
        async with following(pool) as forgetful, pool.acquire() as connection:
            for after in (0, 3, end - 1, end):
                page = await publication.page(connection, after=after, limit=limit)
                batch = page.batch(whole=whole)
                for read in (
                    partial(remembering.read_batch, wait=0.01),
                    forgetful.read_batch,
                    partial(forgetful.read_batch, wanted=visit),
                ):
                    assert await read(after, whole=whole, limit=limit) == batch
                told = [json.loads(entry.given(whole=whole)) for entry in page.events]
                assert json.loads(batch.body) == told
                if (after, limit) == (0, 1000):
                    assert any("withheld" in event for event in told) is not whole


async def test_a_filtered_wait_is_not_ended_by_what_was_not_asked_for(pool: Pool) -> None:
    wanted = Wanted(visits=frozenset([OTHER]))
    async with following(pool) as tail:
        waiting = asyncio.create_task(tail.read(0, limit=10, wanted=wanted, wait=FOR_LONG))
        await record(pool, invited().events)
        await positions(tail, await head(pool))
        assert not waiting.done()
        await record(pool, another(invited(), OTHER))
        page = await asyncio.wait_for(waiting, FOR_LONG / 2)
        assert {entry.partition for entry in page.events} == {OTHER}


async def test_whoever_waits_is_let_go_at_the_end(pool: Pool) -> None:
    async with following(pool) as tail:
        waiting = asyncio.create_task(tail.read(0, limit=10, wait=FOR_LONG))
        await asyncio.sleep(0)
        tail.end()
        page = await asyncio.wait_for(waiting, FOR_LONG / 2)
        assert not page.events
        after = tail.read(0, limit=10, wait=FOR_LONG)
        assert not (await asyncio.wait_for(after, FOR_LONG / 2)).events


async def test_who_had_looked_before_it_was_put_back_does_not_wait(pool: Pool) -> None:
    """Between a look and the wait a reader may have been kept, by a machine that is busy, say."""
    async with following(pool) as tail:
        kept = tail.read(0, limit=10, wait=FOR_LONG, put_back=tail.put_back - 1)
        assert not (await asyncio.wait_for(kept, FOR_LONG / 2)).events


async def test_a_reader_that_is_cancelled_leaves_the_others_waiting(pool: Pool) -> None:
    async with following(pool) as tail:
        given_up, waiting = (
            asyncio.create_task(tail.read(0, limit=10, wait=FOR_LONG)) for _ in range(2)
        )
        await asyncio.sleep(0)
        given_up.cancel()
        await record(pool, invited().events)
        page = await asyncio.wait_for(waiting, FOR_LONG / 2)
        assert page.events
        assert given_up.cancelled()


async def test_a_start_without_the_register_goes_on_and_finds_it_later(
    addresses: StackAddresses, pool: Pool
) -> None:
    await record(pool, invited().events)
    name = addresses.database_url.rsplit("/", 1)[1]
    admin = await asyncpg.connect(addresses.database_url.replace(name, "postgres"))
    try:
        async with open_pool(addresses.database_url) as late:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await late.expire_connections()
            async with following(late, first_look=0.2) as tail:
                with pytest.raises(asyncpg.PostgresError):
                    await tail.read(0, limit=1)
                await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
                await tail.read(0, limit=1)
                await record(pool, another(invited(), OTHER))
                end = await head(pool)
                assert await positions(tail, end) == list(range(1, end + 1))
    finally:
        await admin.close()


async def test_whoever_counts_on_it_is_told_when_the_register_does_not_answer(pool: Pool) -> None:
    async with following(pool, silent=0.5) as tail:

        async def follows() -> bool:
            return tail.follows

        async def does_not_follow() -> bool:
            return not tail.follows

        await until(follows)
        await pool.execute("ALTER TABLE events RENAME TO events_of_then")
        await until(does_not_follow)
        await pool.execute("ALTER TABLE events_of_then RENAME TO events")
        await until(follows)


@pytest.mark.usefixtures("pool")
async def test_the_pool_closes_at_once_after_the_tail_has_ended(
    addresses: StackAddresses,
) -> None:
    # A connection that is not given back would be waited for, and cut off only then.
    async with (
        asyncio.timeout(FOR_LONG / 2),
        open_pool(addresses.database_url, closes_within=timedelta(seconds=FOR_LONG)) as own,
        following(own),
    ):
        pass


async def test_one_event_costs_one_look_however_many_wait_for_it(
    addresses: StackAddresses, pool: Pool
) -> None:
    async with (
        _counting(addresses) as (counted, statements),
        # Looks without a hint would be counted, too, as many as time allows.
        following(counted, look_every=FOR_LONG) as tail,
    ):
        waiting = [asyncio.create_task(tail.read(0, limit=10, wait=FOR_LONG)) for _ in range(50)]
        await asyncio.sleep(0)
        statements.clear()
        await record(pool, invited().events)
        pages = await asyncio.gather(*waiting)
        assert all(page.events for page in pages)
        # The first look of all, and one for a hint that came during another, may be among them.
        assert 1 <= len(statements) <= 3


@asynccontextmanager
async def _counting(addresses: StackAddresses) -> AsyncIterator[tuple[Pool, list[str]]]:
    statements: list[str] = []

    def note(record: object) -> None:
        statements.append(getattr(record, "query", ""))

    async def watch(connection: object) -> None:
        connection.add_query_logger(note)  # type: ignore[attr-defined]

    async with asyncpg.create_pool(addresses.database_url, min_size=1, init=watch) as counted:
        yield counted, statements


async def test_a_register_that_was_put_back_is_followed_from_where_it_is(pool: Pool) -> None:
    await record(pool, closed().events)
    async with following(pool) as tail:
        await record(pool, another(invited(), OTHER))
        end = await head(pool)
        await positions(tail, end, after=end - 1)
        async with pool.acquire() as connection:
            await connection.execute("DELETE FROM events WHERE aggregateid = $1", OTHER)
        end = await head(pool)
        await _kill_listeners(pool)

        async def put_back() -> bool:  # there is nothing for a follower to see
            return tail.position == end

        await until(put_back)
        await record(pool, numbered(invited(), 3))
        again = await head(pool)
        assert await positions(tail, again) == list(range(1, again + 1))


async def test_a_register_that_was_put_back_and_has_gone_on_is_not_taken_for_the_old_one(
    pool: Pool,
) -> None:
    await record(pool, closed().events)
    async with following(pool) as tail:
        await record(pool, another(cancelled(), OTHER))
        before = await head(pool)
        await positions(tail, before, after=before - 1)
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("LOCK TABLE events")  # nobody sees it half put back
            await connection.execute("DELETE FROM events WHERE aggregateid = $1", OTHER)
            await record_in(connection, numbered(cancelled(), 3))
            await record_in(connection, numbered(cancelled(), 4))
            await end_all_others(connection)
        assert await head(pool) > before

        async def seen() -> bool:
            return tail.put_back == 1

        await until(seen)
        page = await tail.read(before - 1, limit=1, wait=20)
        assert page.events[0].partition != OTHER, "it is the event that the register has"


async def test_whoever_waits_is_let_go_when_the_register_was_put_back(pool: Pool) -> None:
    await record(pool, closed().events)
    async with following(pool) as tail:
        end = await head(pool)
        waiting = asyncio.create_task(tail.read(end, limit=1, wait=FOR_LONG))
        await asyncio.sleep(0)
        async with pool.acquire() as connection:
            await connection.execute("DELETE FROM events WHERE position = $1", end)
        await _kill_listeners(pool)
        assert not await asyncio.wait_for(waiting, 60)
