"""`visits pages`: the pages and the API of a distributed installation, as a process of its own."""

import asyncio
import os
import socket
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from worker.environment import SettingsError
from worker.pages_settings import PagesSettings, pages_settings
from worker.settings import database_url, log_format

PANEL = "Operate"

STACK = "VISITS_PAGES_OF_STACK"
"""The folder of the embedded stack that serves the pages; set by `visits up` alone."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pages", rich_help_panel=PANEL)(pages)


def pages(
    *,
    host: Annotated[
        str | None,
        typer.Option(
            "--host", metavar="HOST", help="Where to listen; 127.0.0.1, or VISITS_PAGES_HOST."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="Likewise; 8500, or VISITS_PAGES_PORT; 0 for any."
        ),
    ] = None,
    listener: Annotated[
        int | None,
        typer.Option(
            "--listener", min=0, hidden=True, help="The socket to serve on, given by `visits up`."
        ),
    ] = None,
) -> None:
    """Serve the pages, and the API below /api, from DATABASE_URL; SIGTERM ends it in order."""
    from console.terminal.service_log import service_log

    with service_log(log_format()):
        url = database_url()
        if url is None:
            raise SettingsError(
                "DATABASE_URL is not set; the pages need to know where the register is."
            )
        known = pages_settings()
        where = replace(
            known,
            host=known.host if host is None else host,
            port=known.port if port is None else port,
        )
        inherited = None if listener is None else socket.socket(fileno=listener)
        asyncio.run(_serve(url, where, inherited))


async def _serve(url: str, where: PagesSettings, listener: socket.socket | None) -> None:
    import structlog

    from console.run.doors import serving_pages
    from console.terminal.service import until_told_to_stop
    from worker.waiting import when_servers_are_there

    log = structlog.get_logger("console")
    folder = os.environ.get(STACK)
    stack = Path(folder) if folder else None
    serve = partial(serving_pages, url, where, stack=stack, listener=listener)
    async with when_servers_are_there(serve) as address:
        await until_told_to_stop(ready=partial(log.info, "pages_started", address=address))
        log.info("pages_stopping")
    log.info("pages_stopped")
