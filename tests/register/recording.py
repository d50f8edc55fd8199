"""Records visits as the recorder does: log, letters and read model in one transaction."""

from collections.abc import Sequence

from register import areas
from register import record as register_record
from register.connection import Connection, Pool
from register.filing import file_letters
from rules.evolve import replay
from schemas.events.event import VisitEvent
from schemas.events.visit import HandedOver, Opened
from schemas.ids import AreaCode, VisitId, visit_id
from schemas.state import VisitState
from tests.support.visits import DAY_ONE, Visit


async def record(pool: Pool, events: Sequence[VisitEvent]) -> VisitState:
    """Record a batch and commit."""
    async with pool.acquire() as connection, connection.transaction():
        return await record_in(connection, events)


async def record_in(connection: Connection, events: Sequence[VisitEvent]) -> VisitState:
    """Record a batch in the caller's transaction."""
    recorded = await register_record.record(connection, events)
    await file_letters(connection, recorded)
    state: VisitState = recorded.state
    return state


def another(visit: Visit, visit_id: VisitId) -> tuple[VisitEvent, ...]:
    """A visit's events as if they had been another visit's."""
    return tuple(event.model_copy(update={"subject": visit_id}) for event in visit.events)


def numbered(visit: Visit, number: int) -> tuple[VisitEvent, ...]:
    """One of many visits that went alike."""
    return another(visit, f"interim-e{number:08d}")


def elsewhere(
    visit: Visit, area: AreaCode, *, coordinator: str = "coordinator", programme: str = "interim"
) -> list[VisitEvent]:
    """The same visit, to another area, looked after by somebody."""
    own, found = visit_id(programme, area), areas.area_on(area, DAY_ONE)
    events = []
    for event in visit.events:
        fact = event.fact
        if isinstance(fact, Opened):
            place = {"area": area, "region": found.region, "council_type": found.council_type}
            fact = fact.model_copy(update={**place, "programme": programme})
        events.append(event.model_copy(update={"subject": own, "fact": fact}))
    if replay(events).coordinator != coordinator:
        last = events[-1]
        update = {"sequence": last.sequence + 1, "fact": HandedOver(to=coordinator)}
        events.append(last.model_copy(update=update))
    return events
