"""Subscriptions in the register: made once, replayed, and handed over by one delivery run only."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from register import deliveries, publication, subscriptions
from register.connection import Connection, Pool
from register.deliveries import Fence, Parcel, Superseded
from register.followers import lag
from register.publication import Page
from register.subscriptions import (
    MOST_SIGN,
    SubscriptionEnded,
    SubscriptionTaken,
    UnknownSubscription,
)
from register.tail import following
from schemas.subscriptions import Answer, SecretKind, Subscription, SubscriptionStatus
from tests.keys import KEYS
from tests.register.recording import numbered, record
from tests.support.visits import closed, invited
from tests.support.waiting import until

NOW = datetime(2020, 10, 5, 12, tzinfo=UTC)
NAME = "warehouse-1"
ONE, TWO = "interim-e00000001", "interim-e00000002"


def wanted(**fields: object) -> Subscription:
    return Subscription.model_validate(
        {
            "id": NAME,
            "consumer": "warehouse",
            "url": "https://consumer.example/hook",
            "status": SubscriptionStatus.ACTIVE,
            "position": 0,
            "created_at": NOW,
            **fields,
        }
    )


async def begin(pool: Pool, **fields: object) -> Fence:
    """A subscription, and a delivery run that has begun."""
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.make(connection, wanted(**fields))
        fence, _ = await deliveries.begin(connection, NAME)
    return fence


async def take_in(pool: Pool, fence: Fence, *, limit: int = 1000) -> Page:
    """Take in what the log has."""
    async with pool.acquire() as connection, connection.transaction():
        known = await subscriptions.require(connection, NAME)
        page = await publication.page(connection, after=known.position, limit=limit)
        await deliveries.take_in(connection, fence, known.position, page)
    return page


async def next_of(connection: Connection, fence: Fence, visit: str) -> Parcel:
    parcel = await deliveries.next_of_lane(connection, fence, visit, NOW)
    assert parcel is not None
    return parcel


async def fail(
    connection: Connection, fence: Fence, parcel: Parcel, next_at: datetime | None
) -> None:
    await deliveries.failed(
        connection,
        fence,
        parcel,
        answer=Answer.SERVER_ERROR,
        http_status=500,
        now=NOW,
        next_at=next_at,
    )


async def due(connection: Connection, fence: Fence, now: datetime = NOW) -> list[str]:
    return await deliveries.due_lanes(connection, fence, now, but=[], limit=10)


# --- Made and changed --------------------------------------------------------------------------


async def test_it_is_made_once_however_often_it_is_asked_for(pool: Pool) -> None:
    async with pool.acquire() as connection:
        assert await subscriptions.make(connection, wanted())
        assert not await subscriptions.make(connection, wanted(position=7))
        known = await subscriptions.require(connection, NAME)
        assert known.position == 0
        with pytest.raises(SubscriptionTaken):
            await subscriptions.make(connection, wanted(consumer="another"))
        with pytest.raises(SubscriptionTaken):
            await subscriptions.make(connection, wanted(url="https://other.example/"))
        await subscriptions.end(connection, NAME)
        with pytest.raises(SubscriptionTaken, match="has ended, and an end is for good"):
            await subscriptions.make(connection, wanted())


async def test_however_often_a_secret_is_rotated_a_delivery_carries_few_signatures(
    pool: Pool,
) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.make(connection, wanted())
        for number in range(3 * MOST_SIGN):
            secret = f"whsec_{number}"
            await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1, secret)
        await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1A, "whsk_1")
        signing = await subscriptions.secrets_of(connection, KEYS, NAME)

    assert [each.secret for each in signing][:2] == [f"whsec_{3 * MOST_SIGN - 1}", "whsec_28"]
    assert Counter(each.kind for each in signing) == {SecretKind.V1: MOST_SIGN, SecretKind.V1A: 1}


async def test_of_two_rotations_at_once_one_secret_is_the_current_one(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.make(connection, wanted())
        await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1, "whsec_0")

    async def rotate(secret: str) -> None:
        async with pool.acquire() as connection, connection.transaction():
            await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1, secret)

    await asyncio.gather(*(rotate(f"whsec_{number}") for number in range(1, 6)))

    async with pool.acquire() as connection:
        signing = await subscriptions.secrets_of(connection, KEYS, NAME)
    assert [each.expires_at is None for each in signing] == [True, *[False] * 5]


async def test_another_consumers_is_as_if_it_were_not_there(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await subscriptions.make(connection, wanted())

        assert (await subscriptions.require(connection, NAME, "warehouse")).id == NAME
        with pytest.raises(UnknownSubscription):
            await subscriptions.require(connection, NAME, "another")
        assert await subscriptions.overview(connection, consumer="another") == []


async def test_an_end_is_for_good_and_takes_secrets_and_what_waits(pool: Pool) -> None:
    await record(pool, invited().events)
    fence = await begin(pool)
    await take_in(pool, fence)
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1, "whsec_AA==")
        await subscriptions.end(connection, NAME)

        assert (await subscriptions.tally(connection, NAME)).waiting == 0
        assert await subscriptions.secrets_of(connection, KEYS, NAME) == []
        assert (await subscriptions.end(connection, NAME)).status is SubscriptionStatus.ENDED
        with pytest.raises(SubscriptionEnded):
            await subscriptions.change(connection, NAME, status=SubscriptionStatus.ACTIVE)
        with pytest.raises(SubscriptionEnded):
            await subscriptions.replay(connection, NAME, 1, 9)
        with pytest.raises(UnknownSubscription):
            await subscriptions.end(connection, "nobodys")


async def test_what_waits_for_an_ended_one_is_not_taken_in(pool: Pool) -> None:
    await record(pool, invited().events)
    fence = await begin(pool)
    async with pool.acquire() as connection, connection.transaction():
        await subscriptions.end(connection, NAME)
    await take_in(pool, fence)

    async with pool.acquire() as connection:
        assert (await subscriptions.tally(connection, NAME)).waiting == 0
        assert (await subscriptions.require(connection, NAME)).position == 0


async def test_a_secret_that_is_replaced_signs_for_another_day(pool: Pool) -> None:
    await begin(pool)
    async with pool.acquire() as connection, connection.transaction():
        for secret in ("whsec_AA==", "whsec_BB==", "whsec_CC=="):
            await subscriptions.rotate(connection, KEYS, NAME, SecretKind.V1, secret)
        newest, *older = await subscriptions.secrets_of(connection, KEYS, NAME)

        assert newest.secret == "whsec_CC=="  # noqa: S105 - no secret
        assert newest.expires_at is None
        assert len(older) == 2
        left = await connection.fetchval("SELECT min(expires_at) - now() FROM subscription_secrets")
        assert left == subscriptions.KEEPS_SIGNING

        await connection.execute(
            "UPDATE subscription_secrets SET expires_at = now() - interval '1 second'"
            " WHERE expires_at IS NOT NULL"
        )
        assert await subscriptions.secrets_of(connection, KEYS, NAME) == [newest]


# --- Lanes -------------------------------------------------------------------------------------


async def test_only_the_first_of_each_visit_is_due(pool: Pool) -> None:
    for number in (1, 2):
        await record(pool, numbered(invited(), number))
    fence = await begin(pool)
    page = await take_in(pool, fence)
    async with pool.acquire() as connection:
        assert await due(connection, fence) == [ONE, TWO]
        assert await deliveries.due_lanes(connection, fence, NOW, but=[ONE], limit=10) == [TWO]
        assert await deliveries.due_lanes(connection, fence, NOW, but=[], limit=1) == [ONE]
        first = await next_of(connection, fence, ONE)
        assert (first.position, first.body) == (1, page.events[0].cloudevent)


async def test_what_has_arrived_goes_and_the_next_of_its_visit_comes(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    await take_in(pool, fence)
    async with pool.acquire() as connection:
        first = await next_of(connection, fence, ONE)
        await deliveries.arrived(connection, fence, first, NOW)

        assert (await next_of(connection, fence, ONE)).position == first.position + 1
        known = await subscriptions.require(connection, NAME)
        assert known.last_success_at == NOW


async def test_what_fails_parks_its_visit_and_no_other(pool: Pool) -> None:
    for number in (1, 2):
        await record(pool, numbered(invited(), number))
    fence = await begin(pool)
    await take_in(pool, fence)
    later = NOW + timedelta(minutes=5)
    async with pool.acquire() as connection:
        await fail(connection, fence, await next_of(connection, fence, ONE), later)

        assert await due(connection, fence) == [TWO]
        assert await deliveries.next_of_lane(connection, fence, ONE, NOW) is None
        assert await due(connection, fence, later) == [ONE, TWO]
        tally = await subscriptions.tally(connection, NAME)
        assert (tally.retrying, tally.retry_at, tally.failing_since) == (1, later, NOW)

        assert await subscriptions.retry_now(connection, NAME) == 1
        parcel = await next_of(connection, fence, ONE)
        assert (parcel.attempts, parcel.first_tried_at) == (1, NOW)


async def test_a_dead_letter_is_seen_and_its_visit_goes_on(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    await take_in(pool, fence)
    async with pool.acquire() as connection:
        first = await next_of(connection, fence, ONE)
        await fail(connection, fence, first, None)

        assert (await next_of(connection, fence, ONE)).position == first.position + 1
        (letter,) = await subscriptions.dead_letters(connection, NAME)
        assert (letter.event_id, letter.attempts) == (first.event_id, 1)
        assert (letter.answer, letter.http_status) == (Answer.SERVER_ERROR, 500)


async def test_a_replay_brings_back_a_range_as_it_is_asked_for_and_what_was_dead(
    pool: Pool,
) -> None:
    await record(pool, numbered(closed(), 1))
    await record(pool, numbered(closed(), 2))
    fence = await begin(pool, visits=[ONE])
    async with pool.acquire() as connection, connection.transaction():
        known = await subscriptions.require(connection, NAME)
        page = await publication.page(connection, limit=5, wanted=deliveries.wanted_by(known))
        await deliveries.take_in(connection, fence, 0, page)
        first = await next_of(connection, fence, ONE)
        await fail(connection, fence, first, None)
        for _ in range(4):
            await deliveries.arrived(connection, fence, await next_of(connection, fence, ONE), NOW)

        # Beyond the position nothing needs to be brought back; another visit was never asked for.
        assert await subscriptions.replay(connection, NAME, 1, 999) == 5
        again = await next_of(connection, fence, ONE)
        assert (again.position, again.event_id, again.body) == first[:1] + first[2:4]
        assert again.attempts == 0
        assert await subscriptions.dead_letters(connection, NAME) == []


async def test_an_answer_to_an_earlier_request_does_not_count_for_a_later(pool: Pool) -> None:
    """An event was under way when it was asked for again: it goes out again, in its turn."""
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    await take_in(pool, fence)
    async with pool.acquire() as connection, connection.transaction():
        under_way = await next_of(connection, fence, ONE)
        await subscriptions.replay(connection, NAME, 1, 999)
        await deliveries.arrived(connection, fence, under_way, NOW)

        assert (await next_of(connection, fence, ONE)).position == under_way.position


async def test_a_retry_behind_an_event_that_is_replayed_is_not_announced(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    await take_in(pool, fence)
    async with pool.acquire() as connection, connection.transaction():
        await deliveries.arrived(connection, fence, await next_of(connection, fence, ONE), NOW)
        second = await next_of(connection, fence, ONE)
        await fail(connection, fence, second, NOW + timedelta(seconds=5))
        await subscriptions.replay(connection, NAME, 1, 1)
        await fail(
            connection,
            fence,
            await next_of(connection, fence, ONE),
            NOW + timedelta(hours=1),
        )

        tally = await subscriptions.tally(connection, NAME)
        assert (tally.retrying, tally.retry_at) == (2, NOW + timedelta(hours=1))


# --- One delivery run at a time ---------------------------------------------------------------


async def test_a_delivery_run_that_was_given_up_for_dead_writes_nothing_more(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    old = await begin(pool)
    page = await take_in(pool, old, limit=2)
    async with pool.acquire() as connection:
        under_way = await next_of(connection, old, ONE)
        new, _ = await deliveries.begin(connection, NAME)

        with pytest.raises(Superseded):
            await deliveries.arrived(connection, old, under_way, NOW)
        with pytest.raises(Superseded):
            await fail(connection, old, under_way, None)
        with pytest.raises(Superseded):
            await deliveries.gone(connection, old, wanted().url)
        with pytest.raises(Superseded):
            await deliveries.take_in(connection, old, page.looked_at, page)
        with pytest.raises(Superseded):
            await deliveries.look(connection, old)
        assert await next_of(connection, new, ONE) == under_way


async def test_nobodys_delivery_run_does_not_begin(pool: Pool) -> None:
    async with pool.acquire() as connection:
        with pytest.raises(UnknownSubscription):
            await deliveries.begin(connection, "nobodys")


async def test_a_page_and_its_position_are_written_together_or_not_at_all(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    async with pool.acquire() as connection:
        page = await publication.page(connection)
        with pytest.raises(RuntimeError):  # noqa: PT012 - killed just before the commit
            async with connection.transaction():
                await deliveries.take_in(connection, fence, 0, page)
                raise RuntimeError

        assert (await subscriptions.require(connection, NAME)).position == 0
        assert (await subscriptions.tally(connection, NAME)).waiting == 0


# --- Seen from beside --------------------------------------------------------------------------


async def test_its_lag_is_counted_from_the_first_that_has_not_arrived(pool: Pool) -> None:
    await record(pool, numbered(invited(), 1))
    fence = await begin(pool)
    page = await take_in(pool, fence)
    async with pool.acquire() as connection:
        (follower,) = await lag(connection)
        assert (follower.consumer, follower.door) == ("warehouse", f"push/{NAME}")
        assert (follower.position, follower.behind) == (0, page.head)

        for _ in page.events:
            await deliveries.arrived(connection, fence, await next_of(connection, fence, ONE), NOW)
        (follower,) = await lag(connection, "warehouse")
        assert (follower.position, follower.behind, follower.behind_since) == (page.head, 0, None)
        assert await lag(connection, "another") == []


async def test_whoever_hands_over_is_called_when_something_is_changed(pool: Pool) -> None:
    await begin(pool)
    call, other = asyncio.Event(), asyncio.Event()
    async with following(pool) as tail, pool.acquire() as connection:
        with tail.calling(subscriptions.CHANGED, NAME, call.set):

            async def called() -> bool:
                await subscriptions.change(connection, NAME, status=SubscriptionStatus.PAUSED)
                return call.is_set()

            await until(called)  # it listens by now
            call.clear()
            with tail.calling(subscriptions.CHANGED, "nobodys", other.set):
                await subscriptions.change(connection, NAME, status=SubscriptionStatus.ACTIVE)
                await asyncio.wait_for(call.wait(), 30)

                assert not other.is_set()
