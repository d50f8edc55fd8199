"""Catches the commands that a replay gives.

The only module that touches the SDK's messages between a workflow and its engine, which the SDK
may change without notice.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import JsonValue
from temporalio.api.failure.v1 import Failure
from temporalio.bridge.proto import workflow_commands as commands
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import UpdateResponse, WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

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


class Caught:
    """What one replay gave.

    Attributes:
        failure: Why this code could not go on, if it raised.
        refused: Decisions this code refuses or cannot read, by update id, and why.
        doing: The decision it was last told, if that was what it was last told.
        untold_from: The length of the history at a task of which it does not tell the end; replayed
            all the same.
    """

    def __init__(self) -> None:
        self._commands: list[Command] = []
        self._updates: dict[str, str] = {}
        self.failure: Failure | None = None
        self.refused: dict[str, Failure] = {}
        self.doing: Command | None = None
        self.untold_from: int | None = None

    @property
    def commands(self) -> list[Command]:
        """In order; those of a task the history does not tell the end of are not settled."""
        return numbered(
            replace(command, settled=False)
            if self.untold_from is not None and command.task >= self.untold_from
            else command
            for command in self._commands
        )

    def add(self, act: WorkflowActivation, completion: WorkflowActivationCompletion) -> None:
        """Take one step of the workflow."""
        self.doing = None
        for job in act.jobs:
            if job.HasField("do_update"):
                key, name = job.do_update.protocol_instance_id, job.do_update.name
                self._updates[key] = name
                self.doing = Command(CommandKind.DECISION_TAKEN, key, name)
        if completion.HasField("failed"):
            self.failure = Failure()
            self.failure.CopyFrom(completion.failed.failure)
        for command in completion.successful.commands:
            self._commands += self._read(command, act)

    def _read(self, command: WorkflowCommand, act: WorkflowActivation) -> Iterator[Command]:
        kind = command.WhichOneof("variant")
        if kind == "update_response":
            read = self._answer(command.update_response)
        elif kind in _READERS:
            read = _READERS[kind](getattr(command, kind))
        else:
            return
        yield replace(
            read,
            summary=summary_of(command.user_metadata),
            task=act.history_length,
            settled=act.is_replaying,
        )

    def _answer(self, told: UpdateResponse) -> Command:
        key = told.protocol_instance_id
        name = self._updates.get(key, "")
        match told.WhichOneof("response"):
            case "completed":
                body = value_of([told.completed])
            case "rejected":
                self.refused[key] = Failure()
                self.refused[key].CopyFrom(told.rejected)
                body = failure_of(told.rejected)
            case _:
                return Command(CommandKind.DECISION_TAKEN, key, name)
        return Command(CommandKind.DECISION_ANSWERED, key, name, body=body)


class CapturingRunner(WorkflowRunner):
    """Runs workflows as another runner does, and keeps what they ask for.

    Args:
        inner: The runner that does the work: the sandbox.
    """

    def __init__(self, inner: WorkflowRunner) -> None:
        self._inner = inner
        self._caught: dict[str, Caught] = {}

    def take(self, run_id: str) -> Caught:
        """What the replay of a run gave, once; nothing when it never began."""
        return self._caught.pop(run_id, None) or Caught()

    def prepare_workflow(self, defn: Any) -> None:  # noqa: ANN401 - the SDK's own, not public
        """See the SDK."""
        self._inner.prepare_workflow(defn)

    def set_worker_level_failure_exception_types(self, types: Any) -> None:  # noqa: ANN401 - as the SDK has it
        """See the SDK."""
        self._inner.set_worker_level_failure_exception_types(types)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """See the SDK."""
        caught = self._caught[det.info.run_id] = Caught()
        return _Instance(self._inner.create_instance(det), caught)


class _Instance(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, caught: Caught) -> None:
        self._inner = inner
        self._caught = caught

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._inner.activate(act)
        # An eviction unwinds the workflow; what it asks for on the way out reaches nobody.
        if not any(job.HasField("remove_from_cache") for job in act.jobs):
            self._caught.add(act, completion)
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:  # noqa: ANN401 - as the SDK has it
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:  # noqa: ANN401 - as the SDK has it
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Any:  # noqa: ANN401 - as the SDK has it
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


def _activity(told: commands.ScheduleActivity) -> Command:
    body = asked_of(told.activity_type, told.arguments)
    return Command(CommandKind.ACTIVITY, told.activity_id, told.activity_type, body=body)


def _timer(told: commands.StartTimer) -> Command:
    duration = told.start_to_fire_timeout.ToTimedelta()
    return Command(CommandKind.TIMER, str(told.seq), duration=duration)


def _timer_stopped(told: commands.CancelTimer) -> Command:
    return Command(CommandKind.TIMER_STOPPED, str(told.seq))


def _search_attributes(told: commands.UpsertWorkflowSearchAttributes) -> Command:
    body = values_of(told.search_attributes.indexed_fields)
    return Command(CommandKind.SEARCH_ATTRIBUTES, body=body)


def _memo(told: commands.ModifyWorkflowProperties) -> Command:
    return Command(CommandKind.MEMO, body=values_of(told.upserted_memo.fields))


def _patch(told: commands.SetPatchMarker) -> Command:
    return Command(CommandKind.PATCH, told.patch_id, told.patch_id)


def _child(told: commands.StartChildWorkflowExecution) -> Command:
    body: JsonValue = {"id": told.workflow_id, "input": value_of(told.input)}
    return Command(CommandKind.CHILD, name=told.workflow_type, body=body)


def _signal(told: commands.SignalExternalWorkflowExecution) -> Command:
    to = told.child_workflow_id or told.workflow_execution.workflow_id
    body: JsonValue = {"to": to, "input": value_of(told.args)}
    return Command(CommandKind.SIGNAL, name=told.signal_name, body=body)


def _cancellation(told: commands.RequestCancelExternalWorkflowExecution) -> Command:
    return Command(CommandKind.CANCELLATION, body={"of": told.workflow_execution.workflow_id})


def _completed(told: commands.CompleteWorkflowExecution) -> Command:
    return Command(CommandKind.COMPLETED, body=value_of([told.result]))


def _continued(told: commands.ContinueAsNewWorkflowExecution) -> Command:
    body = value_of(told.arguments)
    return Command(CommandKind.CONTINUED, name=told.workflow_type, body=body)


def _failed(told: commands.FailWorkflowExecution) -> Command:
    return Command(CommandKind.FAILED, body=failure_of(told.failure))


def _cancelled(_told: commands.CancelWorkflowExecution) -> Command:
    return Command(CommandKind.CANCELLED)


# `Any`: each reader takes the message its key names.
_READERS: dict[str, Callable[[Any], Command]] = {
    "schedule_activity": _activity,
    "start_timer": _timer,
    "cancel_timer": _timer_stopped,
    "upsert_workflow_search_attributes": _search_attributes,
    "modify_workflow_properties": _memo,
    "set_patch_marker": _patch,
    "start_child_workflow_execution": _child,
    "signal_external_workflow_execution": _signal,
    "request_cancel_external_workflow_execution": _cancellation,
    "complete_workflow_execution": _completed,
    "continue_as_new_workflow_execution": _continued,
    "fail_workflow_execution": _failed,
    "cancel_workflow_execution": _cancelled,
}
