"""What somebody waits for is taken first, and deadlines that many share are acted on in turn."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from temporalio.api.enums.v1 import EventType as HistoryEventType
from temporalio.client import WorkflowHistory

from activities.channels import MaildirChannel
from activities.outgoing import Outgoing
from register import visits
from release.rehearsal.time_skipping import RunClock
from rules.spread import spread
from rules.timetable import timetable
from schemas.event_types import EventType
from schemas.forms.invitation import ResponseForm
from schemas.ids import SYSTEM, AreaCode, LetterKey
from schemas.values import Answer
from tests.e2e.killing import killable_worker, walk_of
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.waiting import until
from workflows.priorities import BY_ITSELF, PEOPLE

AREAS: tuple[AreaCode, ...] = ("E06000001", "E06000002", "E06000003", "E06000004", "E06000005")


class Held(MaildirChannel):
    """Takes letters, but for a while in which whoever hands one over waits."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.open = asyncio.Event()
        self.open.set()
        self.waits = asyncio.Event()

    async def deliver(self, key: LetterKey, letter: Outgoing) -> None:
        if not self.open.is_set():
            self.waits.set()
        await self.open.wait()
        await super().deliver(key, letter)


async def test_people_are_served_before_deadlines(engine: Engine) -> None:
    scenario = engine.scenario()
    await engine.play(scenario)
    visit = engine.visit(scenario)
    recorded = await engine.events(visit)
    by_itself = {one.event.sequence for one in recorded if one.event.actor == SYSTEM}

    history = await (await engine.handle(visit)).fetch_history()
    scheduled = [
        event.activity_task_scheduled_event_attributes
        for event in history.events
        if event.event_type is HistoryEventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    ]
    keys = [
        one.priority.priority_key for one in scheduled if one.activity_type.name == "record_events"
    ]

    assert by_itself
    assert set(keys) == {PEOPLE.priority_key, BY_ITSELF.priority_key}
    assert keys.count(PEOPLE.priority_key or 0) >= len(scenario.steps)


async def test_a_visit_acts_on_a_deadline_at_its_own_moment(engine: Engine) -> None:
    scenario = engine.scenario("silent")
    policy = scenario.policy.model_copy(update={"deadlines_spread_seconds": 20})
    apart = scenario.model_copy(update={"policy": policy})
    visit = engine.visit(apart)
    async with engine.working() as (client, _):
        player = engine.player(client, apart)
        await player.play()
        history = await client.get_workflow_handle(visit).fetch_history()

    events = [one.event for one in await engine.events(visit)]
    reminded = next(one for one in events if one.type == EventType.REPLY_REMINDED)
    due = reminded.at.replace(minute=0, second=0, microsecond=0)

    after = spread(visit, policy)
    assert after <= reminded.at - due
    # How late its worker comes to it is the machine's; for when it is set, is the visit's.
    set_for = [moment + player.offset for moment in _timers(history)]
    assert [at for at in set_for if timedelta(0) <= at - due - after < RunClock.ROUNDED]


async def test_a_visits_own_deadline_goes_first_where_somebody_waits_behind_it(
    engine: Engine,
) -> None:
    channel = Held(engine.maildir)
    one_at_a_time = replace(engine.settings, max_activities=1)
    policy = engine.scenario().policy.model_copy(update={"deadlines_spread_seconds": 0})
    async with engine.working(channel, settings=one_at_a_time) as (client, _):
        walks = [
            Walk(
                engine.scenario().model_copy(update={"area": area, "policy": policy}),
                client,
                engine.pool,
                engine.settings.task_queue,
            )
            for area in AREAS
        ]
        for walk in walks:
            await walk.open()
            await until(partial(has, engine, walk, EventType.INVITATION_DELIVERED))

        channel.open.clear()
        for walk in walks:
            async with engine.pool.acquire() as connection:
                state = await visits.require(connection, walk.visit)
            due = timetable(state)
            assert due is not None
            assert due.reminder_at is not None
            # No further: while something is done, time passes as it does for everybody.
            await walk.pass_to(due.reminder_at + timedelta(seconds=1))
        await channel.waits.wait()
        last = walks[-1]
        answer = asyncio.create_task(last.submit(ResponseForm(answer=Answer.ACCEPT), "accept"))
        await until(partial(is_wanted, last))
        channel.open.set()
        await answer
        for walk in walks:
            await until(partial(has, engine, walk, EventType.REPLY_REMINDED))

    order = [
        entry.event.subject
        for entry in await engine.all_events()
        if entry.event.type in {EventType.REPLY_REMINDED, EventType.ACCEPTED}
    ]
    # One had begun before. Between the deadline that somebody waits behind, and their answer, the
    # worker has room for one other.
    assert order[1] == last.visit
    assert last.visit in order[2:4]
    assert sorted(order) == sorted([walk.visit for walk in walks] + [last.visit])


async def test_a_worker_that_dies_over_a_deadline_leaves_no_decision_behind_it(
    engine: Engine,
) -> None:
    """Whose record is called back from a worker that is no more, for somebody who waits."""
    died = engine.folder / "died"
    accident = {"dies_at": "reminder/1/dcs", "died": str(died)}
    async with killable_worker(engine, **accident) as worker:
        walk = walk_of(engine, await engine.client(), engine.scenario())
        await walk.open()
        await until(partial(has, engine, walk, EventType.INVITATION_DELIVERED))
        async with engine.pool.acquire() as connection:
            due = timetable(await visits.require(connection, walk.visit))
        assert due is not None
        assert due.reminder_at is not None
        async with asyncio.TaskGroup() as group:
            group.create_task(walk.pass_to(due.reminder_at + timedelta(hours=1)))
            await worker.gone()
            await worker.start()
            receipt = await walk.submit(ResponseForm(answer=Answer.ACCEPT), "accept")

    happened = [entry.event.type for entry in await engine.events(walk.visit)]
    assert receipt.recorded
    assert happened.index(EventType.REPLY_REMINDED) < happened.index(EventType.ACCEPTED)


async def has(engine: Engine, walk: Walk, wanted: EventType) -> bool:
    return any(entry.event.type == wanted for entry in await engine.events(walk.visit))


async def is_wanted(walk: Walk) -> bool:
    """Whether what a visit waits for is in the queue as what somebody waits for."""
    pending = (await walk.handle.describe()).raw_description.pending_activities
    return [one.priority.priority_key for one in pending] == [PEOPLE.priority_key]


def _timers(history: WorkflowHistory) -> Iterator[datetime]:
    """The moments for which timers were set, by the clock of whoever set them."""
    by_id = {event.event_id: event for event in history.events}
    for event in history.events:
        if event.event_type is HistoryEventType.EVENT_TYPE_TIMER_STARTED:
            timer = event.timer_started_event_attributes
            task = by_id[timer.workflow_task_completed_event_id]
            began = by_id[task.workflow_task_completed_event_attributes.started_event_id]
            yield began.event_time.ToDatetime(UTC) + timer.start_to_fire_timeout.ToTimedelta()
