"""`visits feed`: the downstream door of a distributed installation, as a process of its own."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated

import typer

from console.terminal import options
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
    listener: options.Listener = None,
) -> None:
    """Serve the events to other systems from DATABASE_URL; SIGTERM ends it in order."""
    from console.terminal.door import at, inherited, serve_door
    from console.terminal.service import feeding
    from worker.secret_keys import secret_keys

    given = inherited(listener)

    def begin(url: str) -> AbstractAsyncContextManager[str]:
        return feeding(url, at(feed_settings(), host, port), keys=secret_keys(), listener=given)

    serve_door("feed", "a feed needs", begin)
