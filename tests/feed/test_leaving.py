"""Whoever is revoked is out at once, by every door; whoever forgets a token is out one day."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from desk.subscriptions import Order
from feed.dependencies import Pace
from feed.server import FeedOptions, serving_feed
from register import reading, subscriptions, tokens
from register.connection import Pool
from schemas.access import WHOLE_EVENTS, Scope
from schemas.subscriptions import SubscriptionStatus
from schemas.values import Department
from tests.e2e.pushes import Push, pushing
from tests.engine import Engine
from tests.feed.asking import told
from tests.feed.conftest import Door, MakeToken
from tests.feed.notes import kept
from tests.feed.test_content import NOTE, accesses
from tests.keys import KEYS
from tests.receiving import Receiver
from tests.register.recording import record
from tests.support.visits import invited, shared
from tests.support.waiting import until
from web.problems import ProblemCode

NEVER = 3600.0  # seconds after which a stream looks by itself
AT_ONCE = 25.0  # seconds; half as long as a long poll waits here


@pytest.fixture
async def waiting_door(
    pool: Pool, session: aiohttp.ClientSession, make_token: MakeToken
) -> AsyncIterator[Door]:
    """A feed whose streams never look by themselves whether they may go on: they are told."""
    pace = Pace(look_again=NEVER)
    async with serving_feed(pool, "127.0.0.1", 0, options=FeedOptions(pace=pace)) as address:
        yield Door(address, await make_token(*WHOLE_EVENTS), session)


async def test_a_stream_and_a_long_poll_end_as_soon_as_their_token_is_revoked(
    waiting_door: Door, pool: Pool
) -> None:
    door = waiting_door
    async with door.get("/events/stream") as stream, pool.acquire() as connection:
        await stream.content.readline()
        (token,) = await tokens.list_tokens(connection)
        poll = asyncio.create_task(_status(door))
        async with door.get("/events/head") as answer:  # asked after it, answered before it
            assert answer.status == 200
        assert not poll.done()
        async with asyncio.timeout(AT_ONCE):
            await tokens.revoke(connection, token.id)

            rest = await stream.content.read()
            assert await poll == 401
        assert b"data:" not in rest


async def _status(door: Door) -> int:
    async with door.get("/events", timeout=50) as answer:
        return answer.status


async def test_a_stream_ends_when_its_token_expires(waiting_door: Door, pool: Pool) -> None:
    for seconds in (1, 4, 16):  # a busy machine may take longer than that to open the stream
        async with pool.acquire() as connection:
            soon = datetime.now(UTC) + timedelta(seconds=seconds)
            _, secret = await tokens.make(connection, "brief", [Scope.FEED], expires_at=soon)
        brief = replace(waiting_door, token=secret)
        async with brief.get("/events/stream") as stream:
            if stream.status == 200:
                await asyncio.wait_for(stream.content.read(), seconds + AT_ONCE)
                break
    else:
        pytest.fail("no stream was opened in time")
    assert datetime.now(UTC) >= soon, "it lasted as long as its token"
    async with brief.get("/events") as answer:
        await told(answer, 401, ProblemCode.TOKEN_REFUSED)


async def test_a_token_of_another_consumer_goes_on(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    other = replace(door, token=await make_token(Scope.FEED, consumer="other"))
    async with other.get("/events/stream") as stream, pool.acquire() as connection:
        await stream.content.readline()
        await tokens.revoke_consumer(connection, "warehouse")
        await record(pool, invited().events)

        async with asyncio.timeout(60):
            assert await stream.content.readuntil(b"event: visit.opened.v1")


async def test_a_token_lasts_a_year_unless_somebody_says_otherwise(pool: Pool) -> None:
    async with pool.acquire() as connection:
        usual, _ = await tokens.make(connection, "usual", [Scope.FEED])
        ever, _ = await tokens.make(connection, "ever", [Scope.FEED], never=True)

    assert usual.expires_at is not None
    assert usual.expires_at - usual.created_at == timedelta(days=365)
    assert ever.expires_at is None


# --- Webhooks --------------------------------------------------------------------------------


@pytest.fixture
async def push(engine: Engine) -> AsyncIterator[Push]:
    async with pushing(engine) as ready:
        yield ready


async def _ask(push: Push, receiver: Receiver, name: str, *, self_service: bool) -> str:
    subscription = push.named(name)
    await push.desk.make(
        Order(subscription, "warehouse", receiver.url, after=0, self_service=self_service)
    )
    return subscription


async def _status_of(push: Push, subscription: str) -> SubscriptionStatus:
    return (await push.stands(subscription)).subscription.status


async def test_with_its_last_token_what_a_consumer_had_pushed_to_it_ends(
    push: Push, pool: Pool
) -> None:
    async with Receiver() as receiver, pool.acquire() as connection:
        first, _ = await tokens.make(connection, "warehouse", [Scope.FEED, Scope.SUBSCRIPTIONS])
        second, _ = await tokens.make(connection, "warehouse", [Scope.FEED, Scope.SUBSCRIPTIONS])
        own = await _ask(push, receiver, "own", self_service=True)
        ours = await _ask(push, receiver, "ours", self_service=False)

        changed = await tokens.revoke(connection, first.id)
        assert (list(changed.ended), len(changed.going_on)) == ([], 2), "one token for another"
        async with connection.transaction():
            left = await tokens.revoke(connection, second.id)

        assert [one.id for one in left.ended] == [own]
        assert [one.id for one in left.going_on] == [ours]
        await record(pool, invited().events)

        async def arrived() -> bool:
            return len(receiver.taken) == len(invited().events)

        await until(arrived)  # by command it goes on, and the other has had nothing
        assert await _status_of(push, own) is SubscriptionStatus.ENDED
        assert (await push.handle(own).result()).status is SubscriptionStatus.ENDED
        async with connection.transaction():
            gone = await tokens.revoke_consumer(connection, "warehouse")
        assert [one.id for one in gone.ended] == [ours]


async def test_a_delivery_that_hangs_ends_with_its_consumer(push: Push, pool: Pool) -> None:
    async with Receiver() as receiver, pool.acquire() as connection:
        receiver.hangs()
        own = await _ask(push, receiver, "hanging", self_service=False)
        await record(pool, invited().events)

        async def tried() -> bool:
            return bool(receiver.tried)

        await until(tried)
        async with connection.transaction():
            await tokens.revoke_consumer(connection, "warehouse")

        report = await asyncio.wait_for(push.handle(own).result(), 60)
        assert report.status is SubscriptionStatus.ENDED
        assert await subscriptions.secrets_of(connection, KEYS, own) == []


async def test_a_consumer_whose_tokens_have_all_expired_is_pushed_nothing_and_loses_nothing(
    push: Push, pool: Pool
) -> None:
    async with Receiver() as receiver:
        own = await _ask(push, receiver, "expired", self_service=True)

        async def paused() -> bool:
            return await _status_of(push, own) is SubscriptionStatus.PAUSED

        await until(paused)
        await record(pool, invited().events)
        assert receiver.asked == [], "it is not even asked"
        async with pool.acquire() as connection:
            await tokens.make(connection, "warehouse", [Scope.FEED, Scope.SUBSCRIPTIONS])
        await push.desk.resume(own)

        async def arrived() -> bool:
            return len(receiver.taken) == len(invited().events)

        await until(arrived)


async def test_a_workflow_that_could_not_be_told_of_the_end_is_told_by_the_next_worker(
    push: Push, pool: Pool
) -> None:
    async with Receiver() as receiver, pool.acquire() as connection:
        own = await _ask(push, receiver, "untold", self_service=False)
        await push.desk.pause(own)
        await push.rests(own)
        async with connection.transaction():
            await tokens.revoke_consumer(connection, "warehouse")

        await push.desk.reconcile()

        report = await asyncio.wait_for(push.handle(own).result(), 60)
        assert report.status is SubscriptionStatus.ENDED


# --- Notes -----------------------------------------------------------------------------------


async def test_readings_of_a_consumer_are_counted_together_and_limited(
    pool: Pool,
    session: aiohttp.ClientSession,
    make_token: MakeToken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MOST_AN_HOUR", 4)
    await record(pool, shared().events)
    await kept(pool)
    secrets = [
        await make_token(Scope.CONTENT, consumer="dfe-archive", department=Department.DFE)
        for _ in range(2)
    ]
    another = await make_token(Scope.CONTENT, consumer="dfe-other", department=Department.DFE)
    async with (
        serving_feed(pool, "127.0.0.1", 0) as one,
        serving_feed(pool, "127.0.0.1", 0) as two,
    ):
        doors = [Door(where, secret, session) for where in (one, two) for secret in secrets]
        for door in doors:
            async with door.get(NOTE) as answer:
                assert answer.status == 200
        async with doors[0].get(NOTE) as answer:
            await told(answer, 429, ProblemCode.TOO_MANY_READINGS)
            assert 3500 < int(answer.headers["Retry-After"]) <= 3600
        async with replace(doors[0], token=another).get(NOTE) as answer:
            assert answer.status == 200, "another consumer is not counted with it"
    assert len(await accesses(pool)) == 5, "what is refused is no reading"
