"""`visits recover`: brings processes back from their logs."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import find, run_waiting
from console.terminal.errors import ExitCode
from console.terminal.output import say, write_json

PANEL = "Operate"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("recover", rich_help_panel=PANEL)(recover)


def recover(
    visit: Annotated[
        str | None,
        typer.Argument(
            metavar="VISIT",
            parser=options.a_process,
            help="This one and what lives beside it; a report is PROGRAMME/NAME.",
        ),
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Whatever the audit finds, strays included.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would be done.")
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Bring visits, referrals, complaints and subscriptions back from the event log.

    Exit status: 0 everything agrees, 1 something still does not. Doing it again does no harm:
    nothing is recorded or sent twice.
    """
    from release.recovery import Step

    if (visit is None) is not everything:
        raise typer.BadParameter("name one visit, or say --all.")
    work = recovered(folder, visit, preview=preview)
    steps: list[Step] = run_waiting(work, "processes to be brought back")
    if as_json:
        write_json([step.model_dump(mode="json") for step in steps])
    else:
        _tell(steps)
    failed = any(step.done is False for step in steps)
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.DONE)


async def recovered(folder: Path, visit: str | None, *, preview: bool) -> list["Step"]:  # type: ignore[name-defined]  # noqa: F821 - loaded when it runs
    """Bring back what is asked for, or say what that would be; the steps of it."""
    from console.terminal.desks import the_server
    from register.opening import open_register
    from register.roles import Role
    from release.recovery import Recovery
    from worker.settings import worker_settings

    place = find(folder, Role.WORKER)  # it records as the worker does
    async with open_register(place.database_url, size=4) as pool:
        client = await the_server(folder)
        recovery = Recovery(
            pool, client, keys=place.keys(), task_queue=worker_settings().task_queue
        )
        return await (recovery.plan(visit) if preview else recovery.carry_out(visit))


def _tell(steps: list["Step"]) -> None:  # type: ignore[name-defined]  # noqa: F821 - as above
    from release.audit import RUN_WORDS
    from release.recovery import REMEDY_WORDS, Remedy

    if not steps:
        say("Everything agrees with the log; there is nothing to bring back.")
        return
    for step in steps:
        found = RUN_WORDS[step.found] if step.found else "The register knows nothing of it."
        if step.remedy is Remedy.LET_GO_ON:
            found = step.sentence or ""
        say(f"{step.subject}: {found}")
        say(f"    {_AFTER[step.done]}{REMEDY_WORDS[step.remedy]}.")


_AFTER = {None: "Would be done: ", True: "Done: ", False: "It still does not agree; tried: "}
