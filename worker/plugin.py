"""The one Temporal plugin: converter, interceptors, sandbox, workflows.

Client, worker, replayer and tests take the same object, so none of them can differ.
"""

from collections.abc import Callable, Sequence
from typing import Any

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner

from desk.processes import processes
from worker.interceptors import RedactFailures
from worker.sandbox import sandboxed


def every_workflow() -> tuple[type[Any], ...]:
    """Every workflow there is: those that last, and the audit of each night."""
    from workflows.nightly_audit import NightlyAudit

    return (*lasting_workflows(), NightlyAudit)


def lasting_workflows() -> tuple[type[Any], ...]:
    """Of each kind of process, and of what hands events over: each lives on over releases."""
    # It names what posts over HTTP, which a client does not need.
    from workflows.subscription import Subscription

    return (*(kind.workflow for kind in processes().values()), Subscription)


def area_visits_plugin(
    activities: Sequence[Callable[..., Any]] = (),
    *,
    workflow_runner: WorkflowRunner | None = None,
) -> SimplePlugin:
    """The plugin.

    Args:
        activities: With their register and channel; none for clients and replayers.
        workflow_runner: One that wraps `sandboxed()`, for a replay that watches what it gives.
    """
    return SimplePlugin(
        "area-visits",
        data_converter=pydantic_data_converter,
        interceptors=[RedactFailures()],
        workflows=lambda given: [*(given or ()), *every_workflow()],
        activities=activities,
        workflow_runner=workflow_runner or sandboxed,
    )
