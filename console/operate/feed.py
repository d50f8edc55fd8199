"""`visits feed`: the downstream door of a distributed installation, as a process of its own."""

import asyncio
import socket
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from worker.environment import SettingsError
from worker.settings import FeedSettings, database_url, feed_settings, log_format

PANEL = "Operate"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feed", rich_help_panel=PANEL)(feed)


def feed(
    *,
    host: Annotated[
        str | None,
        typer.Option(
            "--host", metavar="HOST", help="Where to listen; 127.0.0.1, or VISITS_FEED_HOST."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="Likewise; 8400, or VISITS_FEED_PORT; 0 for any."
        ),
    ] = None,
    listener: Annotated[
        int | None,
        typer.Option(
            "--listener", min=0, hidden=True, help="The socket to serve on, given by `visits up`."
        ),
    ] = None,
) -> None:
    """Serve the events to other systems from DATABASE_URL; SIGTERM ends it in order."""
    from console.terminal.service_log import service_log

    with service_log(log_format()):
        url = database_url()
        if url is None:
            raise SettingsError(
                "DATABASE_URL is not set; a feed needs to know where the register is."
            )
        known = feed_settings()
        where = replace(
            known,
            host=known.host if host is None else host,
            port=known.port if port is None else port,
        )
        inherited = None if listener is None else socket.socket(fileno=listener)
        asyncio.run(_serve(url, where, inherited))


async def _serve(url: str, where: FeedSettings, listener: socket.socket | None) -> None:
    import structlog

    from console.terminal.service import feeding, until_told_to_stop
    from worker.secret_keys import secret_keys
    from worker.waiting import when_servers_are_there

    log = structlog.get_logger("console")
    serve = partial(feeding, url, where, keys=secret_keys(), listener=listener)
    async with when_servers_are_there(serve) as address:
        await until_told_to_stop(ready=partial(log.info, "feed_started", address=address))
        log.info("feed_stopping")
    log.info("feed_stopped")
