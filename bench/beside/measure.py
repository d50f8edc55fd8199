"""The comparison from end to end, on a stack of its own."""

import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from temporalio.client import WorkflowHistory

from bench.beside.dbos_rounds import HOW, PYTHON, on_dbos
from bench.beside.playing import Alone, Whole, bare_workflows, whole_visits
from bench.beside.rounds import (
    BARE,
    WHOLE,
    bars_of,
    clock_rounds,
    dbos_side,
    figures_of,
    play_rounds,
    side_of,
    without_clock,
)
from bench.beside.shape import counts_of, shape_of
from bench.figures import Figure, Results
from bench.picture import picture
from register.connection import open_pool
from register.migrate import migrate
from stack import StackAddresses, throwaway_stack
from workflows.search_attributes import server_types

AT_ONCE: Final = (1, 50, 200)
REPLAY_TARGET: Final = 1.2
_REPLAYS: Final = 15


async def measure_beside(
    at_once: Sequence[int] = AT_ONCE, dbos: Path = PYTHON, rounds: int | None = None
) -> tuple[Results, str]:
    """Measure; the results, and a picture of where the processor time goes.

    Args:
        at_once: How many visits, one number after the other.
        dbos: An interpreter that has DBOS.
        rounds: Of each number; fewer of larger ones by default.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        asked = [(number, rounds or _rounds(number)) for number in at_once]
        return await _measure(stack.addresses, Path(folder), asked, dbos)


async def _measure(
    addresses: StackAddresses, folder: Path, asked: Sequence[tuple[int, int]], dbos: Path
) -> tuple[Results, str]:
    results = Results("beside", "A whole visit beside the same shape with nothing in it")
    async with AsyncExitStack() as entered:
        pool = await entered.enter_async_context(open_pool(addresses.database_url, size=20))
        await migrate(pool)
        whole, visits_pid = await entered.enter_async_context(
            whole_visits(addresses, pool, folder / "whole")
        )
        history = await whole.history(await whole.play(0))
        shape = shape_of(history.events)
        bare, bare_pid = await entered.enter_async_context(
            bare_workflows(addresses, shape, folder / "bare")
        )
        plain = await bare.history(await bare.play(0))
        sides = [side_of(WHOLE, whole, visits_pid), side_of(BARE, bare, bare_pid)]
        others = await entered.enter_async_context(on_dbos(addresses.database_url, shape, dbos))
        if others is None:
            results.notes.append(HOW)
        else:
            sides.append(dbos_side(others))
            await others.play([0])
        results.figures += _counted(history, plain)
        results.figures.append(await _replayed(whole, history, bare, plain))
        for number, rounds in asked:
            await play_rounds(sides, number, rounds)
            results.figures += figures_of(sides, number)
            if number == 1:
                clock = await clock_rounds(bare, bare_pid, rounds)
                results.figures += without_clock(sides, clock)
    bars = [bar for number, _ in asked for bar in bars_of(sides, number)]
    return results, picture("Processor time of a visit", "ms", bars)


def _rounds(at_once: int) -> int:
    """How often: what takes longer is steadier, too."""
    return max(2, min(5, 150 // at_once))


def _counted(history: WorkflowHistory, plain: WorkflowHistory) -> list[Figure]:
    mine, theirs = counts_of(history.events), counts_of(plain.events)
    pairs = [
        ("events in its history", "", mine.events, theirs.events),
        ("bytes of its history", "KB", mine.bytes / 1000, theirs.bytes / 1000),
        ("workflow tasks", "", mine.workflow_tasks, theirs.workflow_tasks),
        ("billable actions", "", mine.actions, theirs.actions),
    ]
    return [Figure(what, unit, [one], BARE, [other]) for what, unit, one, other in pairs]


async def _replayed(
    whole: Whole, history: WorkflowHistory, bare: Alone, plain: WorkflowHistory
) -> Figure:
    """Cold, in this process: each in turn, the first of each left out, because it loads modules."""
    mine, theirs = [], []
    for _ in range(_REPLAYS + 1):
        mine.append(await whole.replay(history) * 1000)
        theirs.append(await bare.replay(plain) * 1000)
    what = "cold replay, processor time"
    return Figure(what, "ms", mine[1:], BARE, theirs[1:], REPLAY_TARGET)
