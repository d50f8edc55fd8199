"""Lets a run begin only if its start was announced in the register, byte for byte.

The first thing that a run asks of the worker. A start by anybody else, with fields that we do not
know, another region or a clock of its own, ends here: nothing is recorded, and its id is free.
"""

from datetime import date

import structlog
from pydantic import ValidationError
from temporalio import activity
from temporalio.client import Client

from activities.findings import kept
from activities.reference import working_calendar
from register import announcements, mismatches
from register.connection import Pool
from schemas.messages import CalendarFetched
from schemas.work import CalendarRequest, VisitInput
from schemas.working_calendar import WorkingCalendar

_log = structlog.get_logger(__name__)

REFUSED_START = "refused_start"
"""How a start that was refused is kept for operators."""


class NotAnnounced(Exception):
    """A run was started past the desk."""

    final = True
    """Trying again makes it no better: the run ends."""


class Admission:
    """What a run asks before it begins.

    Args:
        pool: The register.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def fetch_working_calendar(self, request: CalendarRequest) -> WorkingCalendar:
        """Fetch the bank holidays that a new run counts with, if it may begin.

        Raises:
            NotAnnounced: It may not.
        """
        start = await require_announced(self._pool)
        calendar = working_calendar(request.around)
        if _opens_for(start, request.around):
            visit = activity.info().workflow_id or ""
            await kept(self._pool, visit, CalendarFetched(calendar=calendar))
        return calendar


def _opens_for(start: bytes, day: date) -> bool:
    """Whether a start is of a visit that begins, and for these days."""
    try:
        opened = VisitInput.model_validate_json(start)
    except ValidationError:
        return False
    return opened.carried is None and opened.opening.day_one == day


async def require_announced(pool: Pool) -> bytes:
    """Let the run that asks for an activity go on only if its start was announced.

    Returns:
        What it was started with.

    Raises:
        NotAnnounced: It was not; operators are told.
    """
    info = activity.info()
    name = info.workflow_id or ""
    start = await start_of(activity.client(), name, info.workflow_run_id)
    async with pool.acquire() as connection:
        if start is not None and await announcements.is_announced(connection, name, start):
            return start
        told = (
            f"A start of {name} that did not come from the desk was refused; nothing of it was "
            "recorded."
        )
        await mismatches.note(connection, name, REFUSED_START, told)
    _log.warning("start_refused")
    raise NotAnnounced


async def start_of(client: Client, workflow_id: str, run_id: str | None = None) -> bytes | None:
    """What a run was started with, as it was sent; `None` where that was not one value.

    Raises:
        RPCError: Temporal cannot say, or has no such run.
    """
    handle = client.get_workflow_handle(workflow_id, run_id=run_id)
    async for event in handle.fetch_history_events(page_size=1):
        payloads = event.workflow_execution_started_event_attributes.input.payloads
        return payloads[0].data if len(payloads) == 1 else None
    return None
