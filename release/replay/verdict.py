"""Replays histories on this code, one after the other, and says what would become of each visit."""

import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from functools import cache

from temporalio.client import WorkflowHistory
from temporalio.runtime import (
    LoggingConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.worker import Replayer

from register.connection import Pool
from release.replay.breakage import explain, unasked
from release.replay.capture import CapturingRunner, Caught
from release.replay.comparison import Difference, DifferenceKind, find_differences
from release.replay.histories import commands_of, workflow_type_of
from release.replay.next_task import next_task_of, with_next_task
from release.replay.report import ReplayReport, Verdict, VisitReplay
from release.replay.sources import FiledHistory
from release.replay.state import against_register
from release.replay.unhurried import Unhurried
from worker.build import build_id
from worker.plugin import area_visits_plugin
from worker.sandbox import sandboxed
from workflows.visit import Visit


async def replay_visits(
    histories: AsyncIterable[WorkflowHistory], *, register: "Pool | None" = None
) -> ReplayReport:
    """Replay visits on this code and compare what it gives with what happened.

    Args:
        histories: Of their runs.
        register: Where the visits are recorded, when it is at hand: then the state at the end is
            compared with the event log too.
    """
    return ReplayReport(
        visits=tuple([visit async for visit in replay_each(histories, register=register)])
    )


async def replay_each(
    histories: AsyncIterable[WorkflowHistory], *, register: "Pool | None" = None
) -> AsyncIterator[VisitReplay]:
    """As `replay_visits`, each visit as soon as it is known."""
    runner, tasks = CapturingRunner(sandboxed()), Unhurried()
    replayer = Replayer(
        workflows=[],
        plugins=[area_visits_plugin(workflow_runner=runner)],
        build_id=build_id(),
        runtime=_quiet(),
        workflow_task_executor=tasks,
    )
    begun = 0.0
    given_as: WorkflowHistory | None = None

    async def timed() -> AsyncGenerator[WorkflowHistory]:
        nonlocal begun, given_as
        async for history in histories:
            begun, given_as = time.perf_counter(), history
            yield with_next_task(history)

    with tasks:
        async with (
            aclosing(timed()) as given,
            replayer.workflow_replay_iterator(given) as results,
        ):
            async for result in results:
                milliseconds = (time.perf_counter() - begun) * 1000
                assert given_as is not None  # noqa: S101 - one is given, one comes
                caught = runner.take(result.history.run_id)
                caught.untold_from = next_task_of(result.history, given_as)
                yield await _judged(given_as, caught, result.replay_failure, register, milliseconds)


async def _judged(
    history: WorkflowHistory,
    caught: Caught,
    failure: Exception | None,
    register: "Pool | None",
    milliseconds: float,
) -> VisitReplay:
    workflow = workflow_type_of(history)
    before = commands_of(history)
    happened = {command.pair for command in before}
    now = [command for command in caught.commands if command.pair in happened]
    differences = find_differences(before, now, workflow)
    breaks, detail = (
        explain(before, caught, failure) if failure else (unasked(before, caught), None)
    )
    if not breaks and register is not None and workflow == Visit.__name__:
        differences += await against_register(register, history.workflow_id, history, now)
    return VisitReplay(
        visit_id=history.workflow_id,
        run_id=history.run_id,
        workflow=workflow,
        file=history.file if isinstance(history, FiledHistory) else None,
        verdict=_verdict(breaks, differences),
        differences=tuple(differences),
        breaks=breaks,
        detail=detail,
        events=len(history.events),
        milliseconds=round(milliseconds, 1),
    )


def _verdict(breaks: str | None, differences: list[Difference]) -> Verdict:
    """What was recorded and cannot be read any more stops a visit as surely as a lost order."""
    if breaks or any(d.kind is DifferenceKind.UNREADABLE for d in differences):
        return Verdict.WOULD_BREAK
    return Verdict.DECIDES_DIFFERENTLY if differences else Verdict.UNCHANGED


@cache
def _quiet() -> Runtime:
    """The engine's warnings are what this package puts into sentences."""
    silent = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=silent)))
