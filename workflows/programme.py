"""The life of a programme: draw, plan, invite, learn what becomes of its visits, close."""

from datetime import timedelta
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.programme import ProgrammeVisits
    from activities.record import Recording
    from rules.process_law import wave_due
    from rules.programme import (
        PROGRAMME_DECISIONS,
        decide_programme,
        evolve_programme,
        opening_events,
        owed,
        programme_deadlines,
        programme_receipt,
    )
    from schemas.programme import (
        ProgrammeEvent,
        ProgrammeOccurrence,
        ProgrammeReceipt,
        ProgrammeStage,
        ProgrammeState,
    )
    from schemas.programme.messages import VisitsChanged
    from schemas.programme.values import Standing as AreaStanding
    from schemas.programme.work import (
        KnownStanding,
        LookRequest,
        ProgrammeInput,
        ProgrammeRecordRequest,
        ProgrammeResult,
    )
    from schemas.proofs import Grounds
    from workflows.announced import require_announced
    from workflows.batch_recorder import BatchRecorder
    from workflows.clock import Clock
    from workflows.decisions import takes_decisions
    from workflows.law import Law, Standing
    from workflows.own_work import OwnWork
    from workflows.phases import phase
    from workflows.process import Process, goes_on_unasked
    from workflows.programme_wording import (
        programme_details,
        programme_record_summary,
        wave_summary,
    )
    from workflows.programme_work import asked_for
    from workflows.recorder import PATIENT_RETRY
    from workflows.search_attributes import programme_values_of


_LAW: Law[ProgrammeState, ProgrammeReceipt] = Law(
    decide=decide_programme,
    evolve=evolve_programme,
    receipt=programme_receipt,
    deadlines=programme_deadlines,
    passed=wave_due,
    timer=wave_summary,
    details=programme_details,
    found_by=programme_values_of,
)


_NOT_LOOKED_AT = frozenset({AreaStanding.SELECTED, AreaStanding.REMOVED})


def _request(
    batch: tuple[ProgrammeEvent, ...], grounds: tuple[Grounds, ...]
) -> ProgrammeRecordRequest:
    return ProgrammeRecordRequest(programme=batch[0].subject, events=batch, grounds=grounds)


@workflow.defn(name="Programme")
@takes_decisions(PROGRAMME_DECISIONS, answer=ProgrammeReceipt)
class Programme:
    """One programme of visits.

    Its process decides and records as a visit's does. Beside it goes the work that the state owes
    (`rules.programme.owed`), one thing after the other. What becomes of visits it learns from the
    register: whoever records an outcome signals that there is something to look at, and the look
    compares all visits with what the programme takes them for (decision 0043).
    """

    @workflow.init
    def __init__(self, start: ProgrammeInput) -> None:
        """Open the programme, so that a decision which arrives with the start finds it open."""
        self._opening = start.opening
        self._goes_on = start.carried is not None
        self._clock = Clock(start.opening.clock_offset)
        self._recorder = BatchRecorder(
            Recording.record_programme_events, _request, programme_record_summary
        )
        self.process = Process(_LAW, self._clock, self._recorder, self._standing(start))
        self._work = OwnWork(
            self.process,
            lambda: owed(self._state) is not None,
            self._look_at_visits,
            self._do_what_is_owed,
            to_look=start.look or self._goes_on,
        )

    def _standing(self, start: ProgrammeInput) -> Standing[ProgrammeState]:
        if start.carried is not None:
            return Standing(start.carried, taken=start.taken, recent=start.recent)
        first, *others = opening_events(start.opening, self._clock.now())
        state = evolve_programme(None, first)
        for event in others:
            state = evolve_programme(state, event)
        return Standing(state, opening=[first, *others])

    @workflow.run
    async def run(self, _start: ProgrammeInput) -> ProgrammeResult:
        """Live until it is closed, whoever asks Temporal to cancel the workflow."""
        return await self.process.see_through(self._life())

    async def _life(self) -> ProgrammeResult:
        """The life of a programme, top to bottom; closing it skips to the end.

        What it does by itself meanwhile is owed by its state (`rules.programme.work`).
        """
        if goes_on_unasked(carried=self._goes_on):
            await require_announced(self._state.window.first)
        self.process.set_going(self.process.record_forever(), self._work.forever())
        with phase("selection", self._recorder):
            await self._fix_frame_and_portfolio()
            await self._draw_the_areas()
        with phase("planning", self._recorder):
            await self._plan_days_and_teams()
        with phase("visits", self._recorder):
            await self._invite_and_follow()
        return await self._leave()

    async def _fix_frame_and_portfolio(self) -> None:
        await self._until_past(ProgrammeStage.OPENED)

    async def _draw_the_areas(self) -> None:
        await self._until_past(ProgrammeStage.FIXED)
        await self._until_past(ProgrammeStage.DRAWING)

    async def _plan_days_and_teams(self) -> None:
        await self._until_past(ProgrammeStage.DRAWN)

    async def _invite_and_follow(self) -> None:
        await self._until_past(ProgrammeStage.INVITING)

    async def _leave(self) -> ProgrammeResult:
        await self.process.until_quiet(lambda: self.process.all_recorded)
        return ProgrammeResult(programme=self._state.programme, sequence=self._state.sequence)

    async def _until_past(self, stage: ProgrammeStage) -> None:
        order = list(ProgrammeStage)
        await self.process.until(
            lambda: order.index(self._state.stage) > order.index(stage), go_on=self._go_on_afresh
        )

    # --- What it does by itself -------------------------------------------------------------

    @workflow.signal(description="Something has become of a visit: look.")
    def look(self) -> None:
        """Look at the visits, soon."""
        self._work.to_look = True

    async def _look_at_visits(self) -> None:
        known = tuple(
            KnownStanding(area=one.area, standing=one.standing)
            for one in self._state.areas
            if one.week is not None and one.standing not in _NOT_LOOKED_AT
        )
        if not known:
            return
        report = await workflow.execute_activity_method(
            ProgrammeVisits.look_at_visits,
            LookRequest(programme=self._state.programme, known=known),
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=PATIENT_RETRY,
            summary="See what has become of the visits",
        )
        if report.changes:
            self.process.tell(VisitsChanged(changes=report.changes))

    async def _do_what_is_owed(self) -> None:
        task = owed(self._state)
        if task is None:
            return
        asked = asked_for(
            task,
            self._state,
            self._clock.now(),
            rehearsed=self._opening.clock_offset != timedelta(0),
        )
        # `Any`: each kind of work is answered with an occurrence of its own.
        answer: Any = await workflow.execute_activity_method(
            asked.activity,
            asked.request,
            start_to_close_timeout=asked.within,
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=PATIENT_RETRY,
            summary=asked.summary,
        )
        told: ProgrammeOccurrence = answer
        self.process.tell(told)

    # --- Between runs -----------------------------------------------------------------------

    @property
    def _state(self) -> ProgrammeState:
        return self.process.state

    async def _go_on_afresh(self) -> None:
        """Hand the state to a new run; every decision is recorded and answered before."""
        await self.process.until_quiet(lambda: self.process.all_recorded and not self._work.busy)
        workflow.continue_as_new(
            ProgrammeInput(
                opening=self._opening,
                carried=self._state,
                taken=self.process.taken,
                recent=self.process.recent,
                look=self._work.to_look,
            )
        )

    @workflow.query(description="Everything the programme knows; codes, and no words.")
    def state(self) -> ProgrammeState:
        """The fold of the programme's events."""
        return self._state
