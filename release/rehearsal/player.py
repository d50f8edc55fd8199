"""Plays a scenario: people act on their working days, and time passes between them."""

import asyncio
import dataclasses
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from temporalio.client import Client

from activities.reference import working_calendar
from desk.answers import Opening
from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.timeline import TimelineEntry, TimelineReader
from register import log, visits
from register.connection import Pool, open_pool
from register.migrate import migrate
from register.private_files import make_folder
from release.rehearsal.days import OPENING_TIME, Days, days_in_term, days_of
from release.rehearsal.post import RehearsedPost
from release.rehearsal.related import Beside
from release.rehearsal.report import Report, report
from release.rehearsal.time_skipping import VirtualTime
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days
from rules.zones import at_london, london_date
from schemas.forms.form import Form
from schemas.ids import VisitId
from schemas.personal import Person
from schemas.scenario import Scenario, Step, filled_in
from schemas.sentences import Sentence
from schemas.side_processes import SideForm
from schemas.state import VisitState
from stack import StackAddresses
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings

PATIENCE: Final = timedelta(minutes=1)
"""How long whoever plays waits for a record, on a machine that may have much else to do.

A person's patience is shorter: they are told how to ask again, and a scenario does not ask again.
"""

_LOOK_AGAIN = 0.05
OUT_OF_TERM = "The rehearsal was asked for on these days, which are out of term."
"""Why a scenario that gives no reason is held on days out of term."""


class UnexpectedRefusal(Sentence):
    """A step was refused that the scenario did not expect, or taken that should not have been."""


def mailboxes_in(scenario: Scenario) -> tuple[Person, ...]:
    """Where a scenario has agreed notes go: its first contacts may say so, as settings do."""
    steps = (step.form.get("people", ()) for step in scenario.steps if step.do == "contacts")
    first = scenario.contacts.people if scenario.contacts else next(steps, ())
    people = [Person.model_validate(person) for person in first]
    named = {person.role: person for person in people}
    return tuple(named.get(example.role, example) for example in EXAMPLES)


class Player:
    """Plays one scenario on a stack in virtual time.

    Args:
        scenario: What people do.
        days: When.
        client: To the server.
        pool: The register.
        settings: Of the worker that serves the visit.
        on_event: Told each event once it is recorded.
        mailboxes: Where agreed notes go; as the scenario says by default.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a rehearsal is made of
        self,
        scenario: Scenario,
        days: Days,
        client: Client,
        pool: Pool,
        settings: WorkerSettings,
        on_event: Callable[[TimelineEntry], None],
        mailboxes: Sequence[Person] | None = None,
    ) -> None:
        self._scenario = scenario
        self._days = days
        self._pool = pool
        self._on_event = on_event
        self._time = VirtualTime(client)
        self.offset = days.opened - datetime.now(UTC)
        self._now = days.opened
        self.desk = Desk(
            client,
            pool,
            task_queue=settings.task_queue,
            now=lambda: self._now,
            mailboxes=lambda: mailboxes or mailboxes_in(scenario),
            patience=PATIENCE,
            authority=REHEARSED,
        )
        self.beside = Beside(
            client,
            pool,
            task_queue=settings.task_queue,
            now=lambda: self._now,
            patience=PATIENCE,
        )
        self._shown = 0
        self._timeline = TimelineReader()

    @property
    def now(self) -> datetime:
        """The moment that the rehearsal has come to."""
        return self._now

    async def play(self, until: str | None = None) -> VisitState:
        """Open the visit, take each step on its day, then let time pass to the end.

        Args:
            until: A moment of the scenario, such as `T-9 10:00`; the visit is left as it is then.

        Raises:
            UnexpectedRefusal: The visit did not answer a step as the scenario says.
        """
        visit = await self.open()
        stop = self._days.moment(until) if until else None
        for number, step in enumerate(self._scenario.steps, start=1):
            moment = self._days.moment(step.at)
            if stop is not None and moment > stop:
                break
            await self.advance_to(visit, moment)
            await self.take(visit, step, f"step-{number}")
            await self.show(visit)
        if stop is None:
            await self.let_time_pass(visit)
        else:
            await self.advance_to(visit, stop)
        await self.show(visit)
        async with self._pool.acquire() as connection:
            state = await visits.require(connection, visit)
        if stop is None and state.deferred_to is not None:
            await self.follow(state.deferred_to.visit_id)
        return state

    async def open(self) -> VisitId:
        """Open the visit with its contacts; out of term because it was asked for then."""
        opening = Opening(
            area=self._scenario.area,
            day_one=self._days.one,
            programme=self._scenario.programme,
            actor=self._scenario.by,
            policy=self._scenario.policy,
            clock_offset=self.offset,
        )
        try:
            visit, _ = await self.desk.open(opening, self._scenario.contacts, "open")
        except Refused as refused:
            if refused.code is not RefusalCode.OUT_OF_TERM:
                raise
            opening = dataclasses.replace(opening, reason=OUT_OF_TERM)
            visit, _ = await self.desk.open(opening, self._scenario.contacts, "open")
        await self.show(visit)
        return visit

    async def take_up(self, visit: VisitId) -> None:
        """Go on with a visit that is under way; what is recorded of it is not told again."""
        async with self._pool.acquire() as connection:
            known = await log.read_all(connection, about=visit)
        self._timeline.entries(known)
        self._shown = known[-1].position if known else 0

    async def take(self, visit: VisitId, step: Step, update_id: str) -> None:
        """Bring what a step says.

        Raises:
            UnexpectedRefusal: It was not answered as the scenario says.
        """
        form = filled_in(step, self._days.one, self._days.two, visit, self._days.day)
        try:
            await self._bring(visit, form, step, update_id)
        except Refused as refused:
            if step.refused != refused.code:
                raise UnexpectedRefusal(
                    f"At {step.at}, `{step.do}` was refused: {refused.sentence}"
                ) from None
        else:
            if step.refused:
                raise UnexpectedRefusal(
                    f"At {step.at}, `{step.do}` was taken, and the scenario expects a refusal "
                    f"({step.refused})."
                )

    async def _bring(self, visit: VisitId, form: Form, step: Step, update_id: str) -> None:
        """Bring a form; days that are out of term on this occasion are given a reason."""
        if isinstance(form, SideForm):
            await self.beside.take(visit, form, actor=step.by, update_id=update_id)
            return
        try:
            await self.desk.submit(visit, form, actor=step.by, update_id=update_id)
        except Refused as refused:
            if refused.code is not RefusalCode.OUT_OF_TERM or step.refused:
                raise
            form = form.model_copy(update={"reason": OUT_OF_TERM})
            await self.desk.submit(visit, form, actor=step.by, update_id=update_id)

    async def advance_to(self, visit: VisitId, moment: datetime) -> None:
        """Let time pass up to a moment; what is due on the way happens on the way."""
        handle = self.desk.handle(visit)
        virtual = await self._time.now(handle) + self.offset
        if moment > virtual:
            await self._time.advance(handle, moment - virtual)
        self._now = max(moment, virtual)
        await self.beside.advance_to(moment)

    async def let_time_pass(self, visit: VisitId) -> None:
        """To the end of the visit; one that waits for a person is left after a quarter."""
        running = True
        for _ in range(3):
            running = await self.pass_on(visit, timedelta(days=31), running=running)

    async def pass_on(self, visit: VisitId, by: timedelta, *, running: bool = True) -> bool:
        """Let time pass by so much; whether the visit runs after it, as it did before."""
        if running:
            running = await self._time.advance(self.desk.handle(visit), by)
        await self.beside.let_time_pass(by)
        self._now += by
        return running

    async def follow(self, successor: VisitId, end: datetime | None = None) -> None:
        """See a deferred visit's successor opened, and its invitation go out on its day.

        Args:
            successor: Its id.
            end: The last moment, if the invitation may be later.
        """
        self._shown, self._timeline = 0, TimelineReader()
        state = None
        # It is opened by the deferred visit's own worker.
        async with asyncio.timeout(PATIENCE.total_seconds()), self._pool.acquire() as connection:
            while True:
                state = await visits.load(connection, successor)
                if state is not None:
                    break
                await asyncio.sleep(_LOOK_AGAIN)
        handle = self.desk.handle(successor)
        # Its clock is its own: it read `opened_at` when the server started it.
        offset = state.opened_at - (await handle.describe()).start_time
        invited = add_working_days(
            state.day_one, -state.policy.invitation_before, working_calendar(state.day_one)
        )
        moment = at_london(invited, OPENING_TIME)
        moment = moment if end is None else min(moment, end)
        virtual = await self._time.now(handle) + offset
        if moment > virtual:
            await self._time.advance(handle, moment - virtual)
        await self.show(successor)

    async def show(self, visit: VisitId) -> None:
        """Tell what was recorded since."""
        async with self._pool.acquire() as connection:
            fresh = await log.read_all(connection, about=visit, after=self._shown)
        for entry in self._timeline.entries(fresh):
            self._on_event(entry)
        if fresh:
            self._shown = fresh[-1].position


async def rehearse(  # noqa: PLR0913 - all but the scenario by name
    scenario: Scenario,
    *,
    start: date | None,
    out: Path,
    addresses: StackAddresses,
    on_event: Callable[[TimelineEntry], None],
    settings: WorkerSettings = WorkerSettings(),  # noqa: B008 - frozen
) -> Report:
    """Play a scenario on a throwaway stack and write down what it left.

    Args:
        scenario: What people do.
        start: The day the visit is opened, or the first working day after it; by default the first
            from today on whose days are in term.
        out: A folder for letters, documents and events; made if it is not there.
        addresses: Of a stack in virtual time.
        on_event: Told each event once it is recorded.
        settings: Of the worker.

    Returns:
        What `visits rehearse --json` prints.
    """
    make_folder(out)
    days = (
        days_in_term(scenario, london_date(datetime.now(UTC)))
        if start is None
        else days_of(scenario, start)
    )
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        client = await connect(addresses.temporal, addresses.namespace)
        sender = MailSettings().sender
        activities = activities_for(pool, RehearsedPost(out / "letters", scenario.post), sender)
        async with running_worker(client, activities, settings):
            begun = time.perf_counter()
            player = Player(scenario, days, client, pool, settings, on_event)
            state = await player.play()
            seconds = time.perf_counter() - begun
            async with pool.acquire() as connection:
                return await report(
                    connection, client.get_workflow_handle, state, out, wall_seconds=seconds
                )
