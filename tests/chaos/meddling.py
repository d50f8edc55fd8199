"""Stories told while servers die under them, again and again, beside the same ones in peace."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.chaos import tormentor as t
from tests.chaos.stories import STORIES, Story
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.chaos.told_beside import told_beside
from tests.e2e.killing import KillableWorker
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
    done: Counter[str] = Counter()
    with servers_that_remember(site.folder / "stack", hasty=True) as servers:

        async def torment(_: Engine, worker: KillableWorker) -> None:
            tormentor = t.Tormentor(site.seed, servers, worker)
            tormentor.done = done
            await tormentor.torment(every=EVERY * site.one_in, only=kinds)

        left, arrived = await told_beside(story, site, servers, torment)
    return Told(left, arrived, died=list(done.elements()))
