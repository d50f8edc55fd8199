"""`visits up`: everything on this machine, kept running until it is stopped."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.run.trial import nothing_leaves, told_of
from console.terminal import options
from console.terminal.logs import logs_in
from console.terminal.output import console, facts, note, say, show
from desk.wording import NONE
from register.keyring import KeyRing
from register.roles import SERVING, Role
from stack import ADDRESSES_NAME, EmbeddedStack, Ended, StackPorts, persistent_stack
from stack.place import Told, at_home
from stack.processes import bound_log
from worker.known_settings import unread
from worker.pages_settings import PagesSettings, pages_settings
from worker.settings import (
    FeedSettings,
    delivery_settings,
    feed_settings,
    public_address,
    worker_settings,
)
from worker.traces import traces
from worker.watch_settings import WatchSettings, watch_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from temporalio.runtime import PrometheusConfig

    from console.run.door_process import DoorProcess
    from stack import StackAddresses
    from worker.watch import Watch

PANEL = "Run"

_STOPPED = "Stopped. What visits know is kept; `visits up` goes on from here."


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up", rich_help_panel=PANEL)(up)


def up(  # noqa: PLR0913 - a command's options
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
    pages_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Of the pages and the API; 0 for any free one.")
    ] = 8500,
    moved: Annotated[
        bool,
        typer.Option(
            "--moved",
            help="The folder was moved, or restored elsewhere, and no other one goes on; "
            "said once.",
        ),
    ] = False,
    trial: Annotated[
        bool,
        typer.Option(
            "--trial",
            help="The folder is a copy, to try something: letters stay in it, no mail is read, "
            "and subscriptions wait; said once.",
        ),
    ] = False,
) -> None:
    """Start everything on this machine and keep it running; Ctrl-C stops it."""
    from console.terminal.service import ending_in_order
    from worker.core_logs import CORE_LOGS
    from worker.department_settings import department_mailboxes
    from worker.mail_settings import mail_settings
    from worker.mailbox_settings import mailbox_settings
    from worker.watch.core import core_metrics
    from workflows.search_attributes import server_types

    for setting in unread(os.environ):
        note(setting.sentence)
    told = told_of(moved=moved, trial=trial)
    watching = watch_settings()
    core = None if watching.port is None else core_metrics()
    CORE_LOGS.take_in(core)
    ports = StackPorts(temporal=temporal_port, ui=ui_port, postgres=database_port)
    published_at = public_address()
    department_mailboxes(embedded=True)  # where notes go is known before anything is opened
    # Likewise how letters leave, and where mail comes in, which the pages' process reads.
    mail_settings()
    mailbox_settings()
    place = at_home(folder, told)
    stack = persistent_stack(folder, ports=ports, search_attributes=server_types(), roles=SERVING)
    with traces(), ending_in_order():
        note("Starting Temporal and PostgreSQL …")
        try:
            with stack:
                feed = replace(feed_settings(), port=feed_port)
                pages = replace(pages_settings(), port=pages_port)
                _serve(
                    stack,
                    folder,
                    feed,
                    pages,
                    published_at,
                    partial(_watched, watching, core),
                    nothing_leaves(folder) if place.trial else None,
                    goes_on_here=told is not Told.NOTHING,
                )
        except KeyboardInterrupt:  # before it ran
            note(_STOPPED)
            raise
        note(_STOPPED)


async def invite(url: str, pages: str, folder: Path) -> None:
    """Tell the owner how to sign in to the pages, once, and how to do so again."""
    from console.people.addresses import sign_in_address
    from register.one_time import make
    from register.opening import open_register
    from schemas.staff import OWNER

    async with open_register(url, size=1) as pool, pool.acquire() as connection:
        secret = await make(connection, OWNER, OWNER)
    say(f"Sign in to the pages, within 15 minutes and once: {sign_in_address(pages, secret)}")
    say(f"`visits people sign-in owner{options.as_typed(folder)}` makes another address.")


def _serve(  # noqa: PLR0913, PLR0917 - what a stack is made of
    stack: EmbeddedStack,
    folder: Path,
    feed: FeedSettings,
    pages: PagesSettings,
    published_at: str | None,
    watch: "Callable[[StackAddresses], AbstractAsyncContextManager[Watch]]",
    trial: Mapping[str, str] | None,
    *,
    goes_on_here: bool,
) -> None:
    """Until told to stop. The worker ends first: it still has something to write down.

    The feed's address is settled before it, so that already the first event names the right one.
    Of a trial there are settings that go before those of the environment. A register that was
    brought from elsewhere may belong to another namespace, until somebody says that it goes on
    here.
    """
    from console.operate.pages import STACK
    from console.run.door_process import FEED, PAGES, door_process
    from console.terminal.service import serving, until_told_to_stop
    from worker.decision_keys import decision_keys
    from worker.link_settings import made_if_missing
    from worker.mail_settings import mail_settings
    from worker.secret_keys import kept_secret_keys

    log = folder / "worker.log"
    mail = mail_settings(
        {
            "VISITS_MAILDIR": str(folder / "letters"),
            "VISITS_LINKS_KEY_FILE": str(made_if_missing(folder)),
            **os.environ,
            **(trial or {}),
        }
    )
    addresses = stack.addresses

    async def serve(events: "DoorProcess", shown: "DoorProcess") -> None:
        def look() -> Ended | None:
            for process in (events, shown):
                process.look()
            for written in (log, events.log, shown.log):
                bound_log(written)
            return stack.poll()

        keys = kept_secret_keys(folder)
        decisions = decision_keys(folder).made_if_missing()
        await _migrate(
            addresses.database_url,
            published_at or events.address,
            addresses.namespace if goes_on_here else None,
            keys,
        )
        stack.tell_doors(feed=events.address, pages=shown.address)
        events.start()
        shown.start()
        async with (
            watch(addresses) as seen,
            serving(
                addresses.database_url_of(Role.WORKER),
                addresses.temporal,
                addresses.namespace,
                mail=mail,
                settings=worker_settings(),
                pushing=None if trial else delivery_settings(),
                keys=keys,
                decisions=decisions,
            ),
        ):
            if trial:
                note("A trial: letters stay in its folder, no mail is read, subscriptions wait.")
            _tell(stack, folder, mail.where, [log, events.log, shown.log])
            await invite(addresses.database_url_of(Role.DESK), shown.address, folder)
            with seen.serving():
                await until_told_to_stop(look)
            note("Stopping: the worker, then the doors and the servers …")

    with (
        logs_in(log),
        door_process(FEED, feed.host, feed.port, addresses, folder) as events,
        door_process(
            PAGES,
            pages.host,
            pages.port,
            addresses,
            folder,
            {STACK: str(folder.resolve()), **(trial or {})},
        ) as shown,
    ):
        asyncio.run(serve(events, shown))


def _watched(
    settings: WatchSettings, core: "PrometheusConfig | None", addresses: "StackAddresses"
) -> "AbstractAsyncContextManager[Watch]":
    """The worker of this process, as it is seen from outside where somebody said so."""
    from worker.client import connect_client
    from worker.watch import Watched, watched

    what = Watched(
        "worker",
        addresses.database_url_of(Role.WORKER),
        reads_register=True,
        task_queue=worker_settings().task_queue,
        connect=partial(connect_client, addresses.temporal, addresses.namespace),
        core=core,
    )
    return watched(what, settings)


async def _migrate(
    url: str, published_at: str | None, namespace: str | None, keys: KeyRing
) -> None:
    from register.connection import open_pool
    from register.migrate import migrate
    from register.staff import ensure_owner

    async with open_pool(url, size=1) as pool:
        await migrate(pool, public_address=published_at, namespace=namespace, keys=keys)
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
                ("Pages", addresses.pages or NONE),
                ("PostgreSQL", f"{database} (password in {folder / ADDRESSES_NAME})"),
                ("Letters", letters),
                ("Logs", ", ".join(str(log) for log in logs)),
            ]
        )
    )
    say(f"In another terminal: visits open AREA --day-one DATE{option}, visits list{option}")
    say("Ctrl-C stops it.")
    console().file.flush()
