"""Workflows of what outlives a visit: a referral and a complaint.

Each is a workflow of its own, so that nothing that happens to the visit can stop it: not a pause,
not a cancellation, not the end.
"""

from datetime import timedelta
from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.admission import Admission
    from activities.record import Recording
    from rules.side_processes import (
        SideDeadline,
        decide_side,
        evolve_side,
        open_side,
        side_deadlines,
        side_receipt,
    )
    from schemas.side_processes import (
        AnswerComplaint,
        AskReview,
        ConfirmReferral,
        SideDue,
        SideEvent,
        SideInput,
        SideReceipt,
        SideRecordRequest,
        SideState,
    )
    from schemas.work import CalendarRequest
    from workflows.clock import Clock
    from workflows.decisions import takes_decisions
    from workflows.process import QUICK_RETRY, Law, Process, Standing, goes_on_unasked
    from workflows.search_attributes import side_values_of
    from workflows.side_wording import side_details, side_due_summary, side_record_summary

SideProcess = Process[SideState, SideReceipt]


class SideRecorder:
    """Has batches recorded; nothing follows from them."""

    async def record(self, batch: tuple[SideEvent, ...]) -> None:
        """Have a batch recorded."""
        await workflow.execute_activity_method(
            Recording.record_side_events,
            SideRecordRequest(subject=batch[0].subject, events=batch),
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=QUICK_RETRY,
            summary=side_record_summary(batch),
        )


def _passed(deadline: SideDeadline) -> SideDue:
    return SideDue(due=deadline.at)


def _process(start: SideInput) -> SideProcess:
    clock = Clock(start.opening.clock_offset)
    law: Law[SideState, SideReceipt] = Law(
        decide=partial(decide_side, start.opening),
        evolve=evolve_side,
        receipt=side_receipt,
        deadlines=side_deadlines,
        passed=_passed,
        timer=lambda state, _: side_due_summary(state),
        details=side_details,
        found_by=side_values_of,
    )
    if start.carried is not None:
        standing = Standing(start.carried, taken=start.taken)
    else:
        opened = open_side(start.opening, clock.now())
        standing = Standing(evolve_side(None, opened), opening=[opened])
    return Process(law, clock, SideRecorder(), standing)


async def _live(process: SideProcess, start: SideInput) -> SideReceipt:
    async def life() -> SideReceipt:
        if goes_on_unasked(carried=start.carried is not None):
            await _require_announced(start)
        return await process.live(
            lambda: process.state.over,
            go_on=lambda: workflow.continue_as_new(
                SideInput(opening=start.opening, carried=process.state, taken=process.taken)
            ),
        )

    return await process.see_through(life())


async def _require_announced(start: SideInput) -> None:
    """Fails for good, and the run with it, if nobody announced its start."""
    await workflow.execute_activity_method(
        Admission.fetch_working_calendar,
        CalendarRequest(around=start.opening.calendar.first),
        start_to_close_timeout=timedelta(seconds=30),
        summary="See that this start was announced",
    )


@workflow.defn(name="Referral")
@takes_decisions([ConfirmReferral], answer=SideReceipt)
class Referral:
    """A safeguarding concern, from its referral to the authority's confirmation.

    Unconfirmed it escalates the same day and each working day after it.
    """

    @workflow.init
    def __init__(self, start: SideInput) -> None:
        """Raise it, so that a confirmation that arrives with the start finds it."""
        self.process = _process(start)

    @workflow.run
    async def run(self, start: SideInput) -> SideReceipt:
        """Live until the authority has confirmed."""
        return await _live(self.process, start)

    @workflow.query(description="Everything the referral knows; no names and no words.")
    def state(self) -> SideState:
        """The fold of its events."""
        return self.process.state


@workflow.defn(name="Complaint")
@takes_decisions([AnswerComplaint, AskReview], answer=SideReceipt)
class Complaint:
    """A complaint, from its receipt to the end of the time in which a review may be asked for."""

    @workflow.init
    def __init__(self, start: SideInput) -> None:
        """Receive it, so that an answer that arrives with the start finds it."""
        self.process = _process(start)

    @workflow.run
    async def run(self, start: SideInput) -> SideReceipt:
        """Live until it is answered for good."""
        return await _live(self.process, start)

    @workflow.query(description="Everything the complaint knows; its words are in the register.")
    def state(self) -> SideState:
        """The fold of its events."""
        return self.process.state
