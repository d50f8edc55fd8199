"""One visit of a rehearsed programme: its people act on their days, by a scenario of its own."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from temporalio.client import WorkflowHandle

from activities.reference import working_calendar
from desk.desk import Desk
from register import visits
from register.connection import Pool
from release.rehearsal.days import Days
from release.rehearsal.player import UnexpectedRefusal
from release.rehearsal.programme.moments import FAR
from release.rehearsal.time_skipping import RunClock, VirtualTime
from rules.deadlines import open_deadlines
from rules.programme.standing import standing_of
from rules.refusals import Refused
from rules.working_days import add_working_days
from schemas.ids import VisitId
from schemas.programme.values import Standing
from schemas.scenario import Scenario, Step, filled_in
from schemas.state import VisitState
from schemas.values import Mode, Outcome, Reply, Stage

OF_THE_PROGRAMME = frozenset({"contacts", "declare", "team", "dates"})
"""What the programme tells its visits, so that nobody else does."""

CLOSES = frozenset({"acknowledge", "decide_sharing"})
"""Steps that may carry a visit to its end."""

TOLD = CLOSES | {
    "cancel",
    "correct-reply",
    "defer-grant",
    "incomplete",
    "no-reply",
    "not-held",
    "reinstate",
    "respond",
    "withdraw",
}
"""Steps after which a programme may have to look (`rules.programme.standing.TELLS_PROGRAMME`)."""


def _is_told(step: Step) -> bool:
    return step.do in TOLD


def may_give_place(step: Step) -> bool:
    """Whether a step may free its area's place, which a reserve then takes."""
    accepts = step.do == "respond" and step.form.get("answer") == Reply.ACCEPT.value
    return step.do in TOLD - CLOSES and not accepts


class VisitInPlay:
    """A visit on its way.

    Args:
        visit: Its id.
        scenario: What its people do.
        state: As recorded when it was opened.
        offset: What its clock is moved by.
        pool: The register.
        time: Moves clocks.
        handle: Its run.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a visit in play is made of
        self,
        visit: VisitId,
        scenario: Scenario,
        state: VisitState,
        offset: timedelta,
        pool: Pool,
        time: VirtualTime,
        handle: WorkflowHandle[object, object],
    ) -> None:
        self.visit = visit
        self.state = state
        self._steps = [step for step in scenario.steps if step.do not in OF_THE_PROGRAMME]
        self._number = 0
        self._coming = FAR
        self._looked_at = (0, 0)
        self._clock = RunClock(time, handle, offset)
        self._pool = pool

    # --- When -------------------------------------------------------------------------------

    @property
    def next(self) -> datetime:
        """The moment at which something happens to it."""
        known = (self.state.sequence, self._number)
        if self._looked_at != known:  # all visits are asked at every turn, and few have changed
            self._coming, self._looked_at = self._next_by_state(), known
        return self._coming

    def _next_by_state(self) -> datetime:
        step = self._step
        if self.state.stage is Stage.ENDED and not self._is_kept:
            return FAR
        if step is not None and not self._stands_still:
            return max(self._days.moment(step.at), self.now)
        deadlines = open_deadlines(self.state)
        return deadlines[0].at if deadlines else FAR

    @property
    def _is_kept(self) -> bool:
        """Whether something is still to be decided of it after it was closed."""
        return self.state.outcome is Outcome.CLOSED and self._step is not None

    @property
    def _stands_still(self) -> bool:
        """Whether its people wait until it goes on."""
        return self.state.pause is not None

    @property
    def now(self) -> datetime:
        """The moment that its clock has come to."""
        return self._clock.now

    @property
    def _step(self) -> Step | None:
        return self._steps[self._number] if self._number < len(self._steps) else None

    @property
    def _days(self) -> Days:
        one = self.state.days.day_one if self.state.days else self.state.day_one
        two = add_working_days(one, 1, working_calendar(one))
        if self.state.days:
            two = self.state.days.day_two
        return Days(opened=self.state.opened_at, one=one, two=two)

    def has_its_own(self, before: datetime) -> bool:
        """Whether something happens to it before a moment that is nothing to its programme."""
        return (self._is_its_own and self.next < before) or self._has_deadline(
            min(before, self.next)
        )

    @property
    def _is_its_own(self) -> bool:
        """Whether its next step is nothing to its programme, nor the other way round."""
        if self.standing is Standing.ACCEPTED and self.state.days is None:
            return False  # its days are its programme's to say
        return self._stands_still or self._step is None or not _is_told(self._step)

    def _has_deadline(self, before: datetime) -> bool:
        """Whether something is due before a moment, such as an invitation before its reply."""
        due = [] if self._stands_still else open_deadlines(self.state)
        return any(self.now < one.at < before - 2 * RunClock.ROUNDED for one in due[:1])

    @property
    def told_at(self) -> datetime:
        """The moment before which its programme has not to look."""
        return self._first(_is_told) if self._is_its_own else self.next

    @property
    def gives_place_at(self) -> datetime:
        """The moment before which it keeps its place for sure."""
        return self._first(may_give_place)

    def _first(self, wanted: Callable[[Step], bool]) -> datetime:
        first = next((one for one in self._steps[self._number :] if wanted(one)), None)
        return FAR if first is None else max(self._days.moment(first.at), self.now)

    # --- What -------------------------------------------------------------------------------

    async def play_its_own(self, before: datetime, desk: Desk) -> None:
        """Let everything happen that is nothing to its programme, before a moment."""
        while self._is_its_own and self.next < before:
            if not await self._play_moment(self.next, desk):
                return
        until = min(before, self.next)
        if self._has_deadline(until):
            await self.advance_to(until - RunClock.ROUNDED)
            await self.refresh()

    async def play_until(self, horizon: datetime, desk: Desk) -> None:
        """Let everything happen that happens up to a moment."""
        while (moment := self.next) <= horizon:
            if not await self._play_moment(moment, desk):
                return

    async def _play_moment(self, moment: datetime, desk: Desk) -> bool:
        """Let happen what happens next; `False` where that has happened already."""
        before = self.state.sequence
        step = None if self._stands_still else self._step
        await self.advance_to(moment if step is not None else moment + RunClock.ROUNDED)
        if step is not None and self._days.moment(step.at) <= moment + timedelta(seconds=1):
            await self._take(step, desk)
            self._number += 1
        await self.refresh()
        return self.state.sequence != before or step is not None

    async def advance_to(self, moment: datetime) -> None:
        """Move its clock; what is due on the way happens on the way. One that is over is left."""
        if self.state.stage is not Stage.ENDED or self._is_kept:
            await self._clock.advance_to(moment)

    async def refresh(self) -> None:
        """Read what is recorded of it."""
        async with self._pool.acquire() as connection:
            self.state = await visits.require(connection, self.visit)

    async def _take(self, step: Step, desk: Desk) -> None:
        days = self._days

        def day(distance: int) -> date:
            return days.day(distance)

        form = filled_in(self._fitting(step), days.one, days.two, self.visit, day)
        try:
            await desk.submit(self.visit, form, actor=step.by, update_id=f"step-{self._number + 1}")
        except Refused as refused:
            if step.refused != refused.code:
                raise UnexpectedRefusal(
                    f"In {self.visit} at {step.at}, `{step.do}` was refused: {refused.sentence}"
                ) from None

    def _fitting(self, step: Step) -> Step:
        """A timetable as the visit is held: its scenario may have been written for another mode."""
        if step.do != "timetable" or self.state.mode is not Mode.VIRTUAL:
            return step
        meetings = [{**meeting, "mode": Mode.VIRTUAL.value} for meeting in step.form["meetings"]]
        return step.model_copy(update={"form": {**step.form, "meetings": meetings}})

    @property
    def standing(self) -> Standing:
        """What has become of its area."""
        return standing_of(self.state.stage, self.state.outcome)
