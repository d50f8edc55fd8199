"""Stories told while servers die under them, again and again, beside the same ones in peace."""

import asyncio
from collections.abc import Iterator, Sequence

from register.connection import open_pool
from register.migrate import migrate
from tests.chaos import tormentor as t
from tests.chaos.stories import STORIES, Story
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.e2e.killing import killable_worker
from tests.e2e.leavings import filed
from tests.engine import Engine
from tests.support.servers import servers_that_remember

EVERY = 2.0
"""Seconds between two faults, about; `--one-in` makes them rarer."""

MEDDLED = ("a visit", "a visit with a complaint", "a programme")
"""The stories that are told so."""

FAULTS = {
    "database stopped at once, also while it recovers": (t.DATABASE, t.RECOVERY),
    "no connection to the database to be had": (t.DRY, t.CUT),
    "Temporal killed under it": (t.TEMPORAL,),
}


def meddling() -> Iterator[Fault]:
    """A part of the table for each story and each fault of a server."""
    for story in MEDDLED:
        for what, kinds in FAULTS.items():
            yield _meddled(story, what, kinds)


def _meddled(name: str, what: str, kinds: Sequence[str]) -> Fault:
    fault = f"{name}: {what}"

    async def play(site: Site) -> Verdict:
        calm = await undisturbed(STORIES[name], site.addresses, site.folder / "calm")
        told = await _told(STORIES[name], site, kinds)
        return judged(fault, told, calm)

    return Fault(fault, play, alone=True)


async def _told(story: Story, site: Site, kinds: Sequence[str]) -> Told:
    with servers_that_remember(site.folder / "stack", hasty=True) as servers:
        async with open_pool(servers.addresses.database_url) as pool:
            await migrate(pool)
            engine = Engine(servers.addresses, pool, site.folder, number=1)
            async with killable_worker(engine, quiet=True) as worker:
                client = await engine.client()
                tormentor = t.Tormentor(site.seed, servers, worker)
                telling = asyncio.ensure_future(story(engine, client))
                tormenting = asyncio.create_task(
                    tormentor.torment(every=EVERY * site.one_in, only=kinds)
                )
                try:
                    both = [telling, tormenting]
                    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                    if tormenting.done():
                        tormenting.result()  # it fails where something did not start again
                    left = await telling
                finally:
                    for task in (telling, tormenting):
                        task.cancel()
                    await asyncio.gather(telling, tormenting, return_exceptions=True)
            return Told(left, len(filed(engine.maildir)), died=list(tormentor.done.elements()))
