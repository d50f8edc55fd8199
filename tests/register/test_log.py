"""The event log: append once, in order; read from anywhere."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import asyncpg
import pytest

from register import log
from register.connection import Pool
from register.log import SequenceConflict
from register.logged import Logged
from rules.evolve import evolve, replay
from schemas.events.event import VisitEvent
from schemas.streams import VISIT_STREAM, AnyEvent
from tests.register.recording import another, numbered, record, record_in
from tests.support.visits import VISIT, Visit, cancelled, closed, declined, delivered, invited

OTHER = "interim-e10000017"


async def read(pool: Pool, *, after: int = 0) -> list[Logged[AnyEvent]]:
    async with pool.acquire() as connection:
        return await log.read_all(connection, after=after)


def positions(entries: Sequence[Logged[AnyEvent]]) -> list[int]:
    return [entry.position for entry in entries]


class TestAppending:
    async def test_a_visits_events_are_read_as_they_were_written(self, pool: Pool) -> None:
        state = await record(pool, closed().events)

        logged = await read(pool)
        assert tuple(entry.event for entry in logged) == closed().events
        assert positions(logged) == list(range(1, len(logged) + 1))
        assert {entry.programme for entry in logged} == {"interim"}
        own = [entry.event for entry in logged if entry.event.stream == VISIT_STREAM]
        assert state == replay(own) == closed().state

    async def test_in_batches_or_at_once_is_the_same(self, pool: Pool) -> None:
        for event in closed().events:
            await record(pool, [event])

        assert tuple(entry.event for entry in await read(pool)) == closed().events

    async def test_again_changes_nothing(self, pool: Pool) -> None:
        await record(pool, closed().events)
        before = await read(pool)

        assert await record(pool, closed().events) == closed().state
        assert await record(pool, closed().events[5:9]) == closed().state

        assert await read(pool) == before

    async def test_a_batch_that_is_half_there_adds_the_other_half(self, pool: Pool) -> None:
        await record(pool, closed().events[:10])

        state = await record(pool, closed().events[6:14])

        assert state.sequence == 14
        assert tuple(entry.event for entry in await read(pool)) == closed().events[:14]

    async def test_tells_each_new_event_with_the_visit_just_after_it(self, pool: Pool) -> None:
        events = invited().events
        async with pool.acquire() as connection, connection.transaction():
            state, appended = await log.append(connection, None, events, evolve)

        assert [event for event, _ in appended] == list(events)
        assert [after.sequence for _, after in appended] == [1, 2, 3, 4]
        assert appended[-1][1] == state


class TestConflicts:
    @pytest.mark.parametrize("number", [1, 3, 5])
    async def test_the_same_number_with_other_bytes_is_loud(self, pool: Pool, number: int) -> None:
        events = list(delivered().events)
        await record(pool, events)
        other = events[number - 1].model_copy(update={"actor": "somebody-else"})

        with pytest.raises(SequenceConflict, match=f"event {number} of {VISIT}"):
            await record(pool, [*events[: number - 1], other])

        assert tuple(entry.event for entry in await read(pool)) == tuple(events)

    async def test_nothing_of_a_conflicting_batch_is_kept(self, pool: Pool) -> None:
        await record(pool, delivered().events)
        other = delivered().events[-1].model_copy(update={"actor": "somebody-else"})

        with pytest.raises(SequenceConflict):
            await record(pool, [other, *_more(delivered())])

        assert len(await read(pool)) == len(delivered().events)

    @pytest.mark.parametrize("known", [0, 3])
    async def test_a_gap_is_refused(self, pool: Pool, known: int) -> None:
        if known:
            await record(pool, closed().events[:known])

        with pytest.raises(SequenceConflict, match=f"has {known} events; {known + 2} does not"):
            await record(pool, closed().events[known + 1 :])

    async def test_the_same_opening_by_two_at_once_is_there_once(self, pool: Pool) -> None:
        """The second fails loudly or finds it done; either way its retry finds it done."""
        twice = await asyncio.gather(
            *(record(pool, invited().events) for _ in range(2)), return_exceptions=True
        )

        assert all(
            isinstance(told, asyncpg.UniqueViolationError) or told == invited().state
            for told in twice
        )
        assert await record(pool, invited().events) == invited().state
        assert positions(await read(pool)) == [1, 2, 3, 4]

    async def test_the_same_batch_by_two_at_once_is_there_once(self, pool: Pool) -> None:
        await record(pool, closed().events[:4])

        rest = closed().events[4:]
        states = await asyncio.gather(*(record(pool, rest) for _ in range(4)))

        assert states == [closed().state] * 4
        assert tuple(entry.event for entry in await read(pool)) == closed().events


def _more(visit: Visit) -> tuple[VisitEvent, ...]:
    return closed().events[len(visit.events) :][:1]


class TestPositions:
    async def test_many_visits_at_once_leave_no_gap(self, pool: Pool) -> None:
        async def play(number: int) -> None:
            for event in numbered(invited(), number):
                await record(pool, [event])

        await asyncio.gather(*(play(number) for number in range(1, 21)))

        logged = await read(pool)
        assert positions(logged) == list(range(1, 20 * 4 + 1))
        for number in range(1, 21):
            own = [
                e.event.sequence for e in logged if e.event.partition == f"interim-e{number:08d}"
            ]
            assert own == [1, 2, 3, 4]

    async def test_a_reader_beside_writers_never_meets_a_gap(self, pool: Pool) -> None:
        """Positions are in the order of commits: what has been passed will not be filled in."""
        seen: list[int] = []
        writing = True

        async def follow() -> None:
            while writing:
                seen.extend(positions(await read(pool, after=seen[-1] if seen else 0)))

        async def play(number: int) -> None:
            for event in numbered(delivered(), number):
                await record(pool, [event])

        follower = asyncio.create_task(follow())
        await asyncio.gather(*(play(number) for number in range(1, 16)))
        writing = False
        await follower
        seen.extend(positions(await read(pool, after=seen[-1] if seen else 0)))

        assert seen == list(range(1, 15 * 5 + 1))

    async def test_a_record_that_is_rolled_back_leaves_no_gap(self, pool: Pool) -> None:
        await record(pool, numbered(invited(), 1))

        async def fail(number: int) -> None:
            async with pool.acquire() as connection, connection.transaction():
                await record_in(connection, numbered(invited(), number))
                raise ConnectionResetError

        outcomes = await asyncio.gather(
            *(fail(number) for number in (2, 3)),
            *(record(pool, numbered(invited(), number)) for number in (4, 5)),
            return_exceptions=True,
        )
        await record(pool, numbered(invited(), 2))

        assert sum(isinstance(outcome, ConnectionResetError) for outcome in outcomes) == 2
        assert positions(await read(pool)) == list(range(1, 4 * 4 + 1))

    async def test_the_database_itself_refuses_a_second_use(self, pool: Pool) -> None:
        await record(pool, invited().events)

        with pytest.raises(asyncpg.UniqueViolationError):
            await pool.execute(
                "INSERT INTO events (position, id, aggregatetype, aggregateid, sequence, type,"
                " programme, occurred_at, payload, partition_key, cloudevent, digest)"
                " SELECT 99, 'x', aggregatetype, aggregateid, sequence, type, programme,"
                " occurred_at, payload, partition_key, cloudevent, digest FROM events LIMIT 1"
            )


class TestReading:
    async def test_of_one_visit_leaves_the_others_out(self, pool: Pool) -> None:
        await record(pool, declined().events)
        await record(pool, another(cancelled(), OTHER))

        async with pool.acquire() as connection:
            own = await log.read(connection, visit=OTHER)

        assert tuple(entry.event for entry in own) == another(cancelled(), OTHER)
        assert all(b == a + 1 for a, b in pairwise(positions(own)))

    async def test_goes_on_from_a_position(self, pool: Pool) -> None:
        await record(pool, closed().events)

        later = await read(pool, after=7)

        assert tuple(entry.event for entry in later) == closed().events[7:]

    async def test_beyond_the_end_gives_nothing(self, pool: Pool) -> None:
        await record(pool, invited().events)

        assert await read(pool, after=4) == []
        assert await read(pool, after=1000) == []
