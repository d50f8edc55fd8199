"""What is played while workers die: one of every kind of process, and what each leaves."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from aiohttp import web
from temporalio.client import Client

from register import letters, log, publication, visits
from rules.refusals import Refused
from schemas.forms.form import VisitForm
from schemas.ids import VisitId, successor_of
from schemas.report.values import ReportStage
from schemas.scenario import Step, filled_in
from schemas.values import Outcome, Stage
from tests.chaos.patience import PATIENCE, PatientPlayer, PatientTime, patiently_read, repeating
from tests.e2e.consumers import Copy
from tests.e2e.programmes import Play, left_by, small, what_became
from tests.e2e.pushes import Push
from tests.e2e.walking import Clocks, Walk
from tests.engine import Engine
from tests.receiving import TAKES_IT, Receiver, Taken
from tests.support.agreed import agreed_visits
from tests.support.reporting import AREAS, Reporting
from tests.support.waiting import until

PUSHED: Final = "a subscription"
"""The story in which events are pushed."""

PUSHED_VISITS: Final = 3

_A_WHILE: Final = PATIENCE.total_seconds()

UNTIL: Final = "2020-09-25 12:00"
"""By then a small programme was drawn and planned, and an area that declined was replaced."""


@dataclass(frozen=True)
class Left:
    """What a story leaves, as far as it must be the same whatever died.

    Attributes:
        letters: Each letter's key and what became of it, by how often it is there.
        events: The types of all events, by stream.
        ended: Whatever else must be as it was undisturbed.
        visits: How many visits took part.
        stranded: How many of them are not where they would be.
    """

    letters: Counter[str]
    events: Counter[str]
    ended: tuple[str, ...] = ()
    visits: int = 1
    stranded: int = field(default=0, compare=False)


def reading(engine: Engine) -> Engine:
    """The same for reading only, out of which everything comes in the end."""
    return replace(engine, pool=patiently_read(engine.pool))


Story = Callable[[Engine, Client], Awaitable[Left]]


class _Walk(Walk):
    """Takes the steps beside a visit, too, and goes on where one is refused, as it is to be."""

    def __init__(self, *args: Any, clocks: Clocks, **options: Any) -> None:  # noqa: ANN401 - a walk's
        self.clocks = clocks
        super().__init__(*args, **options)

    def form(self, step: Step) -> Any:  # noqa: ANN401 - a form of the visit's, or beside it
        form = filled_in(step, self.days.one, self.days.two, self.visit, self.days.day)
        return super().form(step) if isinstance(form, VisitForm) else form

    async def submit(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        try:
            return await super().submit(*args, **options)
        except Refused:
            return None


def visit(scenario: str, clocks: Clocks = PatientTime) -> Story:
    """A visit to its end, with whatever lives beside it.

    Args:
        scenario: What people do, by its name.
        clocks: Moves its clock.
    """

    async def tell(engine: Engine, client: Client) -> Left:
        walk = _Walk(
            engine.scenario(scenario),
            client,
            engine.pool,
            engine.settings.task_queue,
            patience=PATIENCE,
            clocks=clocks,
        )
        walk.desk = repeating(walk.desk)
        await walk.open()
        await walk.to_the_end()
        read = reading(engine)
        state = await read.state(walk.visit)
        if state.outcome is Outcome.DEFERRED:
            await until(lambda: _stands(read, successor_of(walk.visit)), within=_A_WHILE)
        ended = (str(state.outcome), str(state == await read.refolded(walk.visit)))
        sent, happened = await _of_visit(read, walk.visit)
        return Left(sent, happened, ended, stranded=int(state.stage is not Stage.ENDED))

    return tell


async def _stands(engine: Engine, successor: VisitId) -> bool:
    """Whether a successor has recorded all that it does by itself before its day."""
    async with engine.pool.acquire() as connection:
        state = await visits.load(connection, successor)
    return state is not None and state.calendar is not None


async def _of_visit(engine: Engine, visit: VisitId) -> tuple[Counter[str], Counter[str]]:
    """Of a visit and of a successor, if it has one; and of what lives beside it."""
    sent: Counter[str] = Counter()
    happened: Counter[str] = Counter()
    async with engine.pool.acquire() as connection:
        written_to = await connection.fetch("SELECT DISTINCT visit_id FROM letters")
        for one in sorted({visit, *(row["visit_id"] for row in written_to)}):
            for row in await letters.of_visit(connection, one):
                key = row.order.key.replace(visit, "VISIT")
                sent[f"{key} {row.status}"] += 1
        for logged in await log.read_all(connection):
            stream = logged.event.subject.replace(visit, "VISIT")
            # What became of letters is told as it is heard of: of all at once, or of some.
            told = getattr(logged.event.fact, "outcomes", ())
            for which in [one.key.replace(visit, "VISIT") for one in told] or [""]:
                happened[f"{stream} {logged.event.type} {which}"] += 1
    return sent, happened


async def programme(engine: Engine, client: Client) -> Left:
    """A small programme: drawn, planned, invited, one area replaced."""
    player = PatientPlayer(engine, client, small(engine, until=UNTIL))
    played = Play(player, await player.play())
    sent, happened = await left_by(reading(engine), played)
    became = tuple(str(one) for one in what_became(played))
    return Left(sent, Counter(happened), became, visits=len(played.player.visits))


async def report(engine: Engine, client: Client) -> Left:
    """A national report, from agreed notes to its files."""
    name = f"t{engine.number}"
    await agreed_visits(engine.pool, name, AREAS[:4])
    reporting = Reporting.of(engine, client, name, patience=PATIENCE)
    repeating(reporting.desk)
    await reporting.begin()
    await reporting.write("autumn")
    await reporting.check("autumn")
    await reporting.sign("autumn")
    state = await reporting.publish("autumn")
    happened = Counter(await reporting.events("autumn"))
    stranded = int(state.stage is not ReportStage.PUBLISHED)
    return Left(Counter(), happened, (str(state.stage),), visits=4, stranded=stranded)


async def subscription(engine: Engine, client: Client) -> Left:
    """A log that is pushed to a consumer while it grows; what comes twice, comes as it did."""
    copy = Copy()

    def store(taken: Taken) -> web.Response:
        copy.take(taken.body.decode())
        return web.Response(status=TAKES_IT)

    async with Receiver() as receiver:
        receiver.answering = store
        push = Push(engine, client, engine.subscription_desk(client))
        await push.to(receiver)
        for number in range(1, PUSHED_VISITS + 1):
            await push.visits(1, first=number)
            log_now = await push.log()

            async def come(least: int = len(log_now)) -> bool:
                return len(copy.events) >= least

            await until(come, within=PATIENCE.total_seconds())
    async with engine.pool.acquire() as connection:
        end = await publication.digest_at(connection)
    assert end is not None
    agree = copy.digest() == end.digest
    happened = Counter(list(copy.ids))
    return Left(Counter(), happened, (f"{agree}", *copy.wrong), visits=PUSHED_VISITS)


STORIES: Final[Mapping[str, Story]] = {
    "a visit": visit("smooth"),
    "a visit with a referral": visit("safeguarding"),
    "a visit with a complaint": visit("complaint"),
    "a visit that is deferred": visit("deferred"),
    "a programme": programme,
    "a report": report,
    PUSHED: subscription,
}
"""Each kind of process, as it is called in the table."""
