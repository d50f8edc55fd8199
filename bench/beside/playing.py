"""Plays a whole visit and a bare one, each by its people and by its clock, in the same way."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowHistory,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Replayer

from bench.beside.bare import Bare
from bench.beside.shape import Beat, Shape
from bench.smooth import START, smooth
from bench.worker_processes import environment, process
from desk.authority import REHEARSED
from desk.desk import Desk
from register.connection import Pool
from release.rehearsal.days import days_of
from release.rehearsal.player import Player, mailboxes_in
from release.rehearsal.time_skipping import RunClock, VirtualTime
from schemas.forms.form import Form
from schemas.ids import VisitId, visit_id
from schemas.scenario import Scenario, Step
from schemas.values import Outcome
from stack import StackAddresses
from worker.connections import connect
from worker.plugin import area_visits_plugin
from worker.settings import WorkerSettings

_PATIENCE: Final = timedelta(minutes=2)
"""Nobody gives up: how long an answer takes is what is measured."""
_A_MONTH: Final = timedelta(days=31)
"""Longer than whatever is still waited for once everybody has decided."""


class _Quietly(Player):
    """Plays without telling anybody, keeps its visit's clock, and takes the time of answers.

    Args:
        scenario: What people do.
        client: To the server.
        pool: The register.
        settings: Of the worker.
        answers: Where the seconds go that each decision took.
    """

    def __init__(
        self,
        scenario: Scenario,
        client: Client,
        pool: Pool,
        settings: WorkerSettings,
        answers: list[float],
    ) -> None:
        super().__init__(scenario, days_of(scenario, START), client, pool, settings, lambda _: None)
        self.desk = Desk(
            client,
            pool,
            task_queue=settings.task_queue,
            now=lambda: self._now,
            mailboxes=lambda: mailboxes_in(scenario),
            authority=REHEARSED,
            patience=_PATIENCE,
        )
        self._answers = answers
        self._clock: RunClock | None = None

    async def show(self, visit: VisitId) -> None:
        """Nobody reads along."""

    async def advance_to(self, visit: VisitId, moment: datetime) -> None:
        """As a rehearsed programme does, without asking the server what time it is."""
        if self._clock is None:
            self._clock = RunClock(self._time, self.desk.handle(visit), self.offset)
        await self._clock.advance_to(moment)
        self._now = max(moment, self._now)

    async def _bring(self, visit: VisitId, form: Form, step: Step, update_id: str) -> None:
        begun = time.perf_counter()
        await self.desk.submit(visit, form, actor=step.by, update_id=update_id, repeated=False)
        self._answers.append(time.perf_counter() - begun)


class Whole:
    """Visits, with everything that belongs to them.

    Args:
        client: With the project's own plugin.
        pool: The register.
        settings: Of the worker.

    Attributes:
        answers: Seconds that each decision took.
    """

    def __init__(self, client: Client, pool: Pool, settings: WorkerSettings) -> None:
        self._client = client
        self._pool = pool
        self._settings = settings
        self.answers: list[float] = []

    async def play(self, number: int) -> str:
        """From the invitation to the shared note.

        Args:
            number: Of the visit: no other has it.

        Returns:
            The id of its run.
        """
        scenario = smooth(f"beside-{number}", number)
        player = _Quietly(scenario, self._client, self._pool, self._settings, self.answers)
        state = await player.play()
        if state.outcome is not Outcome.CLOSED:
            raise RuntimeError(f"The visit was not played to its end: {state.outcome}")
        return visit_id(scenario.programme, scenario.area)

    async def history(self, run: str) -> WorkflowHistory:
        """What the server keeps of one."""
        return await self._client.get_workflow_handle(run).fetch_history()

    async def replay(self, history: WorkflowHistory) -> float:
        """Replay one that nobody has in memory, in the sandbox; seconds of processor time."""
        return await _replay(Replayer(workflows=[], plugins=[area_visits_plugin()]), history)


class Alone:
    """Bare workflows of a shape.

    Args:
        client: Without the project's plugin.
        queue: Where their worker listens.
        shape: Which.

    Attributes:
        answers: Seconds that each decision took.
    """

    def __init__(self, client: Client, queue: str, shape: Shape) -> None:
        self._client = client
        self._queue = queue
        self._shape = shape
        self.answers: list[float] = []

    async def play(self, number: int) -> str:
        """To the last beat; as `Whole.play`."""
        name = f"bare-{number}"
        start = WithStartWorkflowOperation(
            Bare.run,
            self._shape,
            id=name,
            task_queue=self._queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        begun = time.perf_counter()
        await self._client.execute_update_with_start_workflow(
            Bare.decide, "0", id="0", start_workflow_operation=start
        )
        handle = await start.workflow_handle()
        clock = RunClock(VirtualTime(self._client), handle, timedelta(0))
        opened = clock.now - timedelta(seconds=time.perf_counter() - begun)
        for beat, what in enumerate(self._shape.beats[1:], start=1):
            if what.decided:
                await clock.advance_to(opened + timedelta(seconds=what.at))
                await self._decide(handle, str(beat))
        await VirtualTime(self._client).advance(handle, _A_MONTH)
        await handle.result()
        return name

    async def idle(self, number: int, *, moved: bool) -> None:
        """Start one and end it, without a decision; its clock is moved as often as in `play`.

        Args:
            number: Of the workflow: no other has it.
            moved: Whether the clock is moved at all.
        """
        waits = Shape([Beat(decided=True, at=0, records=1)])
        name = f"idle-{number}"
        handle = await self._client.start_workflow(Bare.run, waits, id=name, task_queue=self._queue)
        clock = RunClock(VirtualTime(self._client), handle, timedelta(0))
        opened = clock.now
        decided = [beat.at for beat in self._shape.beats[1:] if beat.decided]
        for at in [*decided, decided[-1] + _A_MONTH.total_seconds()] if moved else []:
            await clock.advance_to(opened + timedelta(seconds=at))
        await handle.terminate()

    async def _decide(self, handle: WorkflowHandle[Bare, int], what: str) -> None:
        begun = time.perf_counter()
        await handle.execute_update(Bare.decide, what, id=what)
        self.answers.append(time.perf_counter() - begun)

    async def history(self, run: str) -> WorkflowHistory:
        """What the server keeps of one."""
        return await self._client.get_workflow_handle(run).fetch_history()

    async def replay(self, history: WorkflowHistory) -> float:
        """Replay one that nobody has in memory, in the sandbox; seconds of processor time."""
        return await _replay(Replayer(workflows=[Bare]), history)


async def _replay(replayer: Replayer, history: WorkflowHistory) -> float:
    begun = time.process_time()
    await replayer.replay_workflow(history)
    return time.process_time() - begun


@asynccontextmanager
async def whole_visits(
    addresses: StackAddresses, pool: Pool, folder: Path
) -> AsyncIterator[tuple[Whole, int]]:
    """Visits with a worker of their own; and its process id."""
    settings = WorkerSettings(task_queue="whole")
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    env = environment(addresses, settings.task_queue, folder, folder / "letters")
    arguments = ("-m", "bench.beside.whole_worker")
    async with process(arguments, folder, ready=b"ready", env=env) as pid:
        yield Whole(await connect(addresses.temporal, addresses.namespace), pool, settings), pid


@asynccontextmanager
async def bare_workflows(
    addresses: StackAddresses, shape: Shape, folder: Path
) -> AsyncIterator[tuple[Alone, int]]:
    """Bare workflows with a worker of their own; and its process id."""
    queue = "bare"
    cached = str(WorkerSettings.max_cached_workflows)  # as a worker of visits has them
    where = (addresses.temporal, addresses.namespace, queue)
    arguments = ("-m", "bench.beside.bare", *where, cached)
    async with process(arguments, folder, ready=b"ready") as pid:
        client = await Client.connect(addresses.temporal, namespace=addresses.namespace)
        yield Alone(client, queue, shape), pid
