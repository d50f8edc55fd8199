"""Lets a process be watched for as long as a block lasts."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import structlog
import uvicorn
from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Info,
    PlatformCollector,
    ProcessCollector,
)
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig

from activities.listening import NoAddressOfOurs, PortUnavailable, bound
from register.connection import RegisterUnavailable, open_pool
from worker.build import build_id
from worker.environment import SettingsError
from worker.watch.address import Told, application
from worker.watch.beating import beating
from worker.watch.counters import counting
from worker.watch.health import POLLS_WITHIN, STANDS_STILL_AFTER, Health
from worker.watch.polling import Polling
from worker.watch.standing import Standing
from worker.watch_settings import WatchSettings

_log = structlog.get_logger(__name__)

_CONNECTIONS: Final = 2  # one reads the numbers, one is asked whether it is there
_AGAIN_IN: Final = 2.0  # seconds between two tries to reach the register
_ENDS_WITHIN: Final = 5.0  # seconds


@dataclass(frozen=True)
class Watched:
    """What is watched.

    Attributes:
        name: Of the process: `worker`, `feed`, …
        database_url: Of the register, as the process has it.
        reads_register: Whether it tells how the register stands; its role has to see it all.
        task_queue: Where it takes tasks; `None` if it takes none.
        connect: To Temporal, as the worker does; for a process that takes tasks.
        core: Where Temporal's SDK serves its metrics; `None` for nowhere.
        stands_still_after: Seconds without a beat of its event loop.
        polls_within: Seconds without a poll that its server has seen.
    """

    name: str
    database_url: str
    reads_register: bool = False
    task_queue: str | None = None
    connect: Callable[[], Awaitable[Client]] | None = None
    core: PrometheusConfig | None = None
    stands_still_after: float = STANDS_STILL_AFTER
    polls_within: float = POLLS_WITHIN


class Watch:
    """The process, for those within it who know how it is.

    Args:
        health: What is told of it; `None` where nobody watches.
        address: Where, likewise.
    """

    def __init__(self, health: Health | None = None, address: str | None = None) -> None:
        self._health = health
        self.address = address

    @contextmanager
    def serving(self) -> Iterator[None]:
        """It serves for as long as the block lasts."""
        if self._health is None:
            yield
            return
        self._health.serves = True
        try:
            yield
        finally:
            self._health.serves = False


@asynccontextmanager
async def watched(what: Watched, settings: WatchSettings) -> AsyncIterator[Watch]:
    """Let a process be watched for as long as the block lasts, where its settings say so.

    It is answered by a thread with an event loop and connections of its own: what makes the
    process hang does not keep it from saying so, and who asks keeps nobody else waiting.

    Raises:
        SettingsError: It cannot listen there.
    """
    if settings.port is None:
        yield Watch()
        return
    registry = CollectorRegistry()
    with _listening(settings) as listener, counting(registry):
        async with beating() as beat:
            polling = (
                Polling(what.connect, what.task_queue) if what.connect and what.task_queue else None
            )
            health = Health(
                beat,
                polling=polling,
                stands_still_after=what.stands_still_after,
                polls_within=what.polls_within,
            )
            _about(registry, what, health)
            told = Told(health, registry, what.core)
            with _thread(_Serving(what, listener, told, health, registry)):
                host, port = listener.getsockname()[:2]
                address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
                _log.info("watched", address=address)
                yield Watch(health, address)


@contextmanager
def _listening(settings: WatchSettings) -> Iterator[socket.socket]:
    try:
        listener = bound(settings.host, settings.port or 0)
    except NoAddressOfOurs:
        raise SettingsError(
            "VISITS_METRICS_HOST must be an address of this machine, such as 127.0.0.1, not "
            f"“{settings.host}”."
        ) from None
    except PortUnavailable as why:
        raise SettingsError(
            f"VISITS_METRICS_PORT: nothing can listen at {settings.host}:{settings.port} "
            f"({why}). Each process on a machine needs a port of its own."
        ) from None
    with listener:
        listener.listen()
        yield listener


def _about(registry: CollectorRegistry, what: Watched, health: Health) -> None:
    PlatformCollector(registry)
    ProcessCollector(registry=registry)
    Info("visits_process", "Which process, of which code.", registry=registry).info(
        {"name": what.name, "build": build_id()}
    )
    Gauge(
        "visits_event_loop_late_seconds",
        "By how much the event loop came too late to its latest beat.",
        registry=registry,
    ).set_function(lambda: health.beat.late)
    Gauge("visits_serving", "Whether it serves.", registry=registry).set_function(
        lambda: health.serves
    )


class _Serving:
    """What the thread does."""

    def __init__(
        self,
        what: Watched,
        listener: socket.socket,
        told: Told,
        health: Health,
        registry: CollectorRegistry,
    ) -> None:
        self._what = what
        self._listener = listener
        self._told = told
        self._health = health
        self._registry = registry
        self._server = uvicorn.Server(
            uvicorn.Config(
                application(told),
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )

    def run(self) -> None:
        """Answer until `end`."""
        asyncio.run(self._serve())

    def end(self) -> None:
        """Answer no more."""
        self._server.should_exit = True

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            connecting = asyncio.create_task(self._find_register(stack))
            try:
                await self._server.serve(sockets=[self._listener])
            finally:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)

    async def _find_register(self, stack: AsyncExitStack) -> None:
        """Reach the register, however long that takes; a process says elsewhere that it waits."""
        while True:
            try:
                pool = await stack.enter_async_context(
                    open_pool(self._what.database_url, size=_CONNECTIONS)
                )
            except RegisterUnavailable:
                await asyncio.sleep(_AGAIN_IN)
                continue
            self._health.pool = pool
            if self._what.reads_register:
                self._told.standing = standing = Standing(pool)
                self._registry.register(standing)
            return


@contextmanager
def _thread(serving: _Serving) -> Iterator[None]:
    thread = threading.Thread(target=serving.run, name="watched", daemon=True)
    thread.start()
    try:
        yield
    finally:
        serving.end()
        thread.join(_ENDS_WITHIN)
        if thread.is_alive():
            _log.warning("watch_does_not_end")
