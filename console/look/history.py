"""What happened to a visit, in order, as the log has it."""

import typer

from console.look.show import PANEL, Visit
from console.look.timeline import Timeline
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import console, write_json
from desk.as_json import entry_as_json
from desk.timeline import timeline_of


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("timeline", rich_help_panel=PANEL)(timeline)


def timeline(
    visit: Visit, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Show what happened to a visit, in order."""
    drawn = ask_register(folder, lambda connection: timeline_of(connection, visit))
    if as_json:
        write_json([entry_as_json(line) for line in drawn])
        return
    screen = Timeline(console())
    for line in drawn:
        screen.draw(line)
