"""What end-to-end tests hold in their hands: real parts, and shortcuts to play a visit."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.channels import Channel, MaildirChannel
from activities.deliveries import Deliveries, open_posting
from activities.deliveries.delivery_run import SETTLED
from activities.deliveries.posting import PATIENCE
from activities.sender import Sender
from activities.turns import Turns
from desk.departments import EXAMPLES
from desk.subscriptions import SubscriptionDesk
from register import log, visits
from register.connection import Pool
from register.logged import Logged
from register.tail import following
from release.rehearsal import TimelineEntry, load_scenario
from release.rehearsal.days import Days, days_of
from release.rehearsal.player import Player
from release.rehearsal.post import RehearsedPost
from rules.evolve import replay
from schemas.events.event import VisitEvent
from schemas.ids import VisitId, visit_id
from schemas.scenario import Scenario
from schemas.state import VisitState
from schemas.streams import AnyEvent
from schemas.subscriptions import LISTEN
from stack import StackAddresses
from tests.keys import KEYS
from worker.connections import connect
from worker.mail_settings import MailSettings
from worker.process import activities_for, running_deliverer, running_worker
from worker.settings import WorkerSettings

SCENARIOS = Path(__file__).parent.parent / "scenarios"
AUTUMN_2020 = date(2020, 9, 21)

UNHURRIED = timedelta(minutes=1)
"""How long tests wait for a record or an answer where a person would give up after seconds.

What they look at comes in its own time, and on a busy machine that is longer. A test of patience
itself says which.
"""


@cache
def scenario_of(name: str) -> Scenario:
    """A scenario of the project, which many tests ask for and none changes: to read it is slow."""
    return load_scenario(SCENARIOS / f"{name}.yaml")


@dataclass
class Engine:
    """A register, a server and a Maildir for one test, and a programme that is its own.

    Attributes:
        addresses: Of the servers, with the test's own database.
        pool: The register, as whoever decides and looks has it.
        folder: The test's own.
        number: Names its task queue and its programme.
        seen: What was told of it while it was played.
        workers_pool: The register as its worker has it; the same if not given.
    """

    addresses: StackAddresses
    pool: Pool
    folder: Path
    number: int
    seen: list[TimelineEntry] = field(default_factory=list)
    workers_pool: "Pool | None" = None

    @property
    def maildir(self) -> Path:
        return self.folder / "letters"

    @property
    def settings(self) -> WorkerSettings:
        return WorkerSettings(
            task_queue=f"test-{self.number}", graceful_shutdown=timedelta(seconds=1)
        )

    def scenario(self, name: str = "smooth") -> Scenario:
        """A scenario of the project under this test's own programme."""
        return scenario_of(name).model_copy(update={"programme": f"t{self.number}"})

    def visit(self, scenario: Scenario) -> VisitId:
        return visit_id(scenario.programme, scenario.area)

    async def client(self) -> Client:
        return await connect(self.addresses.temporal, self.addresses.namespace)

    @asynccontextmanager
    async def working(
        self,
        channel: Channel | None = None,
        settings: WorkerSettings | None = None,
        sender: Sender | None = None,
        turns: Turns | None = None,
    ) -> AsyncIterator[tuple[Client, Worker]]:
        """A worker on this test's own task queue."""
        client = await self.client()
        activities: Sequence[Callable[..., Any]] = activities_for(
            self.workers_pool or self.pool,
            channel or MaildirChannel(self.maildir),
            sender or MailSettings().sender,
            lambda: EXAMPLES,
            turns=turns,
        )
        async with running_worker(client, activities, settings or self.settings) as worker:
            yield client, worker

    @asynccontextmanager
    async def pushing(
        self,
        *,
        listen: timedelta = LISTEN,
        patience: timedelta = PATIENCE,
        settled: timedelta = SETTLED,
    ) -> AsyncIterator[tuple[Client, SubscriptionDesk]]:
        """Workers that push events, to private addresses too, and the desk for subscriptions."""
        client = await self.client()
        async with (
            running_worker(client, [], self.settings),
            following(self.pool) as tail,
            open_posting(private=True, patience=patience) as posting,
            running_deliverer(
                client, Deliveries(self.pool, tail, posting, KEYS, settled=settled), self.settings
            ),
        ):
            yield client, self.subscription_desk(client, listen=listen)

    def subscription_desk(self, client: Client, *, listen: timedelta = LISTEN) -> SubscriptionDesk:
        return SubscriptionDesk(
            client,
            self.pool,
            keys=KEYS,
            task_queue=self.settings.task_queue,
            private=True,
            listen=listen,
        )

    def player(self, client: Client, scenario: Scenario, start: date = AUTUMN_2020) -> Player:
        return Player(
            scenario, self.days(scenario, start), client, self.pool, self.settings, self.seen.append
        )

    @staticmethod
    def days(scenario: Scenario, start: date = AUTUMN_2020) -> Days:
        return days_of(scenario, start)

    async def play(
        self,
        scenario: Scenario | None = None,
        *,
        start: date = AUTUMN_2020,
        channel: Channel | None = None,
        settings: WorkerSettings | None = None,
    ) -> VisitState:
        """Play a scenario to its end on a worker of its own; the visit as recorded."""
        played = scenario or self.scenario()
        post = channel or RehearsedPost(self.maildir, played.post)
        async with self.working(post, settings) as (client, _):
            return await self.player(client, played, start).play()

    async def events(self, visit: VisitId) -> list[Logged[VisitEvent]]:
        async with self.pool.acquire() as connection:
            return await log.read(connection, visit=visit)

    async def all_events(self) -> list[Logged[AnyEvent]]:
        async with self.pool.acquire() as connection:
            return await log.read_all(connection)

    async def state(self, visit: VisitId) -> VisitState:
        async with self.pool.acquire() as connection:
            return await visits.require(connection, visit)

    async def refolded(self, visit: VisitId) -> VisitState:
        """The visit as the event log alone gives it."""
        return replay([entry.event for entry in await self.events(visit)])

    async def handle(self, visit: VisitId) -> WorkflowHandle[Any, Any]:
        return (await self.client()).get_workflow_handle(visit)
