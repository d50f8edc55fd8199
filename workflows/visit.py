"""The life of a visit, from the invitation to the shared note."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.reference import fetch_working_calendar
    from activities.succession import Succession
    from rules.deadlines import Deadline, open_deadlines
    from rules.decide import decide, evolve_all, opening_events
    from rules.decide.deferral import successor_opening
    from rules.evolve import evolve
    from rules.next_action import next_action
    from rules.refusals import Refused
    from schemas.events import VisitEvent
    from schemas.ids import UpdateId
    from schemas.messages import CalendarFetched, DeadlinePassed, Decision, LettersSettled, Message
    from schemas.state import Receipt, VisitResult, VisitState
    from schemas.values import DeadlineKind, Outcome, Stage
    from schemas.work import CalendarRequest, SuccessionRequest, VisitInput
    from workflows.clock import Clock
    from workflows.decisions import takes_every_decision
    from workflows.recorder import PATIENT_RETRY, Recorder
    from workflows.search_attributes import Values, updates, values_of
    from workflows.wording import current_details, deadline_summary, successor_summary

_RECENT = 5


@workflow.defn(name="Visit")
@takes_every_decision
class Visit:
    """One visit to one local area.

    Holds one `VisitState`, tells `rules.decide` what happens, has the resulting events recorded,
    and waits: for people's decisions (updates) and for the nearest deadline (a timer).
    """

    @workflow.init
    def __init__(self, start: VisitInput) -> None:
        """Open the visit, so that a decision which arrives with the start finds it open."""
        self._opening = start.opening
        self._clock = Clock(start.opening.clock_offset)
        self._recorder = Recorder(
            start.opening.visit_id, self._clock, self._settle, self._tell_operators
        )
        self._found_by: Values = {}
        self._taken: dict[UpdateId, int] = dict(start.taken)
        self._recent: deque[VisitEvent] = deque(start.recent, maxlen=_RECENT)
        self._broken: BaseException | None = None
        self._deadlines: tuple[Deadline, ...] = ()
        if start.carried is None:
            opened, *carried = opening_events(start.opening, self._clock.now())
            self._state = evolve_all(evolve(None, opened), carried)
            self._recorder.add([opened, *carried])
            self._recent.extend([opened, *carried])
        else:
            self._state = start.carried
            self._recorder.take_over(start.carried.sequence, letters_waiting=start.letters_waiting)
        self._refresh()

    @workflow.run
    async def run(self, _start: VisitInput) -> VisitResult:
        """The life of a visit, top to bottom; declining or cancelling skips to the end.

        Agreement to a case that is withdrawn after the end leads back to the summary note.
        """
        await self._learn_working_days()
        self._set_going(self._recorder.record_forever(), self._recorder.send_forever())
        with self._phase("invitation"):
            await self._invite()
            await self._hear_back()
        with self._phase("preparation"):
            await self._prepare()
        with self._phase("visit"):
            await self._visit_the_area()
        while True:
            with self._phase("summary-note"):
                await self._agree_the_summary()
                await self._share_it()
            with self._phase("after"):
                await self._open_the_successor()
                await self._keep_while_consent_can_be_withdrawn()
            if self._state.stage is Stage.ENDED:
                return await self._leave()

    async def _learn_working_days(self) -> None:
        if self._state.calendar is not None:
            return
        calendar = await workflow.execute_activity(
            fetch_working_calendar,
            CalendarRequest(around=self._state.day_one),
            start_to_close_timeout=timedelta(seconds=30),
            summary="Look up bank holidays",
        )
        self._tell(CalendarFetched(calendar=calendar))

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
        await self._recorder.until(self._state.sequence)
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

    async def _keep_while_consent_can_be_withdrawn(self) -> None:
        await self._until(lambda: self._may_be_left() or self._state.stage is not Stage.ENDED)

    def _may_be_left(self) -> bool:
        """Once the window has passed; a visit that a person must still see to has none."""
        now = self._clock.now()
        ends = DeadlineKind.CONSENT_WINDOW_ENDS
        return any(deadline.kind is ends and deadline.at <= now for deadline in self._deadlines)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        """Group what happens meanwhile in the Web UI's timeline."""
        group = workflow.create_event_group(name, label=name.replace("-", " ").capitalize())
        self._recorder.group = group
        with group.scope():
            yield

    # --- Going on as a new run, when the history has grown long -------------------------------

    async def _go_on_afresh(self) -> None:
        """Hand the state to a new run; every decision is recorded and answered before."""
        await self._until_quiet(lambda: self._recorder.all_recorded)
        workflow.continue_as_new(
            VisitInput(
                opening=self._opening,
                carried=self._state,
                letters_waiting=not self._recorder.all_sent,
                taken=self._taken,
                recent=tuple(self._recent),
            )
        )

    async def _until_quiet(self, done: Callable[[], bool]) -> None:
        def quiet() -> bool:
            return done() and workflow.all_handlers_finished()

        # Looked at once more after each wait: a decision may come in while we are woken, and
        # between the last look and the end of the run nothing is awaited.
        while not quiet():
            await workflow.wait_condition(quiet)

    async def _leave(self) -> VisitResult:
        await self._until_quiet(lambda: self._recorder.all_recorded and self._recorder.all_sent)
        outcome = self._state.outcome or Outcome.CLOSED
        return VisitResult(outcome=outcome, sequence=self._state.sequence)

    # --- Waiting: for "this became true, or that deadline passed" ---------------------------

    async def _until_past(self, stage: Stage) -> None:
        order = list(Stage)
        await self._until(lambda: order.index(self._state.stage) > order.index(stage))

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait for people; meanwhile let each deadline do its work as it passes."""
        while not reached():
            nearest = self._deadlines[:1]
            at = nearest[0].at if nearest else None

            def changed(at: object = at) -> bool:
                now_nearest = self._deadlines[0].at if self._deadlines else None
                return (
                    reached()
                    or now_nearest != at
                    or self._broken is not None
                    or workflow.info().is_continue_as_new_suggested()
                )

            try:
                await workflow.wait_condition(
                    changed,
                    timeout=self._time_to(nearest),
                    timeout_summary=deadline_summary(self._deadlines) if nearest else None,
                )
            except TimeoutError:
                self._pass_deadlines()
            if self._broken is not None:
                raise self._broken
            if workflow.info().is_continue_as_new_suggested():
                await self._go_on_afresh()

    def _time_to(self, nearest: Sequence[Deadline]) -> timedelta | None:
        """Whole seconds, rounded up: a timer that fires a moment early would have to run again."""
        if not nearest:
            return None
        left = (nearest[0].at - self._clock.now()).total_seconds()
        return timedelta(seconds=max(math.ceil(left), 0))

    def _pass_deadlines(self) -> None:
        now = self._clock.now()
        for deadline in [deadline for deadline in self._deadlines if deadline.at <= now]:
            if deadline in self._deadlines:
                self._tell(DeadlinePassed(deadline=deadline.kind, due=deadline.at))

    # --- Deciding ---------------------------------------------------------------------------

    def refuse_or_pass(self, message: Decision) -> None:
        """Validate an update: the same rule that the handler applies says no, in a sentence."""
        if _update_id() in self._taken:
            return
        try:
            decide(self._state, message, self._clock.now())
        except Refused as refused:
            raise _as_failure(refused) from None

    async def decide_and_record(self, message: Decision) -> Receipt:
        """Apply a decision once, wait until it is recorded, and say where the visit stands.

        Temporal knows an update's id within one run; the visit knows it over all its runs.
        """
        update_id = _update_id()
        if update_id not in self._taken:
            try:
                self._taken[update_id] = self._tell(message)
            except Refused as refused:
                raise _as_failure(refused) from None
        await self._recorder.until(self._taken[update_id])
        return self._receipt(self._taken[update_id])

    def _receipt(self, sequence: int) -> Receipt:
        return Receipt(
            sequence=sequence,
            stage=self._state.stage,
            next_action=next_action(self._state),
            recorded=self._recorder.has(sequence),
        )

    def _tell(self, message: Message) -> int:
        events = decide(self._state, message, self._clock.now())
        for event in events:
            self._state = evolve(self._state, event)
        if events:
            self._recorder.add(events)
            self._recent.extend(events)
            self._refresh()
        return self._state.sequence

    def _settle(self, letters: LettersSettled) -> None:
        self._tell(letters)

    def _refresh(self) -> None:
        self._deadlines = open_deadlines(self._state)
        workflow.set_current_details(current_details(self._state, self._recent))

    def _tell_operators(self) -> None:
        """Once a batch: each change of a search attribute is an event in the history."""
        found_by = values_of(self._state)
        if changes := updates(self._found_by, found_by):
            workflow.upsert_search_attributes(changes)
            self._found_by = found_by

    def _set_going(self, *hands: Coroutine[None, None, None]) -> None:
        async def work(hand: Coroutine[None, None, None]) -> None:
            try:
                await hand
            except Exception as error:  # noqa: BLE001 - handed to `run`, which raises it
                self._broken = error

        self._hands = [asyncio.create_task(work(hand)) for hand in hands]

    # --- Looking ----------------------------------------------------------------------------

    @workflow.query(description="Everything the visit knows; impersonal.")
    def state(self) -> VisitState:
        """The fold of the visit's events."""
        return self._state

    @workflow.query(description="The receipt of a decision by its update id, if it was taken.")
    def receipt(self, update_id: UpdateId) -> Receipt | None:
        """What a repeated decision is answered with; `None` when it was never taken."""
        sequence = self._taken.get(update_id)
        return self._receipt(sequence) if sequence else None


def _update_id() -> UpdateId:
    info = workflow.current_update_info()
    if info is None:
        raise RuntimeError("only an update decides")
    return info.id


def _as_failure(refused: Refused) -> ApplicationError:
    return ApplicationError(refused.sentence, type=refused.code, non_retryable=True)
