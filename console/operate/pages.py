"""`visits pages`: the pages and the API of a distributed installation, as a process of its own."""

import os
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from worker.pages_settings import pages_settings

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
    from console.run.doors import serving_pages
    from console.terminal.door import inherited, serve_door

    folder = os.environ.get(STACK)
    stack = Path(folder) if folder else None
    given = inherited(listener)

    def begin(url: str) -> AbstractAsyncContextManager[str]:
        known = pages_settings()
        where = replace(
            known,
            host=known.host if host is None else host,
            port=known.port if port is None else port,
        )
        return serving_pages(url, where, stack=stack, listener=given)

    serve_door("pages", "the pages need", begin)
