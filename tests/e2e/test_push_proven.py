"""Nothing is posted to an address that has not shown that it wants events."""

from desk.subscriptions import Changes
from schemas.subscriptions import Answer
from tests.e2e.pushes import arrives, pushing
from tests.engine import Engine
from tests.receiving import Receiver
from tests.support.waiting import until


async def test_an_address_is_asked_once_and_then_has_its_events(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(3)
        subscription = await push.to(receiver)

        await arrives(receiver, await push.log())

        assert receiver.asked == ["localhost"], "by the host at which the feed is published"
        assert (await push.stands(subscription)).subscription.proven


async def test_one_that_does_not_say_so_is_posted_nothing_until_it_does(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        receiver.allows = None
        await push.visits(1)
        subscription = await push.to(receiver)

        async def refused() -> bool:
            found = await push.stands(subscription)
            return found.subscription.last_answer is Answer.UNPROVEN and found.tally.retrying == 1

        await until(refused)
        assert receiver.tried == []
        receiver.allows = "localhost"
        await push.desk.retry(subscription)

        await arrives(receiver, await push.log())


async def test_its_consumer_sees_how_that_went_before_there_is_an_event(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        receiver.allows = "elsewhere.example"
        subscription = await push.to(receiver)

        async def told() -> bool:
            known = (await push.stands(subscription)).subscription
            return known.last_answer is Answer.UNPROVEN and not known.proven

        await until(told)


async def test_another_address_is_asked_anew(engine: Engine) -> None:
    async with Receiver() as first, Receiver() as second, pushing(engine) as push:
        subscription = await push.to(first)

        async def proven() -> bool:
            return (await push.stands(subscription)).subscription.proven

        await until(proven)
        second.allows = None
        await push.desk.change(subscription, Changes(url=second.url))
        assert not await proven()
        await push.visits(1)

        async def tried() -> bool:
            return bool(second.asked) and bool((await push.stands(subscription)).tally.retrying)

        await until(tried)
        assert (first.tried, second.tried) == ([], [])
