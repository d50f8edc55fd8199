"""Stories told while the register's primary is lost and its replica takes its place."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from tests.chaos.stories import STORIES
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.chaos.told_beside import kept_alive, told_beside
from tests.e2e.killing import KillableWorker
from tests.engine import Engine
from tests.support.replicated import replicated_servers

EVERY: Final = 1.0
"""Seconds between two failovers, about, besides what they take; `--one-in` makes them rarer."""

_NOTICED_WITHIN: Final = 1.5
"""Seconds until the replica is promoted, at most."""

_FROZEN: Final = 60.0
"""Seconds for which a primary that says nothing any more stays so once another is one, at most."""

_LONGER: Final = 4
"""So much longer is it quiet between two that nothing tells of."""

KILLED = "primary killed, its replica promoted, and back"
FROZEN = "primary says nothing any more, its replica promoted, and back"

STORIES_SO: Final = {"a visit": (KILLED, FROZEN), "a programme": (KILLED,)}


def failover() -> Iterator[Fault]:
    """A part of the table for each story, and each way to lose a primary."""
    for name, ways in STORIES_SO.items():
        for way in ways:
            yield Fault(f"{name}: {way}", partial(_played, name, way), alone=True)


async def _played(name: str, way: str, site: Site) -> Verdict:
    story = STORIES[name]
    calm = await undisturbed(story, site.addresses, site.folder / "calm")
    done: list[str] = []
    besides: Counter[str] = Counter()
    with replicated_servers(site.folder / "stack") as servers:
        await servers.database.answers()
        await servers.database.follow()

        async def fail_over(_: Engine, worker: KillableWorker) -> None:
            chance = random.Random(site.seed)  # noqa: S311 - to be repeated, not to be kept secret
            while True:
                quiet = EVERY * (_LONGER if way == FROZEN else 1) * site.one_in
                await asyncio.sleep(chance.uniform(0.5, 1.5) * quiet)
                how = signal.SIGKILL if way == KILLED else signal.SIGSTOP
                servers.database.lose_primary(how)
                await asyncio.sleep(chance.uniform(0, _NOTICED_WITHIN))
                await servers.database.promote()
                if way == FROZEN:
                    await asyncio.sleep(chance.uniform(0.2, 1) * _FROZEN)
                await servers.database.follow()
                done.append(way)
                besides["the worker ended by itself, and was started again"] += await kept_alive(
                    worker
                )

        left, arrived = await told_beside(story, site, servers, fail_over)
    return judged(f"{name}: {way}", Told(left, arrived, died=done), calm, besides=besides)
