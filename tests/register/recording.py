"""Records visits as the recorder does: log, letters and read model in one transaction."""

from collections.abc import Sequence

from register import letters, log, visits
from register.connection import Connection, Pool
from rules.correspondence import letters_after
from rules.evolve import evolve
from schemas.events import Event
from schemas.ids import VisitId
from schemas.state import VisitState
from tests.rules.visits import Visit


async def record(pool: Pool, events: Sequence[Event]) -> VisitState:
    """Record a batch and commit."""
    async with pool.acquire() as connection, connection.transaction():
        return await record_in(connection, events)


async def record_in(connection: Connection, events: Sequence[Event]) -> VisitState:
    """Record a batch in the caller's transaction."""
    known = await visits.load(connection, events[0].visit_id, lock=True)
    state, appended = await log.append(connection, known, events, evolve)
    for event, after in appended:
        await letters.file(connection, letters_after(after, event), event.at)
    if appended:
        await visits.save(connection, state)
    return state


def another(visit: Visit, visit_id: VisitId) -> tuple[Event, ...]:
    """A visit's events as if they had been another visit's."""
    return tuple(event.model_copy(update={"visit_id": visit_id}) for event in visit.events)


def numbered(visit: Visit, number: int) -> tuple[Event, ...]:
    """One of many visits that went alike."""
    return another(visit, f"interim-e{number:08d}")
