"""The audit of each night, as a schedule of Temporal: made, changed and ended by a command."""

from datetime import time, timedelta
from enum import StrEnum
from typing import Final

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from schemas.audit import AuditRequest
from workflows.audit_wording import SUMMARY
from workflows.nightly_audit import NightlyAudit

SCHEDULE: Final = "nightly-audit"
"""Its id, and the beginning of the ids of its runs."""

AT: Final = time(2, 30)
"""In London: when nobody decides anything, and an hour that every night has but one."""

_CAUGHT_UP_WITHIN: Final = timedelta(hours=12)
"""An audit that was due while Temporal was away is made up for, but once."""


class Changed(StrEnum):
    """What became of the schedule."""

    MADE = "made"
    CHANGED = "changed"
    PAUSED = "paused"
    """Changed, and somebody has paused it: nothing is audited before that is taken back."""


async def audit_nightly(client: Client, task_queue: str, at: time = AT) -> Changed:
    """Have everything audited each night; again changes the hour and nothing else.

    Args:
        client: Temporal.
        task_queue: Where workers listen.
        at: When, in London.
    """
    wanted = _schedule(task_queue, at)
    try:
        await client.create_schedule(SCHEDULE, wanted)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(SCHEDULE)

        def changed(known: ScheduleUpdateInput) -> ScheduleUpdate:
            # Whoever has paused it meant that; how often it may still run nobody here has said.
            before = known.description.schedule.state
            wanted.state.paused, wanted.state.note = before.paused, before.note
            return ScheduleUpdate(schedule=wanted)

        await handle.update(changed)
        return Changed.PAUSED if wanted.state.paused else Changed.CHANGED
    return Changed.MADE


async def audit_nightly_no_more(client: Client) -> bool:
    """End the schedule; whether there was one."""
    try:
        await client.get_schedule_handle(SCHEDULE).delete()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


def _schedule(task_queue: str, at: time) -> Schedule:
    when = ScheduleCalendarSpec(
        hour=[ScheduleRange(at.hour)], minute=[ScheduleRange(at.minute)], comment=SUMMARY
    )
    return Schedule(
        action=ScheduleActionStartWorkflow(
            NightlyAudit.run,
            AuditRequest(),
            id=SCHEDULE,
            task_queue=task_queue,
            static_summary=SUMMARY,
        ),
        spec=ScheduleSpec(calendars=[when], time_zone_name="Europe/London"),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_CAUGHT_UP_WITHIN),
    )
