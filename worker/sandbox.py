"""The sandbox that workflows run in."""

from typing import Any

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from schemas.base import build_all

_OUTSIDE_THE_SANDBOX = ("schemas", "rules", "register", "activities", "workflows")
"""Ours: pure (schemas, rules) or only named by workflows, never run in them. Loading them into
each sandbox would cost about four times the replay."""

_LIBRARIES = (
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "structlog",
    "asyncpg",
    # A bad signature is raised by its native part, which the sandbox would load anew and die of.
    "cryptography",
    "_cffi_backend",
)


def sandboxed(_given: WorkflowRunner | None = None) -> WorkflowRunner:
    """The sandbox workflows run in: an import that was not meant to be shared is refused."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(
        *_OUTSIDE_THE_SANDBOX, *_LIBRARIES
    ).with_import_notification_policy(
        SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return _Sandbox(restrictions=restrictions)


class _Sandbox(SandboxedWorkflowRunner):
    def prepare_workflow(self, defn: Any) -> None:  # noqa: ANN401 - the SDK's own
        build_all()
        super().prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _WithoutContexts(super().create_instance(det))


class _WithoutContexts(WorkflowInstance):
    """A workflow that is not asked, for each payload, whom the payload is for.

    The SDK asks up to three times a payload, each time by running code inside the sandbox, which
    was a tenth of what a visit costs its worker. Only a codec or a store that keeps payloads
    apart by workflow would want to know, and `worker.plugin` has neither; one that is added
    there is told by a test that this has to go.
    """

    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner

    def activate(self, act: Any) -> Any:  # noqa: ANN401 - the SDK's own
        return self._inner.activate(act)

    def get_serialization_context(self, command_info: Any) -> None:  # noqa: ANN401, ARG002 - as the SDK has it
        return None

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:  # noqa: ANN401, ARG002 - as the SDK has it
        return StorageDriverStoreContext(target=None)

    def get_info(self) -> Any:  # noqa: ANN401 - as the SDK has it
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()
