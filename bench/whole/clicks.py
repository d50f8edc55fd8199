"""What people click, how long each answer takes, and whether it is the right one."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

import httpx2

from tests.support.browsing import Browser, Values

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds after which a browser gives up."""


class Wrong(Exception):
    """An answer that nobody should have had."""


class Failed(Exception):
    """No answer came in time, or the server had none."""


class Over(Exception):
    """The time is over; what was begun is left, as people leave things."""


@dataclass
class Clicks:
    """All that people of one process clicked.

    Attributes:
        taken: Of each answer what was clicked, when (seconds since 1970) and how long it took.
        decided: Of each decision that was recorded the visit, its id and its name.
        batches: The visits for which one was brought together with others.
        counts: What else happened, by what it is called.
        wrong: Answers that nobody should have had, in words.
        failed: Likewise answers that never came.
    """

    taken: list[tuple[str, float, float]] = field(default_factory=list)
    decided: list[tuple[str, str, str]] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def time(self, kind: str, asking: Awaitable[T]) -> T:
        """Wait for an answer, and write down how long that took.

        Raises:
            Failed: None came.
        """
        at, begun = time.time(), time.perf_counter()
        try:
            return await asking
        except httpx2.HTTPError as error:
            raise Failed(f"{kind}: {error!r}") from None
        finally:
            self.taken.append((kind, at, time.perf_counter() - begun))

    async def noting(self, doing: Awaitable[object]) -> None:
        """Do something, and write down what went wrong with it."""
        try:
            await doing
        except Over:
            return
        except Failed as error:
            self.failed.append(str(error))
        except (Wrong, LookupError, ValueError) as error:
            self.wrong.append(f"{type(error).__name__}: {error}"[:600])


@dataclass
class Window(Browser):
    """A browser that somebody has signed in with.

    Attributes:
        clicks: Where its answers are noted.
        think: Waits as long as somebody reads before the next click.
    """

    clicks: Clicks = field(kw_only=True)
    think: Callable[[], Awaitable[None]] = field(kw_only=True)
    _watching: "asyncio.Task[None] | None" = field(init=False, default=None)

    async def look(self, kind: str, path: str, *says: str) -> "Window":
        """Open a page, which must be there and say these words.

        Raises:
            Wrong: It is not, or does not.
            Failed: There is no answer.
        """
        await self.think()
        await self.clicks.time(kind, self.open(path))
        self._require(kind, HTTPStatus.OK)
        if self.path != path:
            raise Wrong(f"{kind}: {path} leads to {self.path}")
        text = self.answer.text
        for words in says:
            if words not in text:
                raise Wrong(f"{kind}: {path} does not say {words!r}")
        return self

    async def click(
        self, kind: str, button: str, values: Values | None = None, *statuses: HTTPStatus
    ) -> "Window":
        """Press a button, whose answer must have one of these statuses, or else 200.

        Raises:
            Wrong: It has another.
            Failed: There is no answer.
        """
        _ = self.page  # what a person has read by now is no part of the answer's time
        await self.think()
        await self.clicks.time(kind, self.press(button, values))
        self._require(kind, *(statuses or (HTTPStatus.OK,)))
        return self

    def _require(self, kind: str, *statuses: HTTPStatus) -> None:
        require(self.answer, kind, *statuses)

    async def watch(self, visit: str) -> None:
        """Keep the page's connection on which it is told of changes, until the next is opened."""
        await self.leave()
        self._watching = asyncio.create_task(self._watch(visit))

    async def leave(self) -> None:
        """Close the page."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None

    async def _watch(self, visit: str) -> None:
        # It stays open as long as nothing happens to the visit.
        patience = httpx2.Timeout(PATIENCE, read=60)
        with contextlib.suppress(httpx2.HTTPError):
            async with self.client.stream(
                "GET", f"/live?subject={visit}", timeout=patience
            ) as answer:
                self.clicks.counts[f"live pages answered {answer.status_code}"] += 1
                async for line in answer.aiter_lines():
                    self.clicks.counts["live pages told"] += line == "event: changed"


def require(answer: httpx2.Response, kind: str, *statuses: HTTPStatus) -> None:
    """See that an answer has one of these statuses.

    Raises:
        Wrong: It has another.
        Failed: The server says that it failed.
    """
    if answer.status_code in statuses:
        return
    told = f"{kind}: {answer.request.method} {answer.url.path} answered {answer.status_code}"
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Failed(told)
    raise Wrong(f"{told}: {answer.text[-300:]}")
