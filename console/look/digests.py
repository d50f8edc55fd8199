"""The command that tells what a digest stands for: only whoever has the register can."""

from pathlib import Path
from typing import Annotated

import typer

from console.look.show import PANEL, Visit
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.forms import from_file
from console.terminal.output import say, write_json
from desk.digest_words import digest_as_json, digest_words
from register.connection import Connection
from register.digests import StandsFor, stands_for
from register.visits import require
from rules.prose import note_of
from schemas.forms.note import DraftForm
from schemas.personal import SummaryNote


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("digest", rich_help_panel=PANEL)(digest)


def digest(
    visit: Visit,
    given: Annotated[
        str,
        typer.Argument(
            metavar="DIGEST",
            parser=options.a_digest,
            help="As an event, a note or a letter has it: 64 digits and letters a to f.",
        ),
    ],
    *,
    words: Annotated[
        Path | None,
        typer.Option(
            "--words",
            metavar="FORM.yaml",
            help="Ask whether this is the note that it stands for; - is standard input.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Tell what a digest stands for, and whether those are still the words."""
    note = _note(words) if words else None

    async def ask(connection: Connection) -> StandsFor | None:
        await require(connection, visit)
        return await stands_for(connection, visit, given, words=note)

    found = ask_register(folder, ask)
    if as_json:
        write_json(digest_as_json(visit, given, found))
    else:
        say(digest_words(visit, found, asked=note is not None))
    if found is None or not found.holds:
        raise typer.Exit(1)


def _note(words: Path) -> SummaryNote:
    form = from_file(DraftForm, words)
    return note_of(form.sections, form.cases)
