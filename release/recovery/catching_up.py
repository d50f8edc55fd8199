"""A register that is behind: what a run has recorded before is recorded again, out of its history.

A register restored from an older copy lacks events that Temporal has, and letters that have gone.
Both are put back; no letter goes a second time.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory

from activities.record import SideRecordRequest
from register import letters
from register.connection import Connection, Pool
from register.filing import file_letters
from register.record import record
from register.streams import STREAMS, kind_of_stream
from release.replay.commands import value_of
from schemas.base import Model
from schemas.ids import LetterKey, VisitId
from schemas.programme.work import ProgrammeRecordRequest
from schemas.report.work import ReportRecordRequest
from schemas.side_processes import workflow_id
from schemas.streams import VISIT_STREAM, AnyEvent
from schemas.values import LetterStatus
from schemas.work import PostReport, RecordRequest

_CHANNEL = "recovered"
"""Where letters went of which only Temporal's history tells."""


class Told(NamedTuple):
    """What a history tells of a process.

    Attributes:
        events: Those that its records asked to be recorded.
        outcomes: What became of letters, as far as that was reported.
        unsent: Whether letters were still waiting when the latest report was made.
    """

    events: list[AnyEvent]
    outcomes: dict[LetterKey, LetterStatus]
    unsent: bool


async def catch_up(pool: Pool, client: Client, subject: str, now: datetime) -> int:
    """Record again what the register lacks of a process.

    Args:
        pool: Of the register.
        client: To Temporal.
        subject: Of which process.
        now: When.

    Returns:
        How many events were recorded.
    """
    kind = kind_of_stream(subject)
    rows = STREAMS[kind].read_model
    assert rows is not None  # noqa: S101 - every process has a row
    async with pool.acquire() as connection:
        known = await rows.load(connection, subject)
    have = known.sequence if known else 0
    told = await _told_since(client, workflow_id(subject), have)
    missing = [event for event in told.events if event.sequence > have]
    if not missing:
        return 0
    async with pool.acquire() as connection, connection.transaction():
        recorded = await record(connection, missing)
        if kind == VISIT_STREAM:
            await file_letters(connection, recorded)
            await _settle_letters(connection, subject, told, [e.sequence for e in missing], now)
    return len(missing)


async def _told_since(client: Client, workflow: str, have: int) -> Told:
    """The history of the latest run, and of those before it as far back as is needed."""
    run_id: str | None = None
    told = Told([], {}, unsent=False)
    while True:
        history = await client.get_workflow_handle(workflow, run_id=run_id).fetch_history()
        here = told_by(history)
        told = Told(
            [*here.events, *told.events],
            {**here.outcomes, **told.outcomes},
            unsent=told.unsent if told.events else here.unsent,
        )
        started = history.events[0].workflow_execution_started_event_attributes
        begins = _Begins.model_validate(value_of(started.input.payloads)).carried
        if begins is None or begins.sequence <= have or not started.continued_execution_run_id:
            return told
        run_id = started.continued_execution_run_id


class _Carried(Model):
    """What every state tells: how many events are in it."""

    sequence: int


class _Begins(Model):
    """What the workflow of every kind of process starts with."""

    carried: _Carried | None = None


def told_by(history: WorkflowHistory) -> Told:
    """What one run's history tells."""
    events: list[AnyEvent] = []
    outcomes: dict[LetterKey, LetterStatus] = {}
    unsent = True
    for request, report in _records(history):
        if request is not None:
            events += request.events
        unsent = report is None or report.unsent > 0
        for outcome in report.outcomes if report else ():
            outcomes[outcome.key] = outcome.status
    return Told(events, outcomes, unsent=unsent)


_Request: TypeAlias = (
    RecordRequest | SideRecordRequest | ProgrammeRecordRequest | ReportRecordRequest
)

_REQUESTS: Final[Mapping[str, type[_Request]]] = {
    "record_events": RecordRequest,
    "record_side_events": SideRecordRequest,
    "record_programme_events": ProgrammeRecordRequest,
    "record_report_events": ReportRecordRequest,
}
"""What the records of processes ask for, by the name of the activity."""


def _records(
    history: WorkflowHistory,
) -> Iterator[tuple[_Request | None, PostReport | None]]:
    """Each record and each round of letters that came to an end, with its report if it has one."""
    scheduled: dict[int, _Request | None] = {}
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            asked = event.activity_task_scheduled_event_attributes
            request = _REQUESTS.get(asked.activity_type.name)
            if request is not None:
                body = value_of(asked.input.payloads)
                scheduled[event.event_id] = request.model_validate(body)
            elif asked.activity_type.name == "send_letters":
                scheduled[event.event_id] = None
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            done = event.activity_task_completed_event_attributes
            if done.scheduled_event_id in scheduled:
                said = value_of(done.result.payloads)
                report = None if said is None else PostReport.model_validate(said)
                yield scheduled.pop(done.scheduled_event_id), report


async def _settle_letters(
    connection: Connection, visit: VisitId, told: Told, sequences: list[int], now: datetime
) -> None:
    """What is known to have gone has gone; where nobody can tell, a person is asked."""
    for letter in await letters.of_visit(connection, visit, sequences=sequences):
        if letter.status is not LetterStatus.FILED:
            continue
        key = letter.order.key
        status = told.outcomes.get(
            key, LetterStatus.UNCERTAIN if told.unsent else LetterStatus.SENT
        )
        await letters.mark(
            connection, key, status, at=now, channel=_CHANNEL, failure="register-was-behind"
        )
