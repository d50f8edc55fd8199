"""`visits foresee`: what lies ahead of a visit, played in virtual time on servers of its own."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from console.look.show import PANEL
from console.terminal import options


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("foresee", rich_help_panel=PANEL)(foresee)


def foresee(  # noqa: PLR0913 - a command's options
    visit: options.VisitArgument,
    *,
    until: Annotated[
        date | None,
        typer.Option(
            metavar="DATE",
            parser=options.a_date,
            help="The last day to look at (default: the visit's end, or a quarter in which only "
            "people could act).",
            show_default=False,
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="SCENARIO",
            help="What people do from now on: a scenario's file, or the name of one that is built "
            "in (default: nobody does anything).",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Also write letters and documents there."),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Play a visit forward from now, apart from everything real, and tell what would happen."""
    from console.run import foreseeing

    foreseeing.play(visit, until, scenario, out, as_json=as_json, folder=folder)
