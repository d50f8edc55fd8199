"""What happened to a visit, in order, as the log has it."""

import typer

from console.look.show import PANEL, Visit
from console.look.timeline import Timeline
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import console, write_json
from desk.timeline import TimelineEntry, TimelineReader
from register import log
from register.connection import Connection
from register.content import fetch_all
from register.visits import require
from schemas.ids import VisitId
from schemas.personal import Reason
from schemas.values import ContentKind


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("timeline", rich_help_panel=PANEL)(timeline)


def timeline(
    visit: Visit, *, as_json: options.AsJson = False, folder: options.Folder = options.VAR
) -> None:
    """Show what happened to a visit, in order."""
    drawn = ask_register(folder, lambda connection: timeline_of(connection, visit))
    if as_json:
        write_json([_line_as_json(line) for line in drawn])
        return
    screen = Timeline(console())
    for line in drawn:
        screen.draw(line)


async def timeline_of(connection: Connection, visit: VisitId) -> list[TimelineEntry]:
    """A visit's timeline, from the log.

    Raises:
        UnknownVisit: There is no such visit.
    """
    await require(connection, visit)
    told = await fetch_all(connection, visit, ContentKind.REASON, Reason)
    reasons = {version: reason.text for version, reason in enumerate(told, start=1)}
    return TimelineReader(reasons).entries(await log.read_all(connection, about=visit))


def _line_as_json(line: TimelineEntry) -> dict[str, object]:
    return {
        "at": line.at.isoformat(),
        "stage": line.stage.value,
        "words": line.words,
        "next_action": line.next_action.model_dump(mode="json"),
        "actor": line.actor,
        "reason": line.reason,
    }
