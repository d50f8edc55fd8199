"""Serves an application over HTTP on a socket, for as long as a block lasts."""

import asyncio
import errno
import gc
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from schemas.sentences import Sentence
from web.connections import GuardedConfig
from web.limits import Limits

_NO_ADDRESS_OF_OURS = (errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN)
_BACKLOG = 1024  # connections that wait to be taken
_GRACE = 5  # seconds for requests under way when the server is told to stop


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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, because asyncio lets only such connections send at once. The others
    # hold back whatever is small until all before it is acknowledged: 40 ms an answer.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, TypeError) as error:  # the latter of what nobody can look up
            if not isinstance(error, OSError) or error.errno in _NO_ADDRESS_OF_OURS:
                raise DoorUnavailable(
                    f"{called} cannot listen on “{host}”: it is no address of this machine. Name "
                    "one, such as 127.0.0.1."
                ) from None
            raise DoorUnavailable(
                f"{called} cannot listen on {host}:{port} ({error.strerror}). "
                "Choose another port, or stop what uses it."
            ) from None
        listener.listen(_BACKLOG)
        yield listener


@asynccontextmanager
async def running(
    app: ASGIApp,
    listener: socket.socket,
    *,
    limits: Limits | None = None,
    proxies: tuple[str, ...] = (),
    ending: Callable[[], None] = lambda: None,
) -> AsyncIterator[None]:
    """Serve an application for as long as the block lasts.

    Args:
        app: What answers.
        listener: Where.
        limits: How much of it one client may take up.
        proxies: Addresses of proxies before it, who say for whom they ask.
        ending: Called before the server ends: whoever waits has an answer, and streams end.
    """
    server = _Quiet(GuardedConfig(app, limits or Limits(), proxies, _GRACE))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        yield
    finally:
        ending()
        server.should_exit = True
        await task
