"""Serves an application over HTTP on a socket, for as long as a block lasts."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from activities.listening import NoAddressOfOurs, PortUnavailable, bound
from schemas.sentences import Sentence
from web.connections import GuardedConfig
from web.limits import Limits

_BACKLOG = 1024  # connections that wait to be taken
GRACE: Final = 5
"""Seconds for requests under way when the server is told to stop."""


class DoorUnavailable(Sentence):
    """A door cannot be served; the sentence says why."""


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def address_of(listener: socket.socket) -> str:
    """The address at which a socket listens."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@asynccontextmanager
async def few_collections() -> AsyncIterator[None]:
    """What is loaded stays: to look through it again and again would hold up every consumer.

    A full collection took over a tenth of a second of the process that serves (`make bench`).
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def listening(host: str, port: int, called: str = "The feed") -> Iterator[socket.socket]:
    """A socket that connections can be made to, for as long as the block lasts.

    Args:
        host: Where to listen.
        port: Likewise; 0 for any free one.
        called: What a sentence calls the door.

    Raises:
        DoorUnavailable: The port is taken, or the host is none of this machine.
    """
    try:
        bound_there = bound(host, port)
    except NoAddressOfOurs:
        raise DoorUnavailable(
            f"{called} cannot listen on “{host}”: it is no address of this machine. Name "
            "one, such as 127.0.0.1."
        ) from None
    except PortUnavailable as why:
        raise DoorUnavailable(
            f"{called} cannot listen on {host}:{port} ({why}). "
            "Choose another port, or stop what uses it."
        ) from None
    with bound_there as listener:
        listener.listen(_BACKLOG)
        yield listener


@asynccontextmanager
async def running(  # noqa: PLR0913 - how it is served
    app: ASGIApp,
    listener: socket.socket,
    *,
    limits: Limits | None = None,
    proxies: tuple[str, ...] = (),
    ending: Callable[[], None] = lambda: None,
    grace: int = GRACE,
) -> AsyncIterator[None]:
    """Serve an application for as long as the block lasts.

    Args:
        app: What answers.
        listener: Where.
        limits: How much of it one client may take up.
        proxies: Addresses of proxies before it, who say for whom they ask.
        ending: Called before the server ends: whoever waits has an answer, and streams end.
        grace: Seconds for requests under way when the server is told to stop.
    """
    server = _Quiet(GuardedConfig(app, limits or Limits(), proxies, grace))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        yield
    finally:
        ending()
        server.should_exit = True
        await task
