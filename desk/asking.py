"""What may come of asking Temporal, for whoever does."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError

from rules.refusals import RefusalCode, Refused

NO_ANSWER = (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError)
"""Our own patience ending cancels the call, which the SDK reports as the second."""


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
