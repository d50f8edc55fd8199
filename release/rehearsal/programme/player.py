"""Plays a programme: its coordinators, its planner and all its visits, in one virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.programme_openings import ProgrammeOpening
from register import areas, programmes, visits
from register.connection import Pool
from release.rehearsal.loader import built_in_scenario
from release.rehearsal.player import UnexpectedRefusal
from release.rehearsal.programme.editor import RehearsedEditor
from release.rehearsal.programme.moments import FAR, moment_of
from release.rehearsal.programme.planner import RehearsedPlanner
from release.rehearsal.programme.visit import VisitInPlay, may_give_place
from release.rehearsal.time_skipping import RunClock, VirtualTime
from rules.programme import owed, programme_deadlines
from rules.refusals import Refused
from schemas.ids import AreaCode
from schemas.personal import Person
from schemas.programme import ProgrammeStage, ProgrammeState
from schemas.programme.content import Seed
from schemas.programme.forms import PROGRAMME_FORMS, AreaContactsForm, ProgrammeForm, SeedForm
from schemas.programme.scenario import ProgrammeScenario, ProgrammeStep
from schemas.programme.values import Standing, Window
from schemas.scenario import Scenario, Step
from schemas.selection import Asked, Frame
from worker.settings import WorkerSettings

_AT_ONCE = 8
"""Visits that are played beside each other."""

_LOOK_AGAIN = 0.01


class ProgrammePlayer:
    """Plays one programme on a stack in virtual time.

    Args:
        scenario: What people do.
        frame: The file of the areas, they, and what is asked of the sample.
        client: To the server.
        pool: The register.
        settings: Of the worker that serves it.
        told: Told each decision and what became of it.
    """

    patience = timedelta(seconds=60)
    """How long people wait for an answer, and everybody until a moment's work is done."""

    clocks = VirtualTime
    """Moves the clocks of runs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a rehearsal is made of
        self,
        scenario: ProgrammeScenario,
        frame: tuple[str, Frame, Asked],
        client: Client,
        pool: Pool,
        settings: WorkerSettings,
        told: Callable[[datetime, str], None] = lambda _at, _what: None,
    ) -> None:
        self.scenario = scenario
        self._text, self._frame, self._asked = frame
        self._client = client
        self._pool = pool
        self._told = told
        self._now = moment_of(scenario.opened)
        self._offset = self._now - datetime.now(UTC)
        self._time = self.clocks(client)
        self._task_queue = settings.task_queue
        self.desk = self._desk_by(lambda: self._now)
        self._clock = RunClock(self._time, self.desk.handle(self._name), self._offset)
        self.visits: dict[AreaCode, VisitInPlay] = {}
        self._planner = RehearsedPlanner(scenario, self.desk, pool)
        self._editor = RehearsedEditor(scenario, self.desk, pool)
        self._steps = list(scenario.steps)
        self._decided = 0
        self._scenarios: dict[str, Scenario] = {}
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._going: dict[AreaCode, asyncio.Task[None]] = {}

    @property
    def now(self) -> datetime:
        """The moment that the rehearsal has come to."""
        return self._now

    @property
    def _name(self) -> str:
        return self.scenario.programme

    # --- The whole --------------------------------------------------------------------------

    async def play(self) -> ProgrammeState:
        """Open the programme, draw, plan, and let everything happen to the end."""
        state = await self._begin()
        end = moment_of(self.scenario.until) if self.scenario.until else FAR
        try:
            while not state.over:
                coming = self._coming(state)
                self._let_go_on(min(self._reaches_visits(state), end))
                following = min((self._wanted_at(one) for one in self.visits.values()), default=FAR)
                if min(coming, following) >= end:
                    break
                if following <= coming:
                    # All that happens to visits on one day, before the programme's next moment.
                    horizon = min(coming, following + timedelta(hours=12))
                    state = await self._play_visits(horizon, state)
                else:
                    state = await self._act(coming, state)
            await self._come_to_rest(list(self._going))
        finally:
            await self._give_up()
        return state

    def _coming(self, state: ProgrammeState) -> datetime:
        """The next moment at which something happens to the programme itself."""
        due = programme_deadlines(state)
        moments = [each.at for each in due]
        moments += [moment_of(step.at) for step in self._steps[:1]]
        moments.append(self._planner.wanted_at(state, self._now))
        moments.append(self._editor.wanted_at)
        return max(min(moments), self._now)

    def _reaches_visits(self, state: ProgrammeState) -> datetime:
        """The next moment at which the programme may do something to visits under way.

        That it opens others is nothing to them, unless one of those may give its place away.
        """
        moments = [moment_of(step.at) for step in self._steps[:1]]
        moments += [self._planner.wanted_at(state, self._now), self._editor.wanted_at]
        scenarios = {self.scenario.visits, *(each.scenario for each in self.scenario.behaviours)}
        if any(may_give_place(step) for name in scenarios for step in self._steps_of(name)):
            moments += [each.at for each in programme_deadlines(state)]
        return min(moments)

    async def _act(self, moment: datetime, state: ProgrammeState) -> ProgrammeState:
        if moment >= self._reaches_visits(state):
            await self._come_to_rest(list(self._going))
        await self._advance_to(moment)
        if self._steps and moment_of(self._steps[0].at) <= moment:
            step = self._steps.pop(0)
            if step.do == "resume" and self._planner.redate(state, self._now):
                await self._plan(state)
            # What is told to all of them is told to visits that have come to this moment.
            await self._every(lambda one: one.advance_to(moment))
            await self._take(step)
        elif self._planner.wanted_at(state, self._now) <= moment:
            await self._plan(state)
        elif self._editor.wanted_at <= moment:
            self._told(self._now, await self._editor.publish(self._now))
        else:
            await self._clock.advance_to(moment + RunClock.ROUNDED)
            return await self._settled(past=moment)
        return await self._settled()

    async def _plan(self, state: ProgrammeState) -> None:
        words = await self._planner.plan(state, self._now, self._update_id("plan"))
        self._told(self._now, words)

    async def _play_visits(self, horizon: datetime, state: ProgrammeState) -> ProgrammeState:
        due = {code: one for code, one in self.visits.items() if self._wanted_at(one) <= horizon}
        self._now = max(self._now, min(horizon, *(self._wanted_at(one) for one in due.values())))
        await self._come_to_rest(due)
        before = {code: one.standing for code, one in due.items()}
        await self._every(
            lambda one: one.play_until(horizon, self._desk_by(lambda: one.now)), due.values()
        )
        if all(one.standing is before[code] for code, one in due.items()):
            return state
        await self._advance_to(max(self._now, min(horizon, max(o.now for o in due.values()))))
        return await self._settled()

    # --- Visits by themselves ---------------------------------------------------------------

    def _let_go_on(self, before: datetime) -> None:
        """Let visits go on by themselves, as far as nothing of the programme can reach them.

        Most of a visit is nothing to its programme. What it is told of happens in the order of its
        moments; the rest happens beside that, up to the next place that may be given away.
        """
        for code in [code for code, task in self._going.items() if task.done()]:
            self._going.pop(code).result()
        places = min((one.gives_place_at for one in self.visits.values()), default=FAR)
        until = min(before, places)
        for code, one in sorted(self.visits.items(), key=lambda each: each[1].next):
            if code not in self._going and one.has_its_own(until):
                self._going[code] = asyncio.create_task(self._go_on(code, until))

    async def _go_on(self, code: AreaCode, until: datetime) -> None:
        one = self.visits[code]
        async with self._few:
            await one.play_its_own(until, self._desk_by(lambda: one.now))

    def _wanted_at(self, one: VisitInPlay) -> datetime:
        """When the programme has to do with a visit next, or the visit stands until then."""
        return one.told_at if one.state.area in self._going else one.next

    async def _come_to_rest(self, these: Iterable[AreaCode]) -> None:
        """Wait until some visits have come as far as they go by themselves."""
        going = [self._going.pop(code) for code in these if code in self._going]
        await asyncio.gather(*going)

    async def _give_up(self) -> None:
        for task in self._going.values():
            task.cancel()
        await asyncio.gather(*self._going.values(), return_exceptions=True)

    def _desk_by(self, now: Callable[[], datetime]) -> Desk:
        """The desk by a clock: the programme's, or a visit's."""
        return Desk(
            self._client,
            self._pool,
            task_queue=self._task_queue,
            now=now,
            mailboxes=lambda: EXAMPLES,
            patience=self.patience,
            authority=REHEARSED,
        )

    async def _every(
        self,
        do: Callable[[VisitInPlay], Coroutine[None, None, None]],
        these: Iterable[VisitInPlay] | None = None,
    ) -> None:
        async def guarded(one: VisitInPlay) -> None:
            async with self._few:
                await do(one)

        chosen = self.visits.values() if these is None else these
        await asyncio.gather(*(guarded(one) for one in chosen))

    # --- The programme ----------------------------------------------------------------------

    async def _begin(self) -> ProgrammeState:
        scenario = self.scenario
        await self.desk.open_programme(
            ProgrammeOpening(
                programme=self._name,
                text=self._text,
                frame=self._frame,
                asked=self._asked,
                reserves=scenario.select.reserves,
                window=Window(first=scenario.window[0], last=scenario.window[1]),
                visits_a_week=scenario.visits_a_week,
                actor="coordinator",
                policy=scenario.policy,
                clock_offset=self._offset,
            ),
            "open",
        )
        await self._settled()
        await self._advance_to(moment_of(scenario.select.at))
        await self._submit(AreaContactsForm(areas=self._contacts()), "contacts")
        await self._submit(SeedForm(seed=Seed(text=scenario.select.seed)), "select")
        return await self._settled()

    def _contacts(self) -> dict[AreaCode, tuple[Person, ...]]:
        """People of every area; they are invented."""
        first = self._visit_scenario(self.scenario.visits)
        people = first.contacts.people if first.contacts else ()
        return {
            code: tuple(
                one.model_copy(
                    update={
                        "email": f"{one.ref}@{code.lower()}.example.gov.uk",
                        "organisation": f"{areas.area_name(code, self.scenario.first_day)}",
                    }
                )
                for one in people
            )
            for code in self._frame.codes
        }

    async def _take(self, step: ProgrammeStep) -> None:
        if step.leave is not None:
            self._planner.on_leave(*step.leave)
            self._told(self._now, f"{step.leave[0]} is ill")
            return
        form = PROGRAMME_FORMS[step.do].model_validate(step.form)
        try:
            await self.desk.submit(
                self._name, form, actor=step.by, update_id=self._update_id(step.do)
            )
        except Refused as refused:
            if step.refused != refused.code:
                raise UnexpectedRefusal(
                    f"At {step.at}, `{step.do}` was refused: {refused.sentence}"
                ) from None
        self._told(self._now, step.do)

    async def _submit(self, form: ProgrammeForm, name: str) -> None:
        await self.desk.submit(
            self._name, form, actor="coordinator", update_id=self._update_id(name)
        )

    def _update_id(self, name: str) -> str:
        self._decided += 1
        return f"{name}-{self._decided}"

    async def _advance_to(self, moment: datetime) -> None:
        await self._clock.advance_to(moment)
        self._now = max(self._now, moment)

    async def _settled(self, past: datetime | None = None) -> ProgrammeState:
        """Wait until the programme has done what it owes and knows what has become of visits.

        Args:
            past: A deadline that has come.
        """
        state = None
        async with asyncio.timeout(self.patience.total_seconds()):
            while True:
                async with self._pool.acquire() as connection:
                    # With all areas in it, a state takes longer to read than to wait for.
                    sequence = await programmes.sequence_of(connection, self._name)
                    if state is None or state.sequence != sequence:
                        state = await programmes.require(connection, self._name)
                    codes = [one.area for one in state.areas]
                    found = await programmes.visits_of(connection, self._name, codes)
                known = {one.area: one.standing for one in state.areas if one.area in found}
                knows = all(
                    known[code] in {found[code].standing, Standing.REMOVED} for code in known
                )
                passed = past is None or all(each.at > past for each in programme_deadlines(state))
                begun = state.stage is not ProgrammeStage.OPENED
                if owed(state) is None and knows and begun and passed:
                    break
                await asyncio.sleep(_LOOK_AGAIN)
        await self._take_up(state, found)
        return state

    # --- The visits -------------------------------------------------------------------------

    async def _take_up(
        self, state: ProgrammeState, found: dict[AreaCode, programmes.AreaVisit]
    ) -> None:
        """Play the visits that have been opened since, and see what was told to the others."""
        for number, one in enumerate(state.areas, start=1):
            if one.area not in found:
                continue
            known = self.visits.get(one.area)
            if known is not None and known.visit == found[one.area].visit:
                moved = known.state.sequence != found[one.area].sequence
                if moved and one.area not in self._going:
                    await known.refresh()
                continue
            visit = found[one.area].visit
            async with self._pool.acquire() as connection:
                read = await visits.require(connection, visit)
            handle = self.desk.handle(visit)
            offset = read.opened_at - (await handle.describe()).start_time
            self.visits[one.area] = VisitInPlay(
                visit,
                self._visit_scenario(self._behaviour(number, one.area)),
                read,
                offset,
                self._pool,
                self._time,
                handle,
            )

    def _behaviour(self, number: int, area: AreaCode) -> str:
        """As which scenario the n-th area goes."""
        for each in self.scenario.behaviours:
            if area in each.areas:
                return each.scenario
            if each.every and number >= each.first and (number - each.first) % each.every == 0:
                return each.scenario
        return self.scenario.visits

    def _steps_of(self, name: str) -> Sequence[Step]:
        return self._visit_scenario(name).steps

    def _visit_scenario(self, name: str) -> Scenario:
        if name not in self._scenarios:
            self._scenarios[name] = built_in_scenario(name)
        return self._scenarios[name]
