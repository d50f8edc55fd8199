"""Workflows of what lives beside a visit, one for each kind that the table of streams has.

Each process is a workflow of its own, so that nothing that happens to the visit can stop it: not a
pause, not a cancellation, not the end. What differs between kinds is declared in their rules; so
their workflow classes are made here from that, and a kind that is declared cannot be forgotten on
the way.
"""

import sys
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeAlias

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.record import Recording, SideRecordRequest
    from rules.process_law import side_due
    from rules.side_process import SideEvent, SideProcess, side_deadlines
    from schemas.side_processes import SideInput, SideReceipt, SideState
    from workflows.announced import require_announced
    from workflows.batch_recorder import BatchRecorder
    from workflows.clock import Clock
    from workflows.decisions import takes_decisions
    from workflows.law import Law, Standing
    from workflows.priorities import PEOPLE
    from workflows.process import Process, goes_on_unasked
    from workflows.search_attributes import side_values_of
    from workflows.side_wording import side_details, side_due_summary, side_record_summary

# `Any`: each kind has an opening and a state of its own.
Kind: TypeAlias = SideProcess[Any, Any]
Start: TypeAlias = SideInput[Any, Any]
Shell: TypeAlias = Process[SideState, SideReceipt]


def _recorder(kind: Kind) -> BatchRecorder[SideEvent]:
    return BatchRecorder(
        Recording.record_side_events,
        lambda batch, grounds: SideRecordRequest(
            subject=batch[0].subject, events=batch, grounds=grounds
        ),
        partial(side_record_summary, kind),
    )


def _process(kind: Kind, start: Start) -> Shell:
    clock = Clock(start.opening.clock_offset)
    law: Law[SideState, SideReceipt] = Law(
        decide=partial(kind.decide, start.opening),
        evolve=kind.evolve,
        receipt=kind.receipt,
        deadlines=side_deadlines,
        passed=side_due,
        timer=lambda state, _: side_due_summary(kind, state),
        details=partial(side_details, kind),
        found_by=partial(side_values_of, kind),
    )
    if start.carried is not None:
        standing = Standing(start.carried, taken=start.taken)
    else:
        opened = kind.open(start.opening, clock.now())
        standing = Standing(kind.evolve(None, opened), opening=[opened])
    return Process(law, clock, _recorder(kind), standing)


async def _live(kind: Kind, process: Shell, start: Start) -> SideReceipt:
    async def life() -> SideReceipt:
        if goes_on_unasked(carried=start.carried is not None):
            await require_announced(start.opening.calendar.first, PEOPLE)
        return await process.live(
            lambda: process.state.over,
            go_on=lambda: workflow.continue_as_new(
                kind.start(opening=start.opening, carried=process.state, taken=process.taken)
            ),
        )

    return await process.see_through(life())


@cache
def workflow_of(kind: Kind) -> type[Any]:
    """The workflow of a kind of process: lives until the process is over."""

    class Made:
        def __init__(self, start: Start) -> None:
            self.process = _process(kind, start)

        async def run(self, start: Start) -> SideReceipt:
            return await _live(kind, self.process, start)

        def state(self) -> SideState:
            return self.process.state

    # Temporal reads payloads' types off the annotations.
    _say(Made.__init__, kind, start=kind.start, answer=None)
    _say(Made.run, kind, start=kind.start, answer=SideReceipt)
    _say(Made.state, kind, start=None, answer=kind.models.state)
    workflow.init(Made.__init__)
    workflow.run(Made.run)
    told = f"Everything the {kind.kind} knows; no names and no words."
    workflow.query(name="state", description=told)(Made.state)
    Made.__name__ = Made.__qualname__ = kind.workflow
    Made.__doc__ = kind.models.state.__doc__
    # The sandbox takes a workflow out of its module, by its name.
    setattr(sys.modules[__name__], kind.workflow, Made)
    answering = takes_decisions(kind.decisions, answer=SideReceipt)(Made)
    return workflow.defn(name=kind.workflow)(answering)


def _say(function: Callable[..., Any], kind: Kind, *, start: Any, answer: Any) -> None:  # noqa: ANN401 - types
    """Name a function for its workflow, and say what it takes and gives."""
    function.__qualname__ = f"{kind.workflow}.{function.__name__}"
    function.__annotations__ = {"start": start, "return": answer} if start else {"return": answer}
