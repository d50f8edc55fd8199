"""Serves a door of a distributed installation for as long as its process lives."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from console.terminal.service_log import service_log
from worker.environment import SettingsError
from worker.pages_settings import PagesSettings
from worker.settings import FeedSettings, database_url, log_format
from worker.watch import Watched, watched
from worker.watch_settings import watch_settings

Where = TypeVar("Where", FeedSettings, PagesSettings)


def at(known: Where, host: str | None, port: int | None) -> Where:
    """Where a door listens: as its settings say, unless the command says otherwise."""
    return replace(
        known,
        host=known.host if host is None else host,
        port=known.port if port is None else port,
    )


def serve_door(
    name: str,
    needs: str,
    begin: Callable[[str], AbstractAsyncContextManager[str]],
    *,
    reads_register: bool = False,
) -> None:
    """Serve it from DATABASE_URL; SIGTERM ends it in order.

    Args:
        name: What the log calls it.
        needs: Who needs to know where the register is, as in "a feed needs".
        begin: Serves it for as long as the context lasts, from an address of the register; gives
            its own.
        reads_register: Whether its metrics tell how the register stands; its role has to see it.

    Raises:
        SettingsError: DATABASE_URL is not set.
    """
    with service_log(log_format()):
        url = database_url()
        if url is None:
            raise SettingsError(f"DATABASE_URL is not set; {needs} to know where the register is.")
        asyncio.run(_serve(Watched(name, url, reads_register=reads_register), partial(begin, url)))


def inherited(descriptor: int | None) -> socket.socket | None:
    """The socket that `visits up` has opened, if it did."""
    return None if descriptor is None else socket.socket(fileno=descriptor)


async def _serve(what: Watched, begin: Callable[[], AbstractAsyncContextManager[str]]) -> None:
    import structlog

    from console.terminal.service import until_told_to_stop
    from worker.waiting import when_servers_are_there

    log = structlog.get_logger("console")
    started, stopping, stopped = (
        f"{what.name}_{step}" for step in ("started", "stopping", "stopped")
    )
    async with (
        watched(what, watch_settings()) as watch,
        when_servers_are_there(begin) as address,
    ):
        with watch.serving():
            await until_told_to_stop(ready=partial(log.info, started, address=address))
        log.info(stopping)
    log.info(stopped)
