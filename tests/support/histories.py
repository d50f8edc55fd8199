"""Histories of one test, on a server that has those of all tests."""

from collections.abc import AsyncIterator, Sequence

from temporalio.client import WorkflowHistory


async def only(
    visits: Sequence[str], histories: AsyncIterator[WorkflowHistory]
) -> AsyncIterator[WorkflowHistory]:
    """Without those of other tests, of which the same server has hundreds."""
    async for history in histories:
        if history.workflow_id in visits:
            yield history
