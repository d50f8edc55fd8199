"""Tells a story while its worker dies at crossing after crossing, and compares what is left."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from activities.channels.notify import NotifyChannel
from stack import StackAddresses
from tests.activities.notify_double import NotifyDouble, notify_double
from tests.chaos.dying import Doom
from tests.chaos.noticing import noticed_soon
from tests.chaos.stories import PUSHED, STORIES, Left, Story
from tests.chaos.table import Verdict
from tests.e2e.killing import KillableWorker, killable_worker
from tests.e2e.leavings import filed
from tests.e2e.walking import own_engine
from tests.engine import Engine

_BEGINS_AT_MOST: Final = 10
"""So often a worker is begun before it is said that none begins."""


@dataclass(frozen=True)
class Told:
    """A story to its end.

    Attributes:
        left: What it left.
        arrived: How often letters arrived: the files of a Maildir, or what Notify was given.
        twice: How many arrived more than once.
        died: The crossings at which its worker was killed, in order.
        crossed: Those that it came to.
    """

    left: Left
    arrived: int
    twice: int = 0
    died: Sequence[str] = ()
    crossed: Sequence[str] = ()


def judged(
    fault: str, told: Told, calm: Told, *, besides: Mapping[str, int] | None = None
) -> Verdict:
    """What became of a story beside the same one undisturbed.

    Args:
        fault: What was done.
        told: The story.
        calm: The same one.
        besides: What else happened, and how often: it is named, and is no fault.
    """
    events = told.left.events
    missing, more = calm.left.events - events, events - calm.left.events
    return Verdict(
        fault=fault,
        times=len(told.died),
        visits=told.left.visits,
        duplicated=(told.left.letters - calm.left.letters).total()
        + max(told.arrived - calm.arrived, told.twice),
        lost=(calm.left.letters - told.left.letters).total() + max(calm.arrived - told.arrived, 0),
        events_lost=missing.total() + more.total(),
        stranded=told.left.stranded,
        different=told.left.ended != calm.left.ended,
        details=[
            *told.died,
            *(f"{times} times: {what}" for what, times in (besides or {}).items() if times),
            *(f"an event less: {name}" for name in missing.elements()),
            *(f"an event more: {name}" for name in more.elements()),
            *(f"a letter less: {name}" for name in calm.left.letters - told.left.letters),
            *(f"a letter more: {name}" for name in told.left.letters - calm.left.letters),
        ],
    )


async def undisturbed(
    story: Story, addresses: StackAddresses, folder: Path, *, by_notify: bool = False
) -> Told:
    """Tell a story in peace."""
    folder.mkdir(parents=True)
    if story is STORIES[PUSHED]:
        async with own_engine(addresses, folder) as engine, killable_worker(engine, pushes=True):
            return Told(await story(engine, await engine.client()), 0)
    async with own_engine(addresses, folder) as engine, notify_double(NotifyDouble()) as notify:
        channel = NotifyChannel(notify.account) if by_notify else None
        async with engine.working(channel) as (client, _):
            left = await story(engine, client)
        return Told(left, *_arrived(engine, notify))


async def disturbed(
    story: Story, addresses: StackAddresses, folder: Path, doom: Doom, *, by_notify: bool = False
) -> Told:
    """Tell a story with another worker each time that one dies."""
    async with (
        own_engine(addresses, folder) as engine,
        notify_double(NotifyDouble()) as notify,
        killable_worker(
            engine,
            doom=doom,
            notify_port=notify.port if by_notify else None,
            pushes=story is STORIES[PUSHED],
        ) as worker,
    ):
        client = noticed_soon(await engine.client())
        reviving = asyncio.create_task(_revive(worker))
        telling = asyncio.ensure_future(story(engine, client))
        try:
            await asyncio.wait([reviving, telling], return_when=asyncio.FIRST_COMPLETED)
            if not telling.done():
                reviving.result()  # a worker ended by itself
            left = await telling
        finally:
            for task in (reviving, telling):
                task.cancel()
            await asyncio.gather(reviving, telling, return_exceptions=True)
        return Told(left, *_arrived(engine, notify), doom.died(), doom.crossed())


def _arrived(engine: Engine, notify: NotifyDouble) -> tuple[int, int]:
    """How many letters arrived, and how many of them more than once."""
    times = Counter(one["reference"] for one in notify.had)
    return len(filed(engine.maildir)) + times.total(), sum(each > 1 for each in times.values())


async def _revive(worker: KillableWorker) -> None:
    """Begin another worker each time that one is gone.

    On a machine on which much else goes on one may wait for its register in vain, and end by
    itself: another may do better. Where that happens again and again there is more to it.
    """
    left = _BEGINS_AT_MOST
    while True:
        try:
            await worker.dies()
        except AssertionError:
            left -= 1
            if not left:
                raise
        await _begin(worker)


async def _begin(worker: KillableWorker) -> None:
    for left in reversed(range(_BEGINS_AT_MOST)):
        try:
            await worker.start()
        except (TimeoutError, AssertionError):
            worker.stop()
            if not left:
                raise
        else:
            return


def doom_in(folder: Path, **chosen: str | int | bool) -> Doom:
    """A doom that is remembered in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Doom(folder=str(folder), **chosen)  # type: ignore[arg-type]
