"""`visits up`: everything on this machine, kept running until it is stopped."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal import options
from console.terminal.logs import logs_in
from console.terminal.output import console, facts, note, say, show
from desk.wording import NONE
from register.keyring import KeyRing
from register.roles import SERVING, Role
from stack import ADDRESSES_NAME, EmbeddedStack, Ended, StackPorts, persistent_stack
from stack.processes import bound_log
from worker.settings import (
    FeedSettings,
    delivery_settings,
    feed_settings,
    public_address,
    worker_settings,
)

if TYPE_CHECKING:
    from console.run.feed_process import FeedProcess

PANEL = "Run"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up", rich_help_panel=PANEL)(up)


def up(
    *,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="Where everything is kept.")
    ] = options.VAR,
    temporal_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of Temporal; 0 for any free one.")
    ] = 7233,
    ui_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of Temporal's Web UI; 0 for any free one.")
    ] = 8233,
    database_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of PostgreSQL; 0 for any free one.")
    ] = 5433,
    feed_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the feed of events; 0 for any free one.")
    ] = 8400,
) -> None:
    """Start everything on this machine and keep it running; Ctrl-C stops it."""
    from console.terminal.service import ending_in_order
    from worker.department_settings import department_mailboxes
    from worker.logs import take_in_core_logs
    from workflows.search_attributes import server_types

    take_in_core_logs()
    ports = StackPorts(temporal=temporal_port, ui=ui_port, postgres=database_port)
    published_at = public_address()
    department_mailboxes(embedded=True)  # where notes go is known before anything is opened
    stack = persistent_stack(folder, ports=ports, search_attributes=server_types(), roles=SERVING)
    with ending_in_order():
        note("Starting Temporal and PostgreSQL …")
        with stack:
            _serve(stack, folder, replace(feed_settings(), port=feed_port), published_at)
        note("Stopped. What visits know is kept; `visits up` goes on from here.")


def _serve(
    stack: EmbeddedStack, folder: Path, feed: FeedSettings, published_at: str | None
) -> None:
    """Until told to stop. The worker ends first: it still has something to write down.

    The feed's address is settled before it, so that already the first event names the right one.
    """
    from console.run.feed_process import feed_process
    from console.terminal.service import serving, until_told_to_stop
    from worker.decision_keys import decision_keys
    from worker.mail_settings import MailChannel, mail_settings
    from worker.secret_keys import kept_secret_keys

    log = folder / "worker.log"
    mail = mail_settings({"VISITS_MAILDIR": str(folder / "letters"), **os.environ})
    where = (
        mail.maildir
        if mail.channel is MailChannel.MAILDIR
        else f"{mail.server.host}:{mail.server.port}"
    )
    addresses = stack.addresses

    async def serve(process: "FeedProcess") -> None:
        def look() -> Ended | None:
            process.look()
            for written in (log, process.log):
                bound_log(written)
            return stack.poll()

        keys = kept_secret_keys(folder)
        await _migrate(addresses.database_url, published_at or process.address, keys)
        stack.tell_feed(process.address)
        process.start()
        async with serving(
            addresses.database_url_of(Role.WORKER),
            addresses.temporal,
            addresses.namespace,
            mail=mail,
            settings=worker_settings(),
            pushing=delivery_settings(),
            keys=keys,
            decisions=decision_keys(folder).made_if_missing(),
        ):
            _tell(stack, folder, f"{where}", [log, process.log])
            await until_told_to_stop(look)
            note("Stopping: the worker, then the feed and the servers …")

    with logs_in(log), feed_process(feed, addresses, folder) as process:
        asyncio.run(serve(process))


async def _migrate(url: str, published_at: str | None, keys: KeyRing) -> None:
    from register.connection import open_pool
    from register.migrate import migrate
    from register.staff import ensure_owner

    async with open_pool(url, size=1) as pool:
        await migrate(pool, public_address=published_at, keys=keys)
        async with pool.acquire() as connection:
            await ensure_owner(connection)


def _tell(stack: EmbeddedStack, folder: Path, letters: str, logs: Sequence[Path]) -> None:
    addresses = stack.addresses
    database = addresses.database_url.rpartition("@")[2]
    option = options.as_typed(folder)
    say("Area visits is running.")
    show(
        facts(
            [
                ("Web UI", addresses.ui or NONE),
                ("Temporal", addresses.temporal),
                ("Feed", addresses.feed or NONE),
                ("PostgreSQL", f"{database} (password in {folder / ADDRESSES_NAME})"),
                ("Letters", letters),
                ("Logs", ", ".join(str(log) for log in logs)),
            ]
        )
    )
    say(f"In another terminal: visits open AREA --day-one DATE{option}, visits list{option}")
    say("Ctrl-C stops it.")
    console().file.flush()
