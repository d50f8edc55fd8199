"""Work that waits its turn in nobody's name, and is wanted by somebody before its turn has come."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from temporalio import workflow
from temporalio.common import Priority
from temporalio.exceptions import ActivityError, CancelledError, RetryState
from temporalio.workflow import ActivityHandle

with workflow.unsafe.imports_passed_through():
    from workflows.priorities import BY_ITSELF, PEOPLE

T = TypeVar("T")


async def hurried(
    begin: Callable[[Priority], ActivityHandle[T]],
    priority: Priority,
    somebody_waits: Callable[[], bool],
) -> T:
    """Have an activity done, and taken earlier once somebody waits for what comes after it.

    A record is one after the other: a decision that a person brings to a visit whose own deadline
    is still to be recorded would wait for the deadlines of all other visits, and be told that it
    is not recorded yet. A task that has been queued keeps its priority, so it is called back and
    given anew. One that is under way already, and hears of it, begins again: it can be cut off and
    repeated like any other (decision 0073).

    Args:
        begin: Starts it with a priority; what is started must say whether it was cancelled
            (`WAIT_CANCELLATION_COMPLETED`).
        priority: The one it begins with.
        somebody_waits: Whether somebody does.
    """
    handle = begin(priority)
    if priority is not BY_ITSELF:
        return await handle
    # Beside it, so that runs of before go on in the order in which they went.
    calling = asyncio.create_task(_call_back(handle, somebody_waits))
    try:
        return await handle
    except ActivityError as error:
        if not _was_called_back(error):
            raise
    finally:
        calling.cancel()
    return await begin(PEOPLE)


async def _call_back(handle: ActivityHandle[T], somebody_waits: Callable[[], bool]) -> None:
    await workflow.wait_condition(lambda: handle.done() or somebody_waits())
    if not handle.done() and workflow.patched("2026-11-people-first"):
        handle.cancel()


def _was_called_back(error: ActivityError) -> bool:
    """Whether an attempt ended only because it had been called back.

    What was called back is not tried again, whatever it ends by: a worker that died with it, a
    register that went away. It says nothing about what comes of the next.
    """
    called_back = error.retry_state is RetryState.CANCEL_REQUESTED
    return called_back or isinstance(error.cause, CancelledError)
