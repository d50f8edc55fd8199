"""Consumers of the feed, in a process of their own: who pull, who listen, who are called."""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import aiohttp
from aiohttp import web

from tests.e2e.consumers import Copy, listen, pull
from tests.receiving import TAKES_IT, Receiver, Taken

PULL, LIVE, PUSH = "pull", "live stream", "push"
_CATCHES_UP_WITHIN: Final = 120.0  # seconds, with everything there was before


class Following(NamedTuple):
    """Who follows.

    Attributes:
        name: Theirs.
        secret: Of a token that withholds nothing.
        kind: How.
        again_after: Seconds after which this one loses its copy and reads from the beginning; 0
            for never.
    """

    name: str
    secret: str
    kind: str
    again_after: float = 0.0


@dataclass
class _TimedCopy(Copy):
    """A copy that knows when each event came, the first time."""

    begun: float = field(default_factory=time.time)
    came: dict[int, float] = field(default_factory=dict)

    def take(self, text: str) -> None:
        before = len(self.events)
        super().take(text)
        if len(self.events) > before:
            self.came[json.loads(text)["position"]] = time.time()


@dataclass
class _Consumer:
    """One of them.

    Attributes:
        who: Which.
        feed: Where it asks.
        copies: What it has; an earlier one was lost.
    """

    who: Following
    feed: str
    copies: list[_TimedCopy] = field(default_factory=lambda: [_TimedCopy()])

    @property
    def copy(self) -> _TimedCopy:
        return self.copies[-1]

    async def follow(self) -> None:
        """For ever."""
        if self.who.again_after:
            task = asyncio.create_task(self._once())
            await asyncio.wait([task], timeout=self.who.again_after)
            task.cancel()
            self.copies.append(_TimedCopy())
        await self._once()

    async def _once(self) -> None:
        way = pull if self.who.kind == PULL else listen
        await way(self.feed, self.who.secret, self.copy)

    @asynccontextmanager
    async def called(self) -> Any:  # noqa: ANN401 - a context
        """Called by the feed's workers, until the block ends."""
        async with Receiver() as receiver:
            receiver.answering = self._take
            bearer = {"Authorization": f"Bearer {self.who.secret}"}
            asked = {"id": self.who.name, "url": receiver.url, "after": 0}
            async with (
                aiohttp.ClientSession(headers=bearer) as session,
                session.post(
                    f"{self.feed}/subscriptions", json=asked, raise_for_status=True
                ) as answer,
            ):
                await answer.read()
            yield

    def _take(self, taken: Taken) -> web.Response:
        self.copy.take(taken.body.decode())
        return web.Response(status=TAKES_IT)


class Crowd:
    """All of them, for as long as the block lasts.

    Args:
        feeds: Addresses of the feed; consumers are spread over them.
        following: Who.
    """

    def __init__(self, feeds: Sequence[str], following: Sequence[Following]) -> None:
        self._consumers = [
            _Consumer(who, feeds[place % len(feeds)]) for place, who in enumerate(following)
        ]
        self._secret = following[0].secret
        self._feed = feeds[0]
        self._running = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Follow, and come back when everybody has everything there is."""
        for one in self._consumers:
            if one.who.kind == PUSH:
                await self._running.enter_async_context(one.called())
            else:
                self._tasks.append(asyncio.create_task(one.follow()))
        await self._all_have_come_to((await self._head())["position"])

    async def end(self) -> dict[str, Any]:
        """Look how far each is, let all catch up, and hold each copy against the log.

        Returns:
            As JSON, for each consumer: its kind, how many events it lacked when the clicking
            ended, how long it took to come to the end, when each event came, and what is wrong.
        """
        head = await self._head()
        behind = [head["position"] - one.copy.position for one in self._consumers]
        begun = time.monotonic()
        late = await self._all_have_come_to(head["position"])
        took = time.monotonic() - begun
        head = await self._head()
        await self._all_have_come_to(head["position"])
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        broke = [repr(one) for one in ended if isinstance(one, Exception)]
        told = list(self._told(head, behind))
        await self._running.aclose()
        return {"consumers": told, "caught_up": took, "wrong": [*broke, *late]}

    def _told(self, head: dict[str, Any], behind: Sequence[int]) -> Iterator[dict[str, Any]]:
        for one, lacked in zip(self._consumers, behind, strict=True):
            wrong = list(one.copy.wrong)
            if (digest := one.copy.digest()) != head["digest"]:
                wrong.append(f"its digest is {digest[:12]}, of {len(one.copy.events)} events")
            yield {
                "name": one.who.name,
                "kind": one.who.kind,
                "behind": lacked,
                "duplicates": one.copy.duplicates,
                "copies": [[copy.begun, list(copy.came.items())] for copy in one.copies],
                "wrong": wrong,
            }

    async def _head(self) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {self._secret}"}
        async with (
            aiohttp.ClientSession(headers=bearer) as session,
            session.get(f"{self._feed}/events/head", raise_for_status=True) as answer,
        ):
            read: dict[str, Any] = await answer.json()
            return read

    async def _all_have_come_to(self, position: int) -> list[str]:
        """Wait for that; who has not come so far in time, in words."""
        until = time.monotonic() + _CATCHES_UP_WITHIN
        while late := [one for one in self._consumers if one.copy.position < position]:
            if time.monotonic() > until:
                return [f"{one.who.name} came to {one.copy.position} of {position}" for one in late]
            await asyncio.sleep(0.05)
        return []


def mixed(names: Sequence[tuple[str, str]], seconds: float, seed: int) -> Sequence[Following]:
    """Two in five pull, two listen, one is called; a quarter of those who pull begin again.

    Args:
        names: Of each the name and the secret.
        seconds: Within how many these begin again.
        seed: Of when.
    """
    rng = random.Random(seed)  # noqa: S311 - drawn again alike
    kinds = (PULL, LIVE, PUSH, PULL, LIVE)
    return [
        Following(
            *name,
            kinds[place % len(kinds)],
            rng.uniform(0.2, 0.8) * seconds if place % 10 == 0 or place % 20 == 3 else 0.0,  # noqa: PLR2004 - three in twenty, all of whom pull
        )
        for place, name in enumerate(names)
    ]
