"""`visits pages`: the pages and the API of a distributed installation, as a process of its own."""

import os
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal import options
from worker.pages_settings import pages_settings

if TYPE_CHECKING:
    from feed.server import FollowingFeed

PANEL = "Operate"

STACK = "VISITS_PAGES_OF_STACK"
"""The folder of the embedded stack that serves the pages; set by `visits up` alone."""

FEED = "VISITS_FEED_DATABASE_URL"
"""The register as the feed has it, whose role sees less than that of those who decide."""


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
    with_feed: Annotated[
        bool,
        typer.Option(
            "--with-feed",
            help="Serve the events below /feed, too, from VISITS_FEED_DATABASE_URL, or else "
            "DATABASE_URL.",
        ),
    ] = False,
    listener: options.Listener = None,
) -> None:
    """Serve the pages, and the API below /api, from DATABASE_URL; SIGTERM ends it in order."""
    from console.run.doors import serving_pages
    from console.terminal.door import at, inherited, serve_door

    folder = os.environ.get(STACK)
    stack = Path(folder) if folder else None
    given = inherited(listener)

    def beside(url: str) -> "AbstractAsyncContextManager[FollowingFeed] | None":
        if not with_feed:
            return None
        from console.terminal.service import feed_beside
        from worker.secret_keys import secret_keys
        from worker.settings import feed_settings

        return feed_beside(os.environ.get(FEED) or url, feed_settings(), secret_keys(stack))

    def begin(url: str) -> AbstractAsyncContextManager[str]:
        where = at(pages_settings(), host, port)
        return serving_pages(
            url, where, stack=stack, listener=given, feed=beside(url), mail=_mail(url, stack)
        )

    serve_door("pages", "the pages need", begin, reads_register=True)


def _mail(url: str, stack: Path | None) -> AbstractAsyncContextManager[None] | None:
    """An embedded stack's mail is read where its decisions are taken; else by a process of its own.

    Raises:
        SettingsError: Where mail comes in makes no sense.
    """
    from worker.mail_settings import mail_settings
    from worker.mailbox_settings import MailboxKind, mailbox_settings

    nothing = mailbox_settings().kind is MailboxKind.NONE and mail_settings().notify is None
    if stack is None or nothing:
        return None
    from console.run.mail import reading_mail_of

    return reading_mail_of(url, stack)
