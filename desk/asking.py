"""What may come of asking Temporal, for whoever does."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from rules.refusals import RefusalCode, Refused

NO_ANSWER = (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError)
"""Our own patience ending cancels the call, which the SDK reports as the second."""

_ABORTED = "workflow update was aborted"
"""What the server says of updates that it held for a process it had to load anew."""


def waits_its_turn(error: RPCError) -> bool:
    """Whether an update is to be brought again, under the same id, because much comes at once.

    The server takes ten updates of a process at a time. Where it is so busy that a worker's task
    comes back late it lets go of those it holds, and says so by the status that otherwise means
    that nobody is there.
    """
    if error.status is RPCStatusCode.UNAVAILABLE:
        return _ABORTED in error.message
    return error.status is RPCStatusCode.RESOURCE_EXHAUSTED


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refusal comes back from Temporal as a failed update; make it a `Refused` again."""
    try:
        yield
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        if isinstance(cause, ApplicationError) and cause.type in set(RefusalCode):
            raise Refused(RefusalCode(cause.type), cause.message) from None
        raise
