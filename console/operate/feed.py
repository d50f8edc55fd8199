"""`visits feed`: the downstream door of a distributed installation, as a process of its own."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Annotated

import typer

from worker.settings import feed_settings

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
    from console.terminal.door import inherited, serve_door
    from console.terminal.service import feeding
    from worker.secret_keys import secret_keys

    given = inherited(listener)

    def begin(url: str) -> AbstractAsyncContextManager[str]:
        known = feed_settings()
        where = replace(
            known,
            host=known.host if host is None else host,
            port=known.port if port is None else port,
        )
        return feeding(url, where, keys=secret_keys(), listener=given)

    serve_door("feed", "a feed needs", begin)
