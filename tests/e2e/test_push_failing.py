"""Events pushed to consumers that fail: again and again until they arrive, or are put aside."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from aiohttp import web
from temporalio.client import WorkflowHandle

from activities.deliveries.delivery_run import LANES
from desk.subscriptions import Changes
from release.rehearsal.time_skipping import VirtualTime
from release.replay import CommandKind, Verdict, commands_of, replay_visits
from schemas.subscriptions import Answer, DeliveryRunReport, Subscription, SubscriptionStatus
from tests.e2e.pushes import NO_TIME, WAITS, arrives, log_of, pushing, settled
from tests.engine import Engine
from tests.receiving import Receiver, Taken
from tests.register.recording import record
from tests.support.visits import invited
from tests.support.waiting import until


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
        refused = next(event for event in log if event.partition == broken and event.position > 3)

        def answering(taken: Taken) -> web.Response:
            return web.Response(status=500 if taken.id == refused.id else 204)

        receiver.answering = answering
        subscription = await push.to(receiver)
        await arrives(
            receiver, [e for e in log if e.partition in others or e.position < refused.position]
        )
        behind = len([e for e in log if e.partition == broken]) - refused.position

        async def others_are_through() -> bool:
            # What has arrived is noted as sent a moment later.
            tally = (await push.stands(subscription)).tally
            return (tally.retrying, tally.waiting) == (1, behind)

        await until(others_are_through)

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
        told = await handle.query("state", result_type=DeliveryRunReport)
        metadata = await handle.query("__temporal_workflow_metadata")
        history = await handle.fetch_history()

    count = len([event for event in await log_of(engine) if event.partition == visit])
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


async def test_operators_are_told_of_a_failure_while_a_delivery_run_could_still_listen(
    engine: Engine,
) -> None:
    at_once = timedelta(seconds=0.2)
    async with Receiver() as receiver, pushing(engine, settled=at_once) as push:
        await push.visits(1)
        subscription = await push.to(receiver)
        await arrives(receiver, await push.log())
        await settled(push, subscription)
        receiver.answers(503)
        await push.visits(1, first=2)

        async def told() -> bool:
            report = await push.handle(subscription).query("state", result_type=DeliveryRunReport)
            return bool(report and report.retrying == 1 and report.last_answer is Answer.BUSY)

        await until(told)


async def test_what_failed_once_is_tried_again_by_itself(engine: Engine) -> None:
    async with Receiver() as receiver, pushing(engine) as push:
        await push.visits(1)
        receiver.answering = lambda _: web.Response(status=500 if len(receiver.tried) == 1 else 204)
        await push.to(receiver)

        await arrives(receiver, await push.log())
    assert len(receiver.tried) == len(receiver.taken) + 1


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


async def _replays(handle: WorkflowHandle[Subscription, DeliveryRunReport]) -> None:
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


async def test_a_consumer_that_moved_is_not_gone_because_its_old_address_says_so(
    engine: Engine,
) -> None:
    async with Receiver() as other, Receiver() as receiver, pushing(engine) as push:
        moved = asyncio.Event()

        async def answering(_: Taken) -> web.Response:
            await moved.wait()
            return web.Response(status=410)

        receiver.answering = answering
        await push.visits(1)
        subscription = await push.to(receiver)

        async def asked() -> bool:
            return bool(receiver.tried)

        await until(asked)
        await push.desk.change(subscription, Changes(url=other.url))
        moved.set()

        await arrives(other, await push.log())
        assert (await push.stands(subscription)).subscription.status is SubscriptionStatus.ACTIVE
