"""The task that a history ends before: one that a worker took up and did not bring to an end.

The engine replays a history as far as its last task that was done. Where each worker fails over the
next one, as after work was completed by hand, that is where a visit stands still, and replay would
pass over it. So such a history is given to the engine as if its next task had been done, too.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Final, TypeVar

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

H = TypeVar("H", bound=WorkflowHistory)

_SCHEDULED: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
_STARTED: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
_DONE: Final = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
_NOT_DONE: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
    }
)


def with_next_task(history: H) -> H:
    """The same history, its next task included where a worker has tried that in vain."""
    if not _tried_in_vain(history.events):
        return history
    events = list(history.events)
    while events[-1].event_type in {_SCHEDULED, _STARTED}:
        events.pop()
    events += _task(events[-1])
    return replace(history, events=events)


def next_task_of(tried: WorkflowHistory, history: WorkflowHistory) -> int | None:
    """Where that task begins, which no history tells the end of; `None` where there is none.

    Args:
        tried: What was replayed.
        history: What it was made of.
    """
    return None if tried is history else tried.events[-2].event_id


def _tried_in_vain(events: Sequence[HistoryEvent]) -> bool:
    for event in reversed(events):
        if event.event_type in _NOT_DONE:
            return True
        if event.event_type == _DONE or event.event_type in _OVER:
            return False
    return False


_OVER: Final = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    }
)


def _task(last: HistoryEvent) -> list[HistoryEvent]:
    scheduled, started, done = (deepcopy(last) for _ in range(3))
    for number, (event, kind) in enumerate(
        ((scheduled, _SCHEDULED), (started, _STARTED), (done, _DONE)), start=1
    ):
        event.Clear()
        event.event_id, event.event_type = last.event_id + number, kind
        event.event_time.CopyFrom(last.event_time)
    scheduled.workflow_task_scheduled_event_attributes.attempt = 1
    started.workflow_task_started_event_attributes.scheduled_event_id = scheduled.event_id
    ended = done.workflow_task_completed_event_attributes
    ended.scheduled_event_id, ended.started_event_id = scheduled.event_id, started.event_id
    return [scheduled, started, done]
