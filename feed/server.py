"""Serves the feed over HTTP for as long as a block lasts."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from desk.subscriptions import SubscriptionDesk
from feed.app import create_app
from feed.dependencies import Dependencies, Pace, real_now
from feed.lag import lag_book
from register.connection import Pool
from register.tail import following
from schemas.sentences import Sentence

_GRACE = 5  # seconds for requests under way when the server is told to stop


class FeedUnavailable(Sentence):
    """The feed cannot be served; the sentence says why."""


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serving_feed(
    pool: Pool,
    host: str,
    port: int,
    desk: SubscriptionDesk | None = None,
    *,
    pace: Pace = Pace(),  # noqa: B008 - frozen
) -> AsyncIterator[str]:
    """Serve the feed for as long as the block lasts.

    Args:
        pool: Of the register.
        host: Where to listen.
        port: Likewise; 0 for any free one.
        desk: Sees to subscriptions; without it they cannot be had.
        pace: Of live streams.

    Yields:
        The address it listens at.

    Raises:
        FeedUnavailable: The port is taken.
    """
    with _listening(host, port) as listener:
        where = f"http://{host}:{listener.getsockname()[1]}"
        async with (
            _few_collections(),
            following(pool) as tail,
            lag_book(pool, real_now) as lag,
            _running(Dependencies(pool, tail, lag, desk, pace=pace), listener),
        ):
            yield where


@asynccontextmanager
async def _few_collections() -> AsyncIterator[None]:
    """What is loaded stays: to look through it again and again would hold up every consumer.

    A full collection took over a tenth of a second of the process that serves (`make bench`).
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio lets only such connections send at once. The others
    # hold back whatever is small until all before it is acknowledged: 40 ms an answer.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise FeedUnavailable(
                f"The feed cannot listen on {host}:{port} ({error.strerror}). "
                "Choose another port, or stop what uses it."
            ) from None
        yield listener


@asynccontextmanager
async def _running(deps: Dependencies, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        create_app(deps),
        log_config=None,
        access_log=False,  # addresses of consumers, and nothing that the lag does not tell better
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
        server_header=False,
    )
    server = _Quiet(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        yield
    finally:
        deps.tail.end()  # whoever waits has an answer, and streams end, before the server does
        server.should_exit = True
        await task
