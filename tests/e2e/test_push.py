"""Events pushed to consumers: signed, in order, again and again until they arrive."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from standardwebhooks import Webhook
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle

from activities.deliveries import stint
from activities.deliveries.stint import LANES
from register import publication, subscriptions
from register.connection import open_pool
from register.followers import lag
from register.publication import Published
from register.subscriptions import Overview
from schemas.subscriptions import (
    Answer,
    SecretKind,
    StintReport,
    Subscription,
    SubscriptionId,
    SubscriptionStatus,
    subscription_workflow,
)
from tests.activities.test_signing import verify_v1a
from tests.e2e.breaking import Cable
from tests.e2e.killing import killable_worker
from tests.e2e.walking import until
from tests.engine import Engine
from tests.receiving import Receiver, Taken
from tests.register.recording import numbered, record
from tests.rules.visits import closed, invited
from worker.rehearsal.time_skipping import VirtualTime
from worker.replay import CommandKind, Verdict, commands_of, replay_visits
from worker.subscription_desk import Changes, Order, SubscriptionDesk

NO_TIME = timedelta(0)
"""Where time is virtual a stint does not listen: an activity under way would hold the clock."""

WAITS = 0.5
"""Seconds in which nothing is expected to happen."""


@dataclass
class Push:
    """One test's workers, its desk, and its log."""

    engine: Engine
    client: Client
    desk: SubscriptionDesk

    def named(self, name: str) -> SubscriptionId:
        """Tests share one server, where a workflow's id is taken once."""
        return f"{name}-{self.engine.number}"

    async def to(
        self, receiver: Receiver, name: str = "warehouse", **order: object
    ) -> SubscriptionId:
        """Have the whole log pushed to a receiver."""
        asked = {"after": 0, **order}
        subscription = self.named(name)
        await self.desk.make(Order(subscription, name, receiver.url, **asked))  # type: ignore[arg-type]
        return subscription

    async def visits(self, count: int, *, first: int = 1) -> list[str]:
        """Record visits that are over; their ids."""
        for number in range(first, first + count):
            await record(self.engine.pool, numbered(closed(), number))
        return [f"interim-e{number:08d}" for number in range(first, first + count)]

    async def log(self) -> list[Published]:
        async with self.engine.pool.acquire() as connection:
            return await publication.of_visit(connection)

    async def stands(self, subscription: SubscriptionId) -> Overview:
        return await self.desk.look_at(subscription)

    def handle(self, subscription: SubscriptionId) -> WorkflowHandle[Subscription, StintReport]:
        return self.client.get_workflow_handle(
            subscription_workflow(subscription), result_type=StintReport
        )

    async def rests(self, subscription: SubscriptionId) -> None:
        """Wait until its workflow has nothing to do but to wait."""

        async def waiting() -> bool:
            described = await self.handle(subscription).describe()
            return not described.raw_description.pending_activities and (
                described.raw_description.pending_workflow_task.attempt == 0
            )

        await until(waiting)


@asynccontextmanager
async def pushing(engine: Engine, **how: timedelta) -> AsyncIterator[Push]:
    async with engine.pushing(**how) as (client, desk):
        yield Push(engine, client, desk)


async def arrives(receiver: Receiver, events: list[Published]) -> None:
    """Wait until all events have arrived, in order for each visit, and no others."""

    async def arrived() -> bool:
        return {t.position for t in receiver.taken} >= {e.position for e in events}

    await until(arrived)
    expected = {(event.id, event.cloudevent.encode()) for event in events}
    assert {(taken.id, taken.body) for taken in receiver.taken} == expected
    for visit in {event.visit for event in events}:
        assert receiver.first_of(visit) == [e.position for e in events if e.visit == visit]


async def settled(push: Push, subscription: SubscriptionId) -> Overview:
    """Wait until nothing waits and nothing is retried."""

    async def empty() -> bool:
        tally = (await push.stands(subscription)).tally
        return not (tally.waiting or tally.retrying)

    await until(empty)
    return await push.stands(subscription)


# --- When all goes well ------------------------------------------------------------------------


async def test_a_subscription_gets_the_log_signed_and_byte_for_byte(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
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

    assert found.subscription.position == len(await _log(engine))
    assert found.subscription.last_answer is Answer.DELIVERED


async def test_only_what_is_asked_for_is_pushed_and_the_rest_does_not_count_as_lag(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        one, *_ = await push.visits(3)
        subscription = await push.to(receiver, types=["visit.closed.v1"], visits=[one])
        wanted = [e for e in await push.log() if e.type == "visit.closed.v1" and e.visit == one]

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


async def _log(engine: Engine) -> list[Published]:
    async with engine.pool.acquire() as connection:
        return await publication.of_visit(connection)


# --- Consumers that are broken -----------------------------------------------------------------


async def test_a_consumer_that_hangs_delays_nobody_else(engine: Engine) -> None:
    forever = timedelta(hours=1)
    async with (
        Receiver() as hanging,
        Receiver() as healthy,
        pushing(engine, patience=forever) as push,
    ):
        hanging.hangs()
        stuck = await push.to(hanging, "stuck")
        await push.to(healthy, "healthy")
        await push.visits(10)  # more than the lanes that are seen to at once

        await arrives(healthy, await push.log())
        await push.visits(1, first=11)
        await arrives(healthy, await push.log())

        # All that time the other one had not even been given up for once.
        assert len(hanging.tried) == LANES
        assert hanging.taken == []
        assert (await push.stands(stuck)).tally.retrying == 0


async def test_a_visit_whose_event_is_refused_holds_up_no_other_visit(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        broken, *others = await push.visits(3)
        log = await push.log()
        refused = next(event for event in log if event.visit == broken and event.position > 3)

        def answering(taken: Taken) -> web.Response:
            return web.Response(status=500 if taken.id == refused.id else 204)

        receiver.answering = answering
        subscription = await push.to(receiver)
        await arrives(
            receiver, [e for e in log if e.visit in others or e.position < refused.position]
        )
        found = await push.stands(subscription)
        assert found.tally.retrying == 1
        assert found.tally.waiting == len([e for e in log if e.visit == broken]) - refused.position

        receiver.answers(204)
        assert await push.desk.retry(subscription) == 1
        await arrives(receiver, log)


async def test_an_operator_reads_what_is_retried_in_the_run(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine, listen=NO_TIME) as push:
        receiver.answers(500)
        (visit,) = await push.visits(1)
        subscription = await push.to(receiver)
        await push.rests(subscription)

        handle = push.handle(subscription)
        told = await handle.query("state", result_type=StintReport)
        metadata = await handle.query("__temporal_workflow_metadata")
        history = await handle.fetch_history()

    count = len([event for event in await _log(engine) if event.visit == visit])
    assert told.retrying == 1
    assert told.waiting == count - 1
    assert told.last_answer is Answer.SERVER_ERROR
    assert told.retry_at is not None
    page = metadata.current_details
    assert page.startswith("| Events\N{NO-BREAK SPACE}pushed")
    assert "fails (5xx)" in page
    assert "127.0.0.1" not in f"{history.to_json()}{page}", "no address in Temporal"
    summaries = [
        command.summary for command in commands_of(history) if command.kind is CommandKind.TIMER
    ]
    assert summaries[-1].endswith("1 event is tried again")


async def test_operators_are_told_of_a_failure_while_a_stint_could_still_listen(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stint, "_SETTLED", 0.2)
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await arrives(receiver, await push.log())
        await settled(push, subscription)
        receiver.answers(503)
        await push.visits(1, first=2)

        async def told() -> bool:
            report = await push.handle(subscription).query("state", result_type=StintReport)
            return bool(report and report.retrying == 1 and report.last_answer is Answer.BUSY)

        await until(told)


async def test_what_failed_once_is_tried_again_by_itself(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        receiver.answering = lambda _: web.Response(status=500 if len(receiver.tried) == 1 else 204)
        await push.to(receiver)

        await arrives(receiver, await push.log())
    assert len(receiver.tried) == len(receiver.taken) + 1


async def test_a_register_that_is_away_for_a_while_costs_nothing(engine: Engine) -> None:
    async with (
        Cable(engine.addresses.database_url) as cable,
        Receiver() as receiver,
        open_pool(cable.database_url) as cabled,
        pushing(replace(engine, pool=cabled)) as away,
    ):
        push = Push(engine, away.client, engine.subscription_desk(away.client))
        await push.visits(3)
        receiver.answering = _slowly
        subscription = await push.to(receiver)

        async def begun() -> bool:
            return len(receiver.taken) > 5

        await until(begun)
        await cable.cut()
        await asyncio.sleep(WAITS)
        await cable.mend()
        await push.visits(1, first=4)
        await arrives(receiver, await push.log())
        await settled(push, subscription)

    assert len({(tried.id, tried.body) for tried in receiver.tried}) == len(await _log(engine))


async def _slowly(_: Taken) -> web.Response:
    await asyncio.sleep(0.02)
    return web.Response(status=204)


async def test_five_hundreds_for_four_days_end_in_dead_letters_that_a_replay_brings_back(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine, listen=NO_TIME) as push:
        receiver.answers(500)
        await push.visits(3)
        subscription = await push.to(receiver, types=["visit.opened.v1", "visit.closed.v1"])
        wanted = [e for e in await push.log() if e.type in {"visit.opened.v1", "visit.closed.v1"}]
        await push.rests(subscription)

        virtual = VirtualTime(push.client)
        handle = push.handle(subscription)
        assert await virtual.advance(handle, timedelta(days=4))
        await push.rests(subscription)

        # The first of each visit had its whole schedule; only then was the second tried at all.
        dead = await push.desk.dead_letters(subscription)
        firsts = [event for event in wanted if event.type == "visit.opened.v1"]
        assert [letter.event_id for letter in dead] == [event.id for event in firsts]
        for letter in dead:
            assert letter.attempts == 10
            assert letter.answer is Answer.SERVER_ERROR
            assert letter.http_status == 500
            lasted = letter.last_tried_at - letter.first_tried_at
            assert timedelta(hours=67) < lasted < timedelta(hours=76)
        tries = Counter(tried.id for tried in receiver.tried)
        assert {tries[event.id] for event in firsts} == {10}
        assert receiver.taken == []

        receiver.answers(204)
        seconds = [event for event in wanted if event.type == "visit.closed.v1"]
        await push.desk.retry(subscription)
        await arrives(receiver, seconds)
        await settled(push, subscription)

        head = wanted[-1].position
        assert await push.desk.replay(subscription, 1, head) == len(wanted)
        receiver.taken.clear()
        await arrives(receiver, wanted)
        assert await push.desk.dead_letters(subscription) == []

        # All that was tried, over days and by replay, had the same bytes and the same ids.
        assert len({(tried.id, tried.body) for tried in receiver.tried}) == len(wanted)
        await push.rests(subscription)
        await _replays(handle)


async def _replays(handle: WorkflowHandle[Subscription, StintReport]) -> None:
    async def histories() -> AsyncIterator[object]:
        yield await handle.fetch_history()

    report = await replay_visits(histories())  # type: ignore[arg-type]
    assert [visit.verdict for visit in report.visits] == [Verdict.UNCHANGED]


async def test_a_consumer_is_left_alone_for_as_long_as_it_asks(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine, listen=NO_TIME) as push:
        receiver.answers(503, Retry_After="7200")
        await record(engine.pool, invited().events[:1])
        subscription = await push.to(receiver)
        await push.rests(subscription)
        handle = push.handle(subscription)
        tally = (await push.stands(subscription)).tally
        assert tally.retry_at is not None
        assert tally.retry_at - datetime.now(UTC) > timedelta(minutes=119)

        virtual = VirtualTime(push.client)
        await virtual.advance(handle, timedelta(minutes=110))
        assert len(receiver.tried) == 1
        receiver.answers(204)
        await virtual.advance(handle, timedelta(minutes=15))
        await arrives(receiver, await push.log())


async def test_a_redirect_is_a_failure_and_is_not_followed(engine: Engine) -> None:
    async with Receiver() as other, Receiver() as receiver, pushing(engine) as push:
        receiver.answers(308, Location=other.url)
        await push.visits(1)
        subscription = await push.to(receiver)

        async def retrying() -> int:
            return (await push.stands(subscription)).tally.retrying

        await until(retrying)
        found = await push.stands(subscription)
        assert found.subscription.last_answer is Answer.REDIRECTED
        assert other.tried == []

        await push.desk.change(subscription, Changes(url=other.url))
        await push.desk.retry(subscription)
        await arrives(other, await push.log())


async def test_a_consumer_that_is_gone_is_told_no_more_and_may_come_back(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(2)
        receiver.answers(410)
        subscription = await push.to(receiver)

        report = await push.handle(subscription).result()
        assert report.status is SubscriptionStatus.GONE
        assert (await push.stands(subscription)).subscription.status is SubscriptionStatus.GONE
        tried = len(receiver.tried)
        await push.visits(1, first=3)
        await asyncio.sleep(WAITS)
        assert len(receiver.tried) == tried <= LANES

        receiver.answers(204)
        await push.desk.resume(subscription)
        await arrives(receiver, await push.log())


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
            assert await subscriptions.secrets_of(connection, subscription) == []


async def test_a_rotated_secret_signs_from_the_next_delivery_on_and_so_does_the_old_one(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
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


async def test_a_subscription_without_a_workflow_gets_one_when_a_worker_starts(
    engine: Engine,
) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await arrives(receiver, await push.log())
        await push.handle(subscription).terminate()
        await push.visits(1, first=2)
        await asyncio.sleep(WAITS)

        assert await push.desk.reconcile() == 1
        await arrives(receiver, await push.log())
        described = await push.handle(subscription).describe()
        assert described.status is WorkflowExecutionStatus.RUNNING


# --- Deaths ------------------------------------------------------------------------------------

DEATHS = 2


async def test_killed_between_delivery_and_record_nothing_is_lost_and_nothing_out_of_order(
    engine: Engine,
) -> None:
    client = await engine.client()
    push = Push(engine, client, engine.subscription_desk(client))
    async with (
        Receiver() as receiver,
        killable_worker(engine, pushes=True, dies_after_posts=17) as worker,
    ):
        await push.visits(3)
        subscription = await push.to(receiver)
        for death in range(1, DEATHS + 1):
            await worker.gone()
            if death == DEATHS:
                worker.errand = replace(worker.errand, dies_after_posts=0)
            await worker.start()
        await arrives(receiver, await push.log())
        await settled(push, subscription)

    again = Counter(receiver.ids)
    assert 1 <= sum(count - 1 for count in again.values()) <= DEATHS * LANES
    assert len({(tried.id, tried.body) for tried in receiver.tried}) == len(again)
