"""Commands for a release manager: what this release would do to visits, and whether all agrees."""

from datetime import time
from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.output import say, write_json

PANEL = "Operate"


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("replay", rich_help_panel=PANEL)(replay)
    app.command("audit", rich_help_panel=PANEL)(audit_visits)


def a_time(text: str) -> str:
    """A time of day, as `02:30`."""
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no time of day; write it as 02:30") from None


def replay(
    histories: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER", help="Histories as JSON files, in place of a running stack's."
        ),
    ] = None,
    *,
    closed: Annotated[bool, typer.Option("--all", help="Also visits whose run is over.")] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Say what this release would do to each visit; changes nothing.

    Exit status: 0 all unchanged, 4 decides differently, 5 would break.
    """
    from console.operate import change_reports as changes

    work = (
        changes.replay_files(histories)
        if histories
        else changes.replay_stack(folder, closed=closed)
    )
    report = run_waiting(work, "the visits to be replayed")
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        changes.tell_replay(report)
    raise typer.Exit(report.exit_status)


def audit_visits(
    visit: Annotated[
        str | None,
        typer.Argument(
            metavar="VISIT",
            parser=options.a_process,
            help="Only this one, and its full story; a report is PROGRAMME/NAME.",
        ),
    ] = None,
    *,
    nightly: Annotated[
        bool | None,
        typer.Option(
            "--nightly/--not-nightly",
            help="Audit nothing now: have workers do it each night, or no more.",
        ),
    ] = None,
    at: Annotated[
        str,
        typer.Option("--at", metavar="HH:MM", parser=a_time, help="When each night, in London."),
    ] = "02:30",
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Rebuild visits from the event log and compare them with all else that knows them.

    Exit status: 0 everything agrees, 1 something does not, 3 not everything could be compared.
    """
    if nightly is not None:
        if visit is not None:
            raise typer.BadParameter("each night everything is audited, not one visit")
        _each_night(folder, nightly=nightly, at=at, as_json=as_json)
        return
    from console.operate import change_reports as changes

    report = run_waiting(changes.audited(folder, visit), "the visits to be compared")
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        changes.tell_audit(report)
    raise typer.Exit(report.exit_status)


def _each_night(folder: Path, *, nightly: bool, at: str, as_json: bool) -> None:
    """Have everything audited each night from now on, or no more."""
    from console.terminal.desks import the_server
    from release.audit.nightly import SCHEDULE, Changed, audit_nightly, audit_nightly_no_more
    from worker.settings import worker_settings

    async def work() -> str:
        client = await the_server(folder)
        if nightly:
            when = time.fromisoformat(at)
            return await audit_nightly(client, worker_settings().task_queue, when)
        return "ended" if await audit_nightly_no_more(client) else "none"

    done = run_waiting(work(), "Temporal")
    if as_json:
        write_json({"schedule": SCHEDULE, "done": done, "at": at if nightly else None})
    elif done == Changed.PAUSED:
        say(
            f"The schedule {SCHEDULE} is paused in Temporal, so nothing is audited by itself. Once "
            "it is unpaused there (Schedules in the Web UI, or `temporal schedule toggle "
            f"--schedule-id {SCHEDULE} --unpause --reason …`), everything is audited each night "
            f"at {at}."
        )
    elif nightly:
        say(f"Everything is audited each night at {at} from now on; `visits tasks` tells of it.")
    else:
        say("Nothing is audited by itself any more.")
