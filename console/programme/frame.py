"""The command that writes the frame: every local area of a day, to be drawn from."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from console.terminal import options
from console.terminal.errors import Failed
from console.terminal.output import note, write_line
from register.areas import areas_on
from register.frame_file import frame_csv
from register.private_files import write_file

PANEL = "Programme"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("frame", rich_help_panel=PANEL)(frame)


def frame(
    *,
    on: Annotated[
        date,
        typer.Option(
            "--on",
            metavar="DATE",
            parser=options.a_date,
            help="The day on which the areas exist.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it there, not to standard output."),
    ] = None,
) -> None:
    """Write every local area of a day as CSV: code, name, region, council type.

    Add columns of your own, such as size or inspection history, and draw with `visits select`.
    """
    areas = areas_on(on)
    if not areas:
        raise Failed(f"The list of local areas begins later than {on:%-d %B %Y}.")
    text = frame_csv(areas)
    if out is None:
        write_line(text.removesuffix("\n"))
    else:
        write_file(out, text.encode())
        note(f"Wrote {len(areas)} areas to {out}.")
