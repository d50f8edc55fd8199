"""Events pushed to consumers: signed, in order, again and again until they arrive."""

from standardwebhooks import Webhook

from register import publication
from schemas.subscriptions import SecretKind
from tests.e2e.walking import until
from tests.engine import Engine
from tests.receiving import Receiver
from tests.register.recording import record
from tests.rules.visits import closed
from worker.subscription_desk import Order


async def test_a_subscription_gets_the_log_signed_and_byte_for_byte(engine: Engine) -> None:
    await record(engine.pool, closed().events)
    async with Receiver() as receiver, engine.pushing() as (_, desk):
        subscription = f"warehouse-{engine.number}"
        _, secrets = await desk.make(Order(subscription, "warehouse", receiver.url, after=0))
        assert secrets is not None
        async with engine.pool.acquire() as connection:
            told = await publication.of_visit(connection)

        async def arrived() -> bool:
            return len(receiver.taken) == len(told)

        await until(arrived)
        assert [(t.id, t.body) for t in receiver.taken] == [
            (entry.id, entry.cloudevent.encode()) for entry in told
        ]
        for taken in receiver.taken:
            Webhook(secrets[SecretKind.V1]).verify(taken.body, taken.headers)
