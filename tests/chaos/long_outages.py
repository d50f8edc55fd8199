"""The register is away for up to half an hour by a visit's own clock, around whatever happens.

Temporal moves a visit's clock while its register is away: what cannot be recorded is tried again
and again, and the pauses between two tries are skipped. So deadlines fall due and people decide
with nobody there to write it down, for as long as the outage lasts.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from temporalio.client import Client, WorkflowHandle

from tests.chaos.patience import PatientTime
from tests.chaos.stories import Left, Story, visit
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.chaos.told_beside import told_beside
from tests.e2e.killing import KillableWorker
from tests.engine import Engine
from tests.support.servers import Database, servers_that_remember

LONGEST: Final = timedelta(minutes=30)

_STANDS_STILL: Final = 60.0
"""Seconds after which a clock that does not go on without the register is left alone."""

_DECIDED_WITHIN: Final = 0.15  # seconds, with the letters that follow

SCENARIOS: Final = {"a visit": "smooth", "a visit that nobody answers": "silent"}
"""The first lives by decisions, the second by deadlines."""


def long_outages() -> Iterator[Fault]:
    """A part of the table for each story."""
    for name, scenario in SCENARIOS.items():
        fault = f"{name}: database away for up to 30 minutes by its clock"
        yield Fault(fault, partial(_played, fault, scenario), alone=True)


class Outage(NamedTuple):
    """A time without the register, by the visit's calendar.

    Attributes:
        begins: When.
        ends: At most `LONGEST` later.
        within: How many seconds after a person decided in it it really begins; `None` if they find
            the register gone.
        recovery: Whether the database is stopped again while it recovers.
    """

    begins: datetime
    ends: datetime
    within: float | None
    recovery: bool


def drawn_around(moments: Sequence[datetime], seed: str, one_in: int) -> list[Outage]:
    """Outages around moments at which something happens, none beside another.

    Args:
        moments: When something happened while nothing was disturbed.
        seed: Decides when they begin and how long they last.
        one_in: Of how many moments one is in an outage.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be kept secret
    drawn: list[Outage] = []
    # The first moment is the opening: the visit has no clock before it.
    for moment in sorted(set(moments))[1:]:
        lasts = LONGEST * chance.uniform(0.02, 1)
        begins = moment - lasts * chance.uniform(0.05, 0.95)
        within = chance.uniform(0, _DECIDED_WITHIN) if chance.random() < 0.5 else None
        one = Outage(begins, begins + lasts, within, recovery=chance.random() < 0.5)
        if not drawn or begins > drawn[-1].ends:
            drawn.append(one)
    return drawn[::one_in]


class OutageTime(PatientTime):
    """Moves a visit's clock, and takes the register away for parts of the way.

    Args:
        client: To Temporal.
        opened: What the calendar says when this is made.
        outages: In their order.
        database: Of the register.
        done: Told what was done, and for how many minutes.
    """

    def __init__(
        self,
        client: Client,
        *,
        opened: datetime,
        outages: Sequence[Outage],
        database: Database,
        done: Counter[str],
    ) -> None:
        super().__init__(client)
        self._offset = opened - datetime.now(UTC)
        self._outages = list(outages)
        self._database = database
        self._done = done
        self._ending: asyncio.Task[None] | None = None

    async def advance(self, handle: WorkflowHandle[Any, Any], by: timedelta) -> bool:
        """Move it; an outage at whose time a person decides ends while they do."""
        if self._ending is not None:
            await self._ending
        until = await self.now(handle) + self._offset + by
        while self._outages and self._outages[0].begins < until:
            outage = self._outages.pop(0)
            if not await self._go_on(handle, outage.begins):
                return False
            if outage.ends < until:
                await self._be_away(handle, outage)
                continue
            if outage.within is None:
                await self._database.stop_at_once()
            await self._go_on(handle, until)
            self._ending = asyncio.create_task(self._end(handle, outage))
            return True
        return await self._go_on(handle, until)

    async def _end(self, handle: WorkflowHandle[Any, Any], outage: Outage) -> None:
        if outage.within is not None:
            await asyncio.sleep(outage.within)
        await self._be_away(handle, outage, deciding=True)

    async def _be_away(
        self, handle: WorkflowHandle[Any, Any], outage: Outage, *, deciding: bool = False
    ) -> None:
        if self._database.runs:
            await self._database.stop_at_once()
        try:
            if outage.recovery:
                self._database.begin()
                await asyncio.sleep(0.1)
                await self._database.stop_at_once()
            async with asyncio.timeout(_STANDS_STILL):
                await self._go_on(handle, outage.ends)
            minutes = (outage.ends - outage.begins) / timedelta(minutes=1)
            what = "a person decided" if deciding else "a deadline fell due"
            tried = await self._tried(handle)
            self._done[
                f"{what} in an outage of {minutes:.0f} minutes by its clock"
                + (f"; what waited was tried {tried} times" if tried else "")
            ] += 1
        except TimeoutError:
            self._done["the clock stood still in an outage"] += 1
        finally:
            self._database.start()

    async def _tried(self, handle: WorkflowHandle[Any, Any]) -> int:
        """How often whatever waits for the register was tried by now."""
        pending = (await handle.describe()).raw_description.pending_activities
        return max((one.attempt - 1 for one in pending), default=0)

    async def _go_on(self, handle: WorkflowHandle[Any, Any], until: datetime) -> bool:
        left = until - await self.now(handle) - self._offset
        return left <= timedelta(0) or await super().advance(handle, left)


async def _played(fault: str, scenario: str, site: Site) -> Verdict:
    moments: list[datetime] = []
    calm = await undisturbed(
        _remembering(visit(scenario), moments), site.addresses, site.folder / "calm"
    )
    outages = drawn_around(moments, site.seed, site.one_in)
    done: Counter[str] = Counter()
    with servers_that_remember(site.folder / "stack", hasty=True) as servers:
        clocks = partial(
            OutageTime,
            opened=min(moments),
            outages=outages,
            database=servers.database,
            done=done,
        )

        async def nothing(_: Engine, worker: KillableWorker) -> None:
            await worker.dies()

        left, arrived = await told_beside(visit(scenario, clocks), site, servers, nothing)
    return judged(fault, Told(left, arrived, died=sorted(done.elements())), calm)


def _remembering(story: Story, moments: list[datetime]) -> Story:
    """The same story; when what happened is kept."""

    async def tell(engine: Engine, client: Client) -> Left:
        left = await story(engine, client)
        moments.extend([entry.event.at for entry in await engine.all_events()])
        return left

    return tell
