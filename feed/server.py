"""Serves the feed over HTTP for as long as a block lasts."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import uvicorn

from desk.subscriptions import SubscriptionDesk
from feed.app import create_app
from feed.connections import GuardedConfig
from feed.dependencies import Dependencies, Pace, real_now
from feed.lag import lag_book
from register.connection import Pool
from register.tail import following
from schemas.sentences import Sentence
from web.limits import Limits

_BACKLOG = 1024  # connections that wait to be taken
_GRACE = 5  # seconds for requests under way when the server is told to stop


class FeedUnavailable(Sentence):
    """The feed cannot be served; the sentence says why."""


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@dataclass(frozen=True)
class FeedOptions:
    """How the feed is served.

    Attributes:
        limits: How much of it one consumer may take up.
        origins: Of pages whose scripts may ask.
        proxies: Addresses of proxies before the feed, who say for whom they ask.
        pace: Of live streams.
    """

    limits: Limits = field(default_factory=Limits)
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    pace: Pace = field(default_factory=Pace)


@asynccontextmanager
async def serving_feed(
    pool: Pool,
    host: str,
    port: int,
    desk: SubscriptionDesk | None = None,
    options: FeedOptions | None = None,
) -> AsyncIterator[str]:
    """Serve the feed for as long as the block lasts.

    Args:
        pool: Of the register.
        host: Where to listen.
        port: Likewise; 0 for any free one.
        desk: Sees to subscriptions; without it they cannot be had.
        options: How.

    Yields:
        The address it listens at.

    Raises:
        FeedUnavailable: The port is taken.
    """
    with listening(host, port) as listener:
        async with serving_feed_on(listener, pool, desk, options):
            yield address_of(listener)


@asynccontextmanager
async def serving_feed_on(
    listener: socket.socket,
    pool: Pool,
    desk: SubscriptionDesk | None = None,
    options: FeedOptions | None = None,
) -> AsyncIterator[None]:
    """The same on a socket that listens already, as one that another process has opened."""
    options = options or FeedOptions()
    async with (
        _few_collections(),
        following(pool) as tail,
        lag_book(pool, real_now) as lag,
        _running(Dependencies(pool, tail, lag, desk, pace=options.pace), listener, options),
    ):
        yield


def address_of(listener: socket.socket) -> str:
    """The address at which a socket listens."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that connections can be made to, for as long as the block lasts.

    Args:
        host: Where to listen.
        port: Likewise; 0 for any free one.

    Raises:
        FeedUnavailable: The port is taken.
    """
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
        listener.listen(_BACKLOG)
        yield listener


@asynccontextmanager
async def _running(
    deps: Dependencies, listener: socket.socket, options: FeedOptions
) -> AsyncIterator[None]:
    app = create_app(deps, limits=options.limits, origins=options.origins)
    config = GuardedConfig(app, options.limits, options.proxies, _GRACE)
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
