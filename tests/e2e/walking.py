"""A visit walked through a scenario step by step, so that a test can stop wherever it likes."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from temporalio.client import Client, WorkflowHandle

from desk.answers import Opening
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.signing import Signs
from register.connection import Pool, open_pool
from register.migrate import migrate
from release.rehearsal.days import Days, days_from
from release.rehearsal.time_skipping import VirtualTime
from schemas.forms.form import VisitForm
from schemas.forms.team import DeclarationsForm
from schemas.ids import ActorRef, VisitId, visit_id
from schemas.personal import Person
from schemas.scenario import Scenario, Step, filled_in
from schemas.state import Receipt, VisitResult
from stack import StackAddresses
from tests.conftest import own_database
from tests.engine import AUTUMN_2020, UNHURRIED, Engine
from workflows.visit import Visit

_NUMBERS = count(20_001)

Clocks = Callable[[Client], VirtualTime]
"""Makes what moves the clocks of runs."""


async def timed(work: Awaitable[object]) -> float:
    """How many seconds something takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


@asynccontextmanager
async def own_engine(shared: StackAddresses, folder: Path) -> AsyncIterator[Engine]:
    """An engine for tests that share what it did: with a register of its own on shared servers."""
    addresses = await own_database(shared)
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool)
        yield Engine(addresses=addresses, pool=pool, folder=folder, number=next(_NUMBERS))


class Walk:
    """One visit, its desk and its clock.

    Args:
        scenario: What people do.
        client: To a server in virtual time.
        pool: The register.
        task_queue: Where the worker listens.
        start: The day the visit is opened.
        notice: Working days from the opening to day one; the policy's by default.
        patience: How long the desk waits for a record.
    """

    clocks: Clocks = VirtualTime
    """Moves the clocks of runs."""

    def __init__(
        self,
        scenario: Scenario,
        client: Client,
        pool: Pool,
        task_queue: str,
        *,
        start: date = AUTUMN_2020,
        notice: int | None = None,
        patience: timedelta = UNHURRIED,
    ) -> None:
        self.scenario = scenario
        self.days: Days = days_from(start, notice or scenario.policy.invitation_before)
        self.now = self.days.opened
        self.taken = 0
        self._offset = self.days.opened - datetime.now(UTC)
        self.task_queue = task_queue
        self._patience = patience
        self.mailboxes: Sequence[Person] = EXAMPLES
        self.signer: Signs | None = None
        self.sit_down(client, pool)

    def sit_down(self, client: Client, pool: Pool) -> None:
        """Go on with other connections, e.g. after the servers were stopped and started."""
        self.desk = Desk(
            client,
            pool,
            task_queue=self.task_queue,
            now=lambda: self.now,
            patience=self._patience,
            mailboxes=lambda: self.mailboxes,
            signer=self.signer,
        )
        self.client = client
        self._time = self.clocks(client)

    def goes_on_with(self, offset: timedelta) -> None:
        """Go on with a new run, whose clock is moved by another offset."""
        self._offset = offset

    @property
    def visit(self) -> VisitId:
        return visit_id(self.scenario.programme, self.scenario.area)

    @property
    def handle(self) -> WorkflowHandle[Visit, VisitResult]:
        return self.desk.handle(self.visit)

    @property
    def opening(self) -> Opening:
        return Opening(
            area=self.scenario.area,
            day_one=self.days.one,
            programme=self.scenario.programme,
            actor="coordinator",
            policy=self.scenario.policy,
            clock_offset=self._offset,
        )

    async def open(self, update_id: str = "open") -> Receipt | None:
        _, receipt = await self.desk.open(self.opening, self.scenario.contacts, update_id)
        return receipt

    async def submit(
        self,
        form: VisitForm,
        update_id: str,
        *,
        actor: ActorRef = "coordinator",
        repeated: bool | None = None,
    ) -> Receipt:
        return await self.desk.submit(
            self.visit, form, actor=actor, update_id=update_id, repeated=repeated
        )

    async def step(self) -> Receipt:
        """Take the next step of the scenario on its day."""
        step = self.scenario.steps[self.taken]
        await self.pass_to(self.days.moment(step.at))
        receipt = await self.submit(self.form(step), f"step-{self.taken + 1}", actor=step.by)
        self.taken += 1
        return receipt

    async def steps_through(self, do: str) -> None:
        """Take steps up to and with the next that does this."""
        while True:
            step = self.scenario.steps[self.taken]
            await self.step()
            if step.do == do:
                return

    def form(self, step: Step) -> VisitForm:
        form = filled_in(step, self.days.one, self.days.two, self.visit, self.days.day)
        assert isinstance(form, VisitForm)
        if isinstance(form, DeclarationsForm):
            # Visits of one register are on the same days, and nobody can be in two places.
            own = tuple(
                each.model_copy(update={"email": f"{self.visit}.{each.email}"})
                for each in form.inspectors
            )
            return form.model_copy(update={"inspectors": own})
        return form

    def form_of(self, do: str) -> VisitForm:
        """The form of the scenario's first step that does this, filled in."""
        return self.form(next(step for step in self.scenario.steps if step.do == do))

    async def pass_to(self, moment: datetime) -> None:
        virtual = await self._time.now(self.handle) + self._offset
        if moment > virtual:
            await self._time.advance(self.handle, moment - virtual)
        self.now = max(moment, virtual)

    async def let_pass(self, time: timedelta) -> bool:
        """Let time go by; whether the visit's run is still open after it."""
        running = await self._time.advance(self.handle, time)
        self.now += time
        return running

    async def to_the_end(self) -> None:
        """Take the steps that are left, and let the time pass for which the visit is kept."""
        while self.taken < len(self.scenario.steps):
            await self.step()
        running = True
        for _ in range(3):
            if running:
                running = await self.let_pass(timedelta(days=31))
