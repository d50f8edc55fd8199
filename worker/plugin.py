"""The one Temporal plugin: converter, interceptors, sandbox, workflows.

Client, worker, replayer and tests take the same object, so none of them can differ.
"""

from collections.abc import Callable, Sequence
from typing import Any

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner

from worker.interceptors import RedactFailures
from worker.sandbox import sandboxed
from workflows.side_process import Complaint, Referral
from workflows.subscription import Subscription
from workflows.visit import Visit

WORKFLOWS: tuple[type[Any], ...] = (Visit, Referral, Complaint, Subscription)
"""Every workflow there is."""


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
        workflows=WORKFLOWS,
        activities=activities,
        workflow_runner=workflow_runner or sandboxed,
    )
