"""Commands for a release manager: what this release would do to visits, and whether all agrees."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.connection import run_waiting
from console.terminal.output import write_json

PANEL = "Operate"


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("replay", rich_help_panel=PANEL)(replay)
    app.command("audit", rich_help_panel=PANEL)(audit_visits)


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
            metavar="VISIT", parser=options.a_visit, help="Only this one, and its full story."
        ),
    ] = None,
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Rebuild visits from the event log and compare them with all else that knows them.

    Exit status: 0 everything agrees, 1 something does not, 3 not everything could be compared.
    """
    from console.operate import change_reports as changes

    report = run_waiting(changes.audited(folder, visit), "the visits to be compared")
    if as_json:
        write_json(report.model_dump(mode="json"))
    else:
        changes.tell_audit(report)
    raise typer.Exit(report.exit_status)
