"""Temporal, or the register, forgets: its data are lost, or an older copy comes back."""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from temporalio.service import RPCError

from register.connection import open_pool
from register.migrate import migrate
from release.recovery import Recovery
from schemas.values import Outcome
from tests.chaos.patience import PATIENCE, PatientTime, repeating
from tests.chaos.table import Fault, Site, Verdict
from tests.e2e.killing import killable_worker
from tests.e2e.leavings import Leavings, filed, leavings
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.keys import KEYS
from tests.support.servers import Servers, servers_that_remember

COPIED_AFTER = "declare"
LOST_AFTER = ("dates", "survey", "timetable")
"""Steps of the smooth visit after which that happens, each to a visit of its own."""


class _Walk(Walk):
    clocks = PatientTime


Forgets = Callable[[Servers, Path], Awaitable[None]]


async def _loses_all(servers: Servers, _copy: Path) -> None:
    """Temporal's data are gone."""
    await servers.temporal.kill()
    for file in servers.temporal.files.glob("temporal.db*"):
        file.unlink()
    servers.temporal.start()


async def _is_set_back(servers: Servers, copy: Path) -> None:
    """Temporal's data are those of some steps before."""
    await servers.temporal.kill()
    for file in servers.temporal.files.glob("temporal.db*"):
        file.unlink()
    for file in copy.glob("temporal.db*"):
        shutil.copy2(file, servers.temporal.files)
    servers.temporal.start()


FORGETTING: dict[str, Forgets] = {
    "Temporal's data lost, and `recover`": _loses_all,
    "an older copy of Temporal's data, and `recover`": _is_set_back,
}


def lost_runs() -> Iterator[Fault]:
    """A part of the table for each way to forget."""
    for what, forgets in FORGETTING.items():
        yield Fault(
            f"a visit: {what}", partial(_forgotten, f"a visit: {what}", forgets), alone=True
        )


async def _forgotten(fault: str, forgets: Forgets, site: Site) -> Verdict:
    calm = await _told(site.folder / "calm", None, "")
    seen = [
        await _told(site.folder / after, forgets, after) for after in LOST_AFTER[:: site.one_in]
    ]
    details: list[str] = []
    doubled = lost = events = stranded = 0
    for after, one in zip(LOST_AFTER[:: site.one_in], seen, strict=True):
        more = set(one.keys) - set(calm.keys)
        less = set(calm.keys) - set(one.keys)
        doubled += len(more) + max(one.arrived - calm.arrived, 0)
        lost += len(less) + max(calm.arrived - one.arrived, 0)
        events += len(set(one.events) ^ set(calm.events))
        stranded += one.outcome is not Outcome.CLOSED
        details += [
            f"after {after}",
            *(f"a letter otherwise: {key}" for key in sorted(more | less)),
        ]
        details += [f"an event otherwise: {e}" for e in sorted(set(one.events) ^ set(calm.events))]
    return Verdict(
        fault=fault,
        times=len(seen),
        visits=len(seen),
        duplicated=doubled,
        lost=lost,
        events_lost=events,
        stranded=stranded,
        different=any(one.left.documents != calm.left.documents for one in seen)
        or not all(one.agrees for one in seen),
        details=details,
    )


class _Seen:
    """What a visit left."""

    def __init__(
        self, left: Leavings, arrived: int, outcome: Outcome | None, *, agrees: bool
    ) -> None:
        self.left = left
        self.arrived = arrived
        self.outcome = outcome
        self.agrees = agrees
        self.keys = [f"{one.key} {one.status}" for one in left.letters]
        self.events = [f"{number} {kind}" for number, kind, _, _ in left.events]


async def _told(folder: Path, forgets: Forgets | None, after: str) -> _Seen:
    folder.mkdir(parents=True)
    with servers_that_remember(folder / "stack", hasty=True) as servers:
        async with open_pool(servers.addresses.database_url) as pool:
            await migrate(pool)
            engine = Engine(servers.addresses, pool, folder, number=1)
            async with killable_worker(engine) as worker:
                client = await engine.client()
                walk = _Walk(
                    engine.scenario(), client, pool, engine.settings.task_queue, patience=PATIENCE
                )
                repeating(walk.desk)
                await walk.open()
                if forgets is not None:
                    await walk.steps_through(COPIED_AFTER)
                    copy = folder / "copy"
                    await servers.temporal.kill()
                    shutil.copytree(servers.temporal.files, copy)
                    servers.temporal.start()
                    await walk.steps_through(after)
                    await worker.kill()
                    await forgets(servers, copy)
                    await worker.start()
                    await _recover(engine, walk)
                await walk.to_the_end()
                state = await engine.state(walk.visit)
                agrees = state == await engine.refolded(walk.visit)
                left = await leavings(pool, walk.visit)
                return _Seen(left, len(filed(engine.maildir)), state.outcome, agrees=agrees)


async def _recover(engine: Engine, walk: Walk) -> None:
    """`visits recover`, for each of the visit's processes."""
    offset = walk.now - datetime.now(UTC)
    recovery = Recovery(
        engine.pool,
        walk.client,
        keys=KEYS,
        task_queue=engine.settings.task_queue,
        clock_offset=lambda: offset,
        patience=timedelta(minutes=1),
        now=lambda: walk.now,
    )
    while True:
        with suppress(RPCError):  # the server has just begun
            done = await recovery.carry_out(walk.visit)
            break
    assert all(step.done for step in done), done
    walk.goes_on_with(offset)
