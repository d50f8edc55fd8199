"""Two releases side by side under a story: workers of the one go, those of the other come.

The other release is this code under another version, unless a folder with another is named
(`--other`): an older one, e.g. `git archive` of the last tag.
"""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tests.chaos.releases_worker import ReleaseWorker
from tests.chaos.stories import STORIES
from tests.chaos.surviving import Told, judged, undisturbed
from tests.chaos.table import Fault, Site, Verdict
from tests.e2e.killing import KillableWorker, errand_of
from tests.e2e.leavings import filed
from tests.e2e.releases import a_release, another_release
from tests.e2e.walking import own_engine

ROLLED = ("a visit", "a visit with a referral", "a programme")
_SOME_TIME = (0.5, 2.5)
"""Seconds for which both serve, and for which one does."""


class _Worker(Protocol):
    async def start(self) -> None: ...

    async def kill(self) -> None: ...

    def stop(self) -> None: ...


def two_releases() -> Iterator[Fault]:
    """A part of the table for each story."""
    for story in ROLLED:
        yield _rolled(story)


def _rolled(name: str) -> Fault:
    fault = f"{name}: two releases side by side, forwards and back"

    async def play(site: Site) -> Verdict:
        calm = await undisturbed(STORIES[name], site.addresses, site.folder / "calm")
        return judged(fault, await _told(name, site), calm)

    return Fault(fault, play, alone=True)


async def _told(name: str, site: Site) -> Told:
    chance = random.Random(site.seed)  # noqa: S311 - to be repeated, not to be kept secret
    rolled: list[str] = []
    async with own_engine(site.addresses, site.folder) as engine:
        errand = errand_of(engine)
        code = site.folder / "release"
        workers: dict[str, _Worker] = {
            "this release": KillableWorker(errand),
            "the other release": ReleaseWorker(errand, _other(site, code)),
        }

        async def roll() -> None:
            serving, coming = workers
            while True:
                await asyncio.sleep(chance.uniform(*_SOME_TIME))
                await workers[coming].start()
                await asyncio.sleep(chance.uniform(*_SOME_TIME))
                await workers[serving].kill()
                rolled.append(f"{serving} gave way to {coming}")
                serving, coming = coming, serving

        await workers["this release"].start()
        telling = asyncio.ensure_future(STORIES[name](engine, await engine.client()))
        rolling = asyncio.create_task(roll())
        try:
            await asyncio.wait([telling, rolling], return_when=asyncio.FIRST_COMPLETED)
            if rolling.done():
                rolling.result()  # one of them did not start
            left = await telling
        finally:
            for task in (telling, rolling):
                task.cancel()
            await asyncio.gather(telling, rolling, return_exceptions=True)
            for worker in workers.values():
                worker.stop()
        return Told(left, len(filed(engine.maildir)), died=rolled)


def _other(site: Site, folder: Path) -> Path:
    if site.other is not None:
        return another_release(site.other, folder)
    # Only the version differs: what a release changes on purpose, `visits replay` tells.
    source = "workflows/__init__.py"
    a_release(folder).append(source, "\n# Another release.\n")
    return folder
