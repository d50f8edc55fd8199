"""Where histories come from: a running stack, or a folder of files."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from google.protobuf.json_format import ParseError
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from worker.plugin import lasting_workflows

_LIVE: Final = "CloseTime IS NULL"  # of runs that are paused, too, whatever a server knows of that


class NoHistories(Exception):
    """A folder has no history that can be replayed; the sentence says which and why."""


@dataclass(frozen=True)
class FiledHistory(WorkflowHistory):
    """A history that was read from a file.

    Attributes:
        file: Its path within the folder.
    """

    file: str = ""


async def of_stack(client: Client, *, closed: bool = False) -> AsyncIterator[WorkflowHistory]:
    """The histories of a running stack, those started last first.

    Args:
        client: To the stack.
        closed: Also of runs that are over.
    """
    kinds = " OR ".join(f"WorkflowType = '{workflow.__name__}'" for workflow in lasting_workflows())
    every = f"({kinds})"
    async for workflow_id, run_id in _listed(client, every if closed else f"{every} AND {_LIVE}"):
        handle = client.get_workflow_handle(workflow_id, run_id=run_id)
        try:
            yield await handle.fetch_history()
        except RPCError as error:
            # Between the list and now its time to be kept may have run out.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _listed(client: Client, query: str) -> AsyncIterator[tuple[str, str]]:
    """The ids of workflows and of their runs.

    Asked past the SDK's own list, which ends at a run that is paused: it has no word for that.
    """
    request = ListWorkflowExecutionsRequest(namespace=client.namespace, query=query)
    while True:
        page = await client.workflow_service.list_workflow_executions(request, retry=True)
        for found in page.executions:
            yield found.execution.workflow_id, found.execution.run_id
        if not page.next_page_token:
            return
        request.next_page_token = page.next_page_token


async def of_folder(folder: Path) -> AsyncIterator[FiledHistory]:
    """The histories of a folder and those below it: JSON as `temporal workflow show` writes it.

    Raises:
        NoHistories: There is none, or a file is not one.
    """
    for file in files_in(folder):
        yield read_file(file, str(file.relative_to(folder)))


def files_in(folder: Path) -> Sequence[Path]:
    """The files that should be histories, in order.

    Raises:
        NoHistories: There is none.
    """
    # An index beside golden histories is not one of them.
    files = sorted(file for file in folder.rglob("*.json") if file.name != "index.json")
    if not files:
        raise NoHistories(f"There is no history in “{folder}”: no file there ends in .json.")
    return files


def read_file(file: Path, name: str) -> FiledHistory:
    """One history.

    Args:
        file: Where it is.
        name: What to call it.

    Raises:
        NoHistories: It is not a history.
    """
    try:
        # The id is not part of the format; newer servers write it into the first event.
        read = WorkflowHistory.from_json(file.name.partition(".")[0], file.read_text("utf-8"))
        started = read.events[0].workflow_execution_started_event_attributes
    except (ParseError, ValueError, KeyError, IndexError, AttributeError):
        raise NoHistories(f"“{name}” is not the history of a workflow as JSON.") from None
    if not started.workflow_type.name:
        raise NoHistories(f"“{name}” does not begin with the start of a workflow.")
    return FiledHistory(started.workflow_id or read.workflow_id, read.events, file=name)
