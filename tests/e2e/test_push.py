"""Events pushed to consumers: signed, in order, and only as long as people want them."""

import asyncio
from collections import Counter

import pytest
from standardwebhooks import Webhook

from desk.subscriptions import Order
from register import subscriptions
from register.followers import lag
from schemas.subscriptions import Answer, SecretKind, SubscriptionStatus
from tests.e2e.pushes import WAITS, arrives, log_of, pushing, settled
from tests.engine import Engine
from tests.keys import KEYS
from tests.receiving import Receiver, verify_v1a

# --- When all goes well ------------------------------------------------------------------------


async def test_a_subscription_gets_the_log_signed_and_byte_for_byte(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        await push.show_all("warehouse")
        _, secrets = await push.desk.make(
            Order(push.named("warehouse"), "warehouse", receiver.url, after=0)
        )
        assert secrets is not None

        await arrives(receiver, await push.log())
    assert receiver.taken[0].headers["content-type"] == "application/cloudevents+json"
    for taken in receiver.taken:
        Webhook(secrets[SecretKind.V1]).verify(taken.body, taken.headers)
        verify_v1a(secrets[SecretKind.V1A], taken.headers, taken.body.decode())


async def test_what_is_recorded_later_is_pushed_at_once(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver, after=None)
        old = await push.log()
        await push.visits(2, first=2)

        await arrives(receiver, (await push.log())[len(old) :])
        found = await settled(push, subscription)

    assert found.subscription.position == len(await log_of(engine))
    assert found.subscription.last_answer is Answer.DELIVERED


async def test_only_what_is_asked_for_is_pushed_and_the_rest_does_not_count_as_lag(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        one, *_ = await push.visits(3)
        subscription = await push.to(receiver, types=["visit.closed.v1"], visits=[one])
        wanted = [e for e in await push.log() if e.type == "visit.closed.v1" and e.partition == one]

        await arrives(receiver, wanted)
        await settled(push, subscription)
        async with engine.pool.acquire() as connection:
            (follower,) = await lag(connection, "warehouse")

    assert follower.door == f"push/{subscription}"
    assert follower.behind == 0


async def test_visits_go_side_by_side_and_each_in_its_order(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(12)
        subscription = await push.to(receiver)

        await arrives(receiver, await push.log())
        await settled(push, subscription)

    assert Counter(receiver.ids).most_common(1)[0][1] == 1


# --- People ------------------------------------------------------------------------------------


async def test_a_pause_holds_everything_and_loses_nothing(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await arrives(receiver, await push.log())

        await push.desk.pause(subscription)
        await push.rests(subscription)
        before = len(receiver.tried)
        await push.visits(1, first=2)
        await asyncio.sleep(WAITS)
        assert len(receiver.tried) == before

        await push.desk.resume(subscription)
        await arrives(receiver, await push.log())


async def test_an_end_is_for_good(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await push.desk.end(subscription)

        report = await push.handle(subscription).result()
        assert report.status is SubscriptionStatus.ENDED
        with pytest.raises(subscriptions.SubscriptionEnded):
            await push.desk.resume(subscription)
        async with engine.pool.acquire() as connection:
            assert await subscriptions.secrets_of(connection, KEYS, subscription) == []


async def test_a_rotated_secret_signs_from_the_next_delivery_on_and_so_does_the_old_one(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.show_all("warehouse")
        _, secrets = await push.desk.make(
            Order(push.named("warehouse"), "warehouse", receiver.url, after=0)
        )
        assert secrets is not None
        new = await push.desk.rotate(push.named("warehouse"), SecretKind.V1)
        pair = await push.desk.rotate(push.named("warehouse"), SecretKind.V1A)
        await push.desk.pause(push.named("warehouse"))
        await push.desk.resume(push.named("warehouse"))
        await push.visits(1)
        await arrives(receiver, await push.log())

    for taken in receiver.taken:
        for secret in (new, secrets[SecretKind.V1]):
            Webhook(secret).verify(taken.body, taken.headers)
        for public in (pair, secrets[SecretKind.V1A]):
            verify_v1a(public, taken.headers, taken.body.decode())
