"""Notes of a coordinator's own that go with letters."""

from typing import Annotated

import typer

from console.decide.submit import decision
from console.terminal import options
from console.terminal.forms import from_options
from schemas.forms.letters import LetterNoteForm, LetterNoteRemovalForm
from schemas.values import LetterKind


def add(app: typer.Typer) -> None:
    """Add the commands."""
    decision(app, "add-to-letter")(add_to_letter)
    decision(app, "take-from-letter")(take_from_letter)


def add_to_letter(
    visit: options.VisitArgument,
    kind: Annotated[
        LetterKind, typer.Argument(metavar="KIND", help="With which letters, e.g. timetable.")
    ],
    *,
    text: Annotated[
        str, typer.Option("--text", help="The note: a few paragraphs, empty lines between them.")
    ],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="PERSON", help="Only to this reader, by their reference."),
    ] = None,
) -> LetterNoteForm:
    """Add a note of your own to the letters of a kind that wait, or else to the next ones."""
    del visit
    return from_options(LetterNoteForm, {"kind": kind, "recipient": to, "text": text})


def take_from_letter(
    visit: options.VisitArgument,
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Of the note, from `visits letters`.")
    ],
) -> LetterNoteRemovalForm:
    """Take a note out again, before a letter with it has left."""
    del visit
    return from_options(LetterNoteRemovalForm, {"number": number})
