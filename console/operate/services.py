"""Commands of a distributed installation: a worker, and what prepares its servers."""

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal import options
from console.terminal.connection import find, run_waiting
from console.terminal.output import say, write_json
from register.connection import open_pool
from register.roles import Role
from worker.environment import SettingsError
from worker.settings import (
    checked_address,
    database_url,
    delivery_settings,
    log_format,
    public_address,
    worker_settings,
)
from worker.watch_settings import WatchSettings

if TYPE_CHECKING:
    from temporalio.runtime import PrometheusConfig

PANEL = "Operate"

_NAMESPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("worker", rich_help_panel=PANEL)(worker)
    app.command("promote", rich_help_panel=PANEL)(promote)
    app.command("migrate", rich_help_panel=PANEL)(migrate)


def worker(
    *,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over/--no-take-over",
            help="Whether this version serves every visit from now on, or waits to be promoted.",
        ),
    ] = True,
) -> None:
    """Serve visits from DATABASE_URL and Temporal's environment; SIGTERM ends it in order."""
    from console.terminal.service_log import service_log
    from worker.watch.core import core_metrics
    from worker.watch_settings import watch_settings

    watching = watch_settings()
    core = None if watching.port is None else core_metrics()
    with service_log(log_format(), core):
        url = database_url()
        if url is None:
            raise SettingsError(
                "DATABASE_URL is not set; a worker needs to know where the register is."
            )
        asyncio.run(_work(url, watching, core, take_over=take_over))


async def _work(
    url: str, watching: WatchSettings, core: "PrometheusConfig | None", *, take_over: bool
) -> None:
    import structlog

    from console.terminal.service import serving, until_told_to_stop
    from worker.client import connect_client
    from worker.decision_keys import decision_keys
    from worker.mail_settings import mail_settings
    from worker.secret_keys import secret_keys
    from worker.waiting import when_servers_are_there
    from worker.watch import Watched, watched

    log = structlog.get_logger("console")
    settings = replace(worker_settings(), take_over=take_over)
    decisions = decision_keys()
    decisions.public_keys()  # without any it does not begin
    work = partial(
        serving,
        url,
        None,
        None,
        mail=mail_settings(),
        settings=settings,
        pushing=delivery_settings(),
        keys=secret_keys(),
        decisions=decisions,
    )
    seen = Watched(
        "worker",
        url,
        reads_register=True,
        task_queue=settings.task_queue,
        connect=connect_client,
        core=core,
    )
    async with watched(seen, watching) as watch, when_servers_are_there(work):
        with watch.serving():
            await until_told_to_stop(
                ready=lambda: log.info("worker_started", task_queue=settings.task_queue)
            )
        log.info("worker_stopping")
    log.info("worker_stopped")


def promote(
    *,
    build: Annotated[
        str | None,
        typer.Option("--build", metavar="ID", help="Build id of the version; this code's if not."),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Let one version of the worker serve every visit, those under way included."""
    from console.terminal.desks import the_server
    from worker.build import build_id
    from worker.process import DEPLOYMENT, make_current

    chosen = build or build_id()

    async def work() -> None:
        await make_current(await the_server(folder), chosen)

    run_waiting(work(), "Temporal")
    if as_json:
        write_json({"deployment": DEPLOYMENT, "build": chosen})
    else:
        say(f"Version {chosen} of {DEPLOYMENT} serves every visit from its next task on.")


def _a_namespace(text: str) -> str:
    """A name that Temporal may give to a namespace."""
    if not _NAMESPACE.fullmatch(text):
        raise typer.BadParameter(f"“{text}” is no name of a namespace")
    return text


def migrate(
    *,
    address: Annotated[
        str | None,
        typer.Option(
            "--public-address",
            metavar="URL",
            help="Where consumers reach the feed, from now on; or VISITS_PUBLIC_ADDRESS.",
        ),
    ] = None,
    namespace: Annotated[
        str | None,
        typer.Option(
            "--namespace",
            metavar="NAME",
            parser=_a_namespace,
            help="Everything goes on in this namespace of Temporal from now on, and not in the one "
            "before; said once, with every worker stopped.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Bring the register's tables to this release; doing it again changes nothing."""
    from register import publication
    from register.migrate import migrate as bring_up_to_date
    from register.own_namespace import own_namespace
    from register.roles import missing_roles

    where = public_address() if address is None else checked_address("--public-address", address)

    place = find(folder, Role.OWNER)

    async def work() -> tuple[dict[str, object], list[str], list[Role]]:
        async with open_pool(place.database_url, size=1) as pool:
            applied = await bring_up_to_date(
                pool, public_address=where, namespace=namespace, keys=place.keys()
            )
            async with pool.acquire() as connection:
                missing = await missing_roles(connection)
                told: dict[str, object] = {
                    "applied": applied,
                    "public_address": await publication.address(connection),
                    "namespace": await own_namespace(connection),
                    "roles_missing": missing,
                }
                return told, applied, missing

    told, applied, missing = run_waiting(work(), "the register")
    if as_json:
        write_json(told)
        return
    say(f"Applied: {', '.join(applied)}." if applied else "The register is up to date.")
    if where is not None:
        say(f"Events are published at {told['public_address']} from now on.")
    if namespace is not None:
        say(
            f"It belongs to Temporal's namespace “{namespace}” from now on. Start a worker there, "
            "then run `visits recover --all`."
        )
    if missing:
        say(
            f"This PostgreSQL has no role {', '.join(missing)}, so whoever serves there needs the "
            "owner's. Make them (docs/distributed.md, Roles), then run this again."
        )
