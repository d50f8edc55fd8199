"""Whether a programme, as the register tells of it, owes what an activity is asked.

Whoever reaches Temporal can run an activity with a request of their own: what no programme has come
to is not done, and nothing is kept that it finds.
"""

from datetime import UTC, datetime, timedelta

from activities.grounds import NotOwed, require_not_ahead, require_own_run
from register import announcements, log, programmes
from register.connection import Connection, Pool
from rules.programme import evolve_programme, owed
from rules.programme.requests import request_for
from schemas.base import Model
from schemas.ids import ProgrammeId
from schemas.programme import ProgrammeState
from schemas.proofs import Mandate

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def require_owed(pool: Pool, programme: ProgrammeId, request: Model) -> Mandate:
    """On which event of its log a programme's request rests.

    The log goes on while an activity is tried again: any moment of it will do, the latest first.

    Args:
        pool: The register.
        programme: Whose.
        request: As the activity is asked.

    Raises:
        NotProved: It is not the programme's own run that asks, or it is not that late.
        NotOwed: At no moment of its log is that owed.
    """
    require_own_run(programme)
    async with pool.acquire() as connection:
        await require_not_ahead(connection, programme, getattr(request, "now", _LONG_AGO))
        offset = await announcements.clock_offset(connection, programme)
        rehearsed = offset != timedelta(0)
        state = await programmes.load(connection, programme)
        if state is not None and not _is_owed(state, request, rehearsed=rehearsed):
            state = await _earlier(connection, programme, request, rehearsed=rehearsed)
    if state is None:
        raise NotOwed
    return Mandate(programme=programme, sequence=state.sequence)


async def _earlier(
    connection: Connection, programme: ProgrammeId, request: Model, *, rehearsed: bool
) -> ProgrammeState | None:
    found = state = None
    for entry in await log.of_stream(connection, programme):
        state = evolve_programme(state, entry.event)
        if _is_owed(state, request, rehearsed=rehearsed):
            found = state
    return found


def _is_owed(state: ProgrammeState, request: Model, *, rehearsed: bool) -> bool:
    task = owed(state)
    if task is None or state.frame is None:  # between two events of its opening
        return False
    now = getattr(request, "now", _LONG_AGO)
    return request == request_for(task, state, now, rehearsed=rehearsed)
