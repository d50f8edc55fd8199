"""The life of a national report: gather, draft, check, sign, publish, and answer for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.record import Recording
    from activities.reports import Reports
    from rules.process_law import consent_settled
    from rules.report import (
        REPORT_DECISIONS,
        ReportWork,
        decide_report,
        evolve_report,
        opening_events,
        report_deadlines,
        report_owed,
        report_receipt,
    )
    from schemas.proofs import Grounds
    from schemas.report.events import ReportEvent
    from schemas.report.messages import ReportOccurrence
    from schemas.report.state import ReportReceipt, ReportState
    from schemas.report.values import ReportStage
    from schemas.report.work import (
        CheckRequest,
        EvidenceRequest,
        FilesRequest,
        ReportInput,
        ReportRecordRequest,
        ReportResult,
    )
    from schemas.values import Owner
    from workflows.announced import require_announced
    from workflows.batch_recorder import BatchRecorder
    from workflows.clock import Clock
    from workflows.decisions import takes_decisions
    from workflows.law import Law, Standing
    from workflows.own_work import OwnWork
    from workflows.phases import phase
    from workflows.process import Process, goes_on_unasked
    from workflows.recorder import PATIENT_RETRY
    from workflows.report_wording import (
        report_details,
        report_record_summary,
        settling_summary,
    )
    from workflows.search_attributes import report_values_of

_QUICK = timedelta(seconds=60)
_SOLVING = timedelta(minutes=10)


_LAW: Law[ReportState, ReportReceipt] = Law(
    decide=decide_report,
    evolve=evolve_report,
    receipt=report_receipt,
    deadlines=report_deadlines,
    passed=consent_settled,
    timer=settling_summary,
    details=report_details,
    found_by=report_values_of,
)


_AS_BEFORE = replace(_LAW, found_by=partial(report_values_of, whose=Owner.COORDINATOR))


def _request(batch: tuple[ReportEvent, ...], grounds: tuple[Grounds, ...]) -> ReportRecordRequest:
    return ReportRecordRequest(report=batch[0].subject, events=batch, grounds=grounds)


@workflow.defn(name="Report")
@takes_decisions(REPORT_DECISIONS, answer=ReportReceipt)
class Report:
    """One national report.

    Its process decides and records as a visit's does. Beside it goes the work that its state owes:
    evidence is gathered, the gate looks, files are made. What leaves its evidence it learns from
    the register: whoever records that an agreement was withdrawn signals that there is something
    to look at, as a programme is told of outcomes (decision 0043).
    """

    @workflow.init
    def __init__(self, start: ReportInput) -> None:
        """Begin the report, so that a decision which arrives with the start finds it begun."""
        self._opening = start.opening
        self._goes_on = start.carried is not None
        self._clock = Clock(start.opening.clock_offset)
        self._recorder = BatchRecorder(
            Recording.record_report_events, _request, report_record_summary
        )
        # By whom tasks are held decides when an attribute changes, so runs that are under way
        # keep what they have.
        law = _LAW if workflow.patched("2026-11-report-owner") else _AS_BEFORE
        self.process = Process(law, self._clock, self._recorder, self._standing(start))
        self._work = OwnWork(
            self.process,
            lambda: report_owed(self._state) is not None,
            self._look_at_evidence,
            self._do_what_is_owed,
            to_look=start.look or self._goes_on,
        )

    def _standing(self, start: ReportInput) -> Standing[ReportState]:
        if start.carried is not None:
            return Standing(start.carried, taken=start.taken, recent=start.recent)
        opening = opening_events(start.opening, self._clock.now())
        return Standing(evolve_report(None, opening[0]), opening=opening)

    @workflow.run
    async def run(self, _start: ReportInput) -> ReportResult:
        """Live for as long as it is out, whoever asks Temporal to cancel."""
        return await self.process.see_through(self._life())

    async def _life(self) -> ReportResult:
        """The life of a report, top to bottom; withdrawing it skips to the end.

        It goes back from the gate, and from a signature, whenever something in it changes.
        """
        if goes_on_unasked(carried=self._goes_on):
            await require_announced(self._opening.calendar.first)
        self.process.set_going(self.process.record_forever(), self._work.forever())
        with phase("gathering", self._recorder):
            await self._until(lambda stage: stage is not ReportStage.GATHERING)
        with phase("drafting", self._recorder):
            await self._until(lambda stage: stage is ReportStage.PUBLISHED)
        with phase("published", self._recorder):
            await self._until(lambda _stage: False)
        await self.process.until_quiet(lambda: self.process.all_recorded)
        return ReportResult(report=self._state.report, sequence=self._state.sequence)

    async def _until(self, reached: Callable[[ReportStage], bool]) -> None:
        await self.process.until(
            lambda: self._state.over or reached(self._state.stage), go_on=self._go_on_afresh
        )

    # --- What it does by itself -------------------------------------------------------------

    @workflow.signal(description="Something has left what the report rests on: look.")
    def look(self) -> None:
        """Look at the evidence, soon."""
        self._work.to_look = True

    async def _look_at_evidence(self) -> None:
        if self._state.stage is not ReportStage.GATHERING and not self._state.over:
            await self._gather(only_gathered=True)

    async def _gather(self, *, only_gathered: bool) -> None:
        found = await workflow.execute_activity_method(
            Reports.find_evidence,
            EvidenceRequest(state=self._state, only_gathered=only_gathered, now=self._clock.now()),
            start_to_close_timeout=_QUICK,
            retry_policy=PATIENT_RETRY,
            summary="See what visits have agreed",
        )
        self.process.tell(found)

    async def _do_what_is_owed(self) -> None:
        match report_owed(self._state):
            case ReportWork.GATHER:
                await self._gather(only_gathered=False)
            case ReportWork.CHECK:
                await self._ask(
                    Reports.check_report,
                    CheckRequest(
                        state=self._state, number=self._state.asked, now=self._clock.now()
                    ),
                    "See whom the report would give away",
                )
            case ReportWork.PUBLISH:
                await self._ask(
                    Reports.make_files,
                    FilesRequest(
                        state=self._state, number=self._state.asked, now=self._clock.now()
                    ),
                    "Make the files of the report",
                )
            case None:
                pass

    async def _ask(self, activity: Any, request: Any, summary: str) -> None:  # noqa: ANN401 - an activity with its request
        told: ReportOccurrence = await workflow.execute_activity_method(
            activity,
            request,
            start_to_close_timeout=_SOLVING,
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=PATIENT_RETRY,
            summary=summary,
        )
        self.process.tell(told)

    # --- Between runs -----------------------------------------------------------------------

    @property
    def _state(self) -> ReportState:
        return self.process.state

    async def _go_on_afresh(self) -> None:
        """Hand the state to a new run; every decision is recorded and answered before."""
        await self.process.until_quiet(lambda: self.process.all_recorded and not self._work.busy)
        workflow.continue_as_new(
            ReportInput(
                opening=self._opening,
                carried=self._state,
                taken=self.process.taken,
                recent=self.process.recent,
                look=self._work.to_look,
            )
        )

    @workflow.query(description="Everything the report knows; references, and no words.")
    def state(self) -> ReportState:
        """The fold of the report's events."""
        return self._state
