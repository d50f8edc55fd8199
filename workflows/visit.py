"""The life of a visit, from the invitation to the shared note."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.succession import Succession
    from rules.deadlines import open_deadlines
    from rules.decide import DECISIONS, decide, evolve_all, opening_events
    from rules.decide.deferral import successor_opening
    from rules.evolve import evolve
    from rules.next_action import receipt
    from rules.process_law import deadline_passed
    from rules.spread import spread
    from schemas.messages import CalendarFetched, LettersSettled
    from schemas.state import Receipt, VisitResult, VisitState
    from schemas.values import DeadlineKind, Outcome, Stage
    from schemas.work import SuccessionRequest, VisitInput
    from workflows.announced import looked_up, require_announced
    from workflows.clock import Clock
    from workflows.decisions import takes_decisions
    from workflows.law import Law, Standing
    from workflows.phases import phase
    from workflows.priorities import PEOPLE
    from workflows.process import Process, goes_on_unasked
    from workflows.recorder import PATIENT_RETRY, VisitRecorder
    from workflows.search_attributes import values_of
    from workflows.wording import current_details, deadline_summary, successor_summary


_LAW: Law[VisitState, Receipt] = Law(
    decide=decide,
    evolve=evolve,
    receipt=receipt,
    deadlines=open_deadlines,
    passed=deadline_passed,
    timer=lambda _, deadlines: deadline_summary(deadlines),
    details=current_details,
    found_by=values_of,
)


@workflow.defn(name="Visit")
@takes_decisions(DECISIONS, answer=Receipt)
class Visit:
    """One visit to one local area.

    Its process holds one `VisitState`, tells `rules.decide` what happens, has the resulting events
    recorded, and waits: for people's decisions (updates) and for the nearest deadline (a timer).
    """

    @workflow.init
    def __init__(self, start: VisitInput) -> None:
        """Open the visit, so that a decision which arrives with the start finds it open."""
        self._opening = start.opening
        self._goes_on = start.carried is not None
        self._clock = Clock(start.opening.clock_offset)
        self._recorder = VisitRecorder(
            start.opening.visit_id,
            self._clock,
            self._settle,
            letters_waiting=start.letters_waiting,
        )
        law = replace(_LAW, found_by=partial(values_of, area_name=start.opening.area_name))
        after = spread(start.opening.visit_id, start.opening.policy)
        self.process = Process(law, self._clock, self._recorder, self._standing(start), after)

    def _standing(self, start: VisitInput) -> Standing[VisitState]:
        if start.carried is not None:
            return Standing(start.carried, taken=start.taken, recent=start.recent)
        events = opening_events(start.opening, self._clock.now())
        state = evolve_all(evolve(None, events[0]), events[1:])
        return Standing(state, opening=events)

    def _settle(self, letters: LettersSettled) -> None:
        self.process.tell(letters)

    @workflow.run
    async def run(self, _start: VisitInput) -> VisitResult:
        """Live to the end, whoever asks Temporal to cancel the workflow."""
        return await self.process.see_through(self._life())

    async def _life(self) -> VisitResult:
        """The life of a visit, top to bottom; declining or cancelling skips to the end.

        Agreement to a case that is withdrawn after the end leads back to the summary note, an end
        that was recorded by mistake to where the visit was.
        """
        if goes_on_unasked(carried=self._goes_on):
            await require_announced(self._state.day_one, PEOPLE)
        await self._learn_working_days()
        self.process.set_going(self.process.record_forever(), self._recorder.send_forever())
        await self._through_the_two_days()
        while True:
            with phase("summary-note", self._recorder):
                await self._agree_the_summary()
                await self._share_it()
            with phase("after", self._recorder):
                await self._open_the_successor()
                await self._keep_while_it_can_go_on()
            if self._state.stage is Stage.ENDED:
                return await self._leave()
            if not self._is_past(Stage.VISITING):
                await self._through_the_two_days()

    async def _through_the_two_days(self) -> None:
        with phase("invitation", self._recorder):
            await self._invite()
            await self._hear_back()
        with phase("preparation", self._recorder):
            await self._prepare()
        with phase("visit", self._recorder):
            await self._visit_the_area()

    async def _learn_working_days(self) -> None:
        if self._state.calendar is not None:
            return
        calendar = await looked_up(self._state.day_one, "Look up bank holidays", PEOPLE)
        self.process.tell(CalendarFetched(calendar=calendar))

    async def _invite(self) -> None:
        await self._until_past(Stage.OPENED)

    async def _hear_back(self) -> None:
        await self._until_past(Stage.INVITED)

    async def _prepare(self) -> None:
        await self._until_past(Stage.PREPARING)

    async def _visit_the_area(self) -> None:
        await self._until_past(Stage.VISITING)

    async def _agree_the_summary(self) -> None:
        await self._until_past(Stage.DRAFTING)
        await self._until_past(Stage.AGREEING)

    async def _share_it(self) -> None:
        await self._until_past(Stage.SHARING)

    async def _open_the_successor(self) -> None:
        """A deferred visit leaves what still holds to a visit of its own, once that is recorded."""
        opening = successor_opening(self._state)
        if opening is None:
            return
        await self.process.until_recorded(self._state.sequence)
        await workflow.execute_activity_method(
            Succession.open_successor,
            SuccessionRequest(
                opening=opening,
                now=self._clock.now(),
                rehearsed=self._opening.clock_offset != timedelta(0),
            ),
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=PATIENT_RETRY,
            summary=successor_summary(opening),
        )

    async def _keep_while_it_can_go_on(self) -> None:
        await self._until(lambda: self._may_be_left() or self._state.stage is not Stage.ENDED)

    def _may_be_left(self) -> bool:
        """Once the window has passed; a visit that a person must still see to has none."""
        now = self._clock.now()
        ends = DeadlineKind.CONSENT_WINDOW_ENDS
        return any(due.kind is ends and due.at <= now for due in self.process.deadlines)

    async def _leave(self) -> VisitResult:
        await self.process.until_quiet(
            lambda: self.process.all_recorded and self._recorder.all_sent
        )
        outcome = self._state.outcome or Outcome.CLOSED
        return VisitResult(outcome=outcome, sequence=self._state.sequence)

    # --- Between the chapters ---------------------------------------------------------------

    @property
    def _state(self) -> VisitState:
        return self.process.state

    async def _until_past(self, stage: Stage) -> None:
        await self._until(lambda: self._is_past(stage))

    def _is_past(self, stage: Stage) -> bool:
        order = list(Stage)
        return order.index(self._state.stage) > order.index(stage)

    async def _until(self, reached: Callable[[], bool]) -> None:
        await self.process.until(reached, go_on=self._go_on_afresh)

    async def _go_on_afresh(self) -> None:
        """Hand the state to a new run; every decision is recorded and answered before."""
        await self.process.until_quiet(lambda: self.process.all_recorded)
        workflow.continue_as_new(
            VisitInput(
                opening=self._opening,
                carried=self._state,
                letters_waiting=not self._recorder.all_sent,
                taken=self.process.taken,
                recent=self.process.recent,
            )
        )

    @workflow.query(description="Everything the visit knows; no names and no words.")
    def state(self) -> VisitState:
        """The fold of the visit's events."""
        return self._state
