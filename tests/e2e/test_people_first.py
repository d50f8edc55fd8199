"""What somebody waits for is taken first, and deadlines that many share are acted on in turn."""

from datetime import timedelta

from temporalio.api.enums.v1 import EventType as HistoryEventType

from rules.spread import spread
from schemas.event_types import EventType
from schemas.ids import SYSTEM
from tests.engine import Engine
from workflows.priorities import BY_ITSELF, PEOPLE


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
    await engine.play(apart)

    events = [one.event for one in await engine.events(visit)]
    reminded = next(one for one in events if one.type == EventType.REPLY_REMINDED)
    due = reminded.at.replace(minute=0, second=0, microsecond=0)

    after = spread(visit, policy)
    assert after <= reminded.at - due <= after + timedelta(seconds=2)
