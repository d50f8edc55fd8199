"""Plays a scenario and gives the histories of all it ran."""

import asyncio
import tempfile
from pathlib import Path

from temporalio.client import WorkflowExecution, WorkflowHistory

from release.rehearsal.programme.rehearsal import (
    load_programme,
    programme_file,
    rehearse_programme,
)
from schemas.scenario import Scenario
from schemas.side_processes import workflow_id
from stack import StackAddresses
from tests.engine import Engine
from tests.golden.fingerprint import PROGRAMME
from worker.connections import connect

_OF_PROGRAMMES = "WorkflowType IN ('Programme', 'Report')"
_LISTED_WITHIN = 60  # seconds; a run is listed a moment after it began
_LOOK_AGAIN = 0.05  # seconds


def own_scenario(engine: Engine, name: str) -> Scenario:
    """A scenario under a programme of the test's own, as long as the recorded one.

    A summary that names a letter is cut to a length, so the programme's length must be the same.
    """
    own = f"g{engine.number:0{len(PROGRAMME) - 1}d}"
    return engine.scenario(name).model_copy(update={"programme": own})


async def play(engine: Engine, scenario: Scenario) -> list[WorkflowHistory]:
    """Play a scenario from the day all golden histories start; every run, in a fixed order."""
    state = await engine.play(scenario)
    client = await engine.client()
    query = f"TaskQueue = '{engine.settings.task_queue}'"
    begun = {workflow_id(entry.event.subject) for entry in await engine.all_events()}
    runs: list[WorkflowExecution] = []
    async with asyncio.timeout(_LISTED_WITHIN):
        while True:
            runs = [run async for run in client.list_workflows(query)]
            if begun <= {run.id for run in runs}:
                break
            await asyncio.sleep(_LOOK_AGAIN)
    runs.sort(key=lambda run: (run.id.replace(scenario.programme, PROGRAMME), run.start_time))
    histories = [
        await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history() for run in runs
    ]
    assert state.visit_id in {history.workflow_id for history in histories}
    return histories


async def play_programme(addresses: StackAddresses, name: str) -> list[WorkflowHistory]:
    """Play a built-in programme: the histories of its own runs and of its reports."""
    with tempfile.TemporaryDirectory() as folder:
        await rehearse_programme(
            load_programme(programme_file(name)),
            out=Path(folder),
            addresses=addresses,
            told=lambda _at, _what: None,
        )
    client = await connect(addresses.temporal, addresses.namespace)
    wanted = 1 + len(load_programme(programme_file(name)).reports)
    runs: list[WorkflowExecution] = []
    async with asyncio.timeout(_LISTED_WITHIN):
        while True:
            runs = [run async for run in client.list_workflows(_OF_PROGRAMMES)]
            if len(runs) >= wanted:
                break
            await asyncio.sleep(_LOOK_AGAIN)
    runs.sort(key=lambda run: run.start_time)
    return [
        await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history() for run in runs
    ]
