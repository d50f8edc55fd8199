"""The commands that a history tells of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import JsonValue
from temporalio.api.enums.v1 import EventType
from temporalio.api.history import v1 as told_of
from temporalio.client import WorkflowHistory

from release.replay.commands import (
    Command,
    CommandKind,
    asked_of,
    failure_of,
    numbered,
    summary_of,
    value_of,
    values_of,
)

_PATCH_MARKER = "core_patch"
_PATCH_DATA = "patch-data"
_OF_PATCHES = "TemporalChangeVersion"
"""A search attribute that Temporal sets for each patch; no workflow asked for it."""

_LAST = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    }
)


def commands_of(history: WorkflowHistory) -> list[Command]:
    """A history's commands, in order."""
    return numbered(_commands(history))


def workflow_type_of(history: WorkflowHistory) -> str:
    """The type of workflow a history is of."""
    return history.events[0].workflow_execution_started_event_attributes.workflow_type.name


def input_of(history: WorkflowHistory) -> Command:
    """What the workflow was started with, as if it were a command: its body is the input."""
    started = history.events[0].workflow_execution_started_event_attributes
    return Command(
        CommandKind.CONTINUED,
        name=started.workflow_type.name,
        body=value_of(started.input.payloads),
        event_id=1,
    )


def is_over(history: WorkflowHistory) -> bool:
    """Whether the workflow came to its end by itself."""
    return history.events[-1].event_type in _LAST


def _commands(history: WorkflowHistory) -> Iterator[Command]:
    updates: dict[int, Command] = {}
    for event in history.events:
        kind = event.WhichOneof("attributes")
        read = _READERS.get(kind or "")
        if kind is None or read is None:
            continue
        command = read(getattr(event, kind))
        if command is None:
            continue
        if command.kind is CommandKind.DECISION_TAKEN:
            updates[event.event_id] = command
        elif command.kind is CommandKind.DECISION_ANSWERED:
            taken = updates.get(getattr(event, kind).accepted_event_id, command)
            command = replace(command, key=taken.key, name=taken.name)
        yield replace(command, summary=summary_of(event.user_metadata), event_id=event.event_id)


def _taken(told: told_of.WorkflowExecutionUpdateAcceptedEventAttributes) -> Command:
    name = told.accepted_request.input.name
    return Command(CommandKind.DECISION_TAKEN, told.protocol_instance_id, name)


def _answered(told: told_of.WorkflowExecutionUpdateCompletedEventAttributes) -> Command:
    outcome = told.outcome
    failed = outcome.HasField("failure")
    body = failure_of(outcome.failure) if failed else value_of(outcome.success.payloads)
    return Command(CommandKind.DECISION_ANSWERED, told.meta.update_id, body=body)


def _activity(told: told_of.ActivityTaskScheduledEventAttributes) -> Command:
    return Command(
        CommandKind.ACTIVITY,
        told.activity_id,
        told.activity_type.name,
        body=asked_of(told.activity_type.name, told.input.payloads),
    )


def _timer(told: told_of.TimerStartedEventAttributes) -> Command:
    duration = told.start_to_fire_timeout.ToTimedelta()
    return Command(CommandKind.TIMER, told.timer_id, duration=duration)


def _timer_stopped(told: told_of.TimerCanceledEventAttributes) -> Command:
    return Command(CommandKind.TIMER_STOPPED, told.timer_id)


def _search_attributes(
    told: told_of.UpsertWorkflowSearchAttributesEventAttributes,
) -> Command | None:
    fields = told.search_attributes.indexed_fields
    if set(fields) == {_OF_PATCHES}:
        return None
    return Command(CommandKind.SEARCH_ATTRIBUTES, body=values_of(fields))


def _memo(told: told_of.WorkflowPropertiesModifiedEventAttributes) -> Command:
    return Command(CommandKind.MEMO, body=values_of(told.upserted_memo.fields))


def _marker(told: told_of.MarkerRecordedEventAttributes) -> Command | None:
    if told.marker_name != _PATCH_MARKER:
        return None
    data = value_of(told.details[_PATCH_DATA].payloads) if _PATCH_DATA in told.details else None
    patch = str(data["id"]) if isinstance(data, dict) and "id" in data else ""
    return Command(CommandKind.PATCH, patch, patch)


def _child(told: told_of.StartChildWorkflowExecutionInitiatedEventAttributes) -> Command:
    body: JsonValue = {"id": told.workflow_id, "input": value_of(told.input.payloads)}
    return Command(CommandKind.CHILD, name=told.workflow_type.name, body=body)


def _signal(told: told_of.SignalExternalWorkflowExecutionInitiatedEventAttributes) -> Command:
    to = told.workflow_execution.workflow_id
    body: JsonValue = {"to": to, "input": value_of(told.input.payloads)}
    return Command(CommandKind.SIGNAL, name=told.signal_name, body=body)


def _cancellation(
    told: told_of.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
) -> Command:
    return Command(CommandKind.CANCELLATION, body={"of": told.workflow_execution.workflow_id})


def _completed(told: told_of.WorkflowExecutionCompletedEventAttributes) -> Command:
    return Command(CommandKind.COMPLETED, body=value_of(told.result.payloads))


def _continued(told: told_of.WorkflowExecutionContinuedAsNewEventAttributes) -> Command:
    body = value_of(told.input.payloads)
    return Command(CommandKind.CONTINUED, name=told.workflow_type.name, body=body)


def _failed(told: told_of.WorkflowExecutionFailedEventAttributes) -> Command:
    return Command(CommandKind.FAILED, body=failure_of(told.failure))


def _cancelled(_told: told_of.WorkflowExecutionCanceledEventAttributes) -> Command:
    return Command(CommandKind.CANCELLED)


# `Any`: each reader takes the attributes its key names.
_READERS: Final[Mapping[str, Callable[[Any], Command | None]]] = {
    f"{name}_event_attributes": reader
    for name, reader in (
        ("workflow_execution_update_accepted", _taken),
        ("workflow_execution_update_completed", _answered),
        ("activity_task_scheduled", _activity),
        ("timer_started", _timer),
        ("timer_canceled", _timer_stopped),
        ("upsert_workflow_search_attributes", _search_attributes),
        ("workflow_properties_modified", _memo),
        ("marker_recorded", _marker),
        ("start_child_workflow_execution_initiated", _child),
        ("signal_external_workflow_execution_initiated", _signal),
        ("request_cancel_external_workflow_execution_initiated", _cancellation),
        ("workflow_execution_completed", _completed),
        ("workflow_execution_continued_as_new", _continued),
        ("workflow_execution_failed", _failed),
        ("workflow_execution_canceled", _cancelled),
    )
}
