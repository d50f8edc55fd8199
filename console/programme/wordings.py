"""How a programme words its letters: to look at, to change, and to go back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.decide.submit import decision
from console.programme.group import Programme, app
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.forms import from_options
from console.terminal.output import facts, say, show, table, write_json
from desk.reading.texts import text_of
from rules.wording import moment
from schemas.programme import forms as f

if TYPE_CHECKING:
    from desk.letter_wordings import PlaceholderShown, WordingShown

Kind = Annotated[
    str,
    typer.Argument(
        metavar="LETTER",
        parser=options.a_kind_of_letter,
        help="The kind of letter, such as reply-extended.",
    ),
]


@decision(app, "wording")
def wording(
    visit: Programme,
    letter: Kind,
    *,
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            metavar="FILE.txt",
            help="“Subject:” and what it is about, an empty line, the words; - is standard input.",
        ),
    ],
) -> f.WordingForm:
    """Word a kind of letter anew, for letters of its visits that are written from now on."""
    del visit
    return from_options(f.WordingForm, {"letter": letter, "wording": text_of(file)})


@decision(app, "standard-wording")
def standard_wording(visit: Programme, letter: Kind) -> f.StandardWordingForm:
    """Go back to the standard wording of a kind of letter."""
    del visit
    return from_options(f.StandardWordingForm, {"letter": letter})


@app.command("letters")
def letters(  # noqa: PLR0913 - what the command line offers
    programme: Programme,
    letter: Annotated[
        str | None,
        typer.Argument(
            metavar="[LETTER]",
            parser=options.a_kind_of_letter,
            help="Show this kind of letter: its wording and its placeholders.",
        ),
    ] = None,
    *,
    text: Annotated[
        bool, typer.Option("--text", help="Print the wording alone, as it goes into a file.")
    ] = False,
    standard: Annotated[
        bool, typer.Option("--standard", help="Show the standard wording, whatever is in force.")
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show how letters are worded: every kind, or one with what may stand in its wording."""
    from desk import letter_wordings as desk
    from register.connection import Connection
    from schemas.values import LetterKind

    async def read(connection: Connection) -> list[desk.WordingShown]:
        return await desk.wordings_of(connection, programme)

    found = ask_register(folder, read)
    if letter is None:
        if as_json:
            write_json([desk.wording_as_json(one) for one in found])
            return
        rows = [(_typed(one.letter), one.what, _whose(one)) for one in found]
        show(table("Letter", "What it is", "Wording", rows=rows, keep=[0]))
        say(f"`visits programme letters {programme} LETTER` shows one, with its placeholders.")
        return
    shown = next(one for one in found if one.letter == letter)
    if standard:
        shown = desk.standard_wording(LetterKind(letter))
    if as_json:
        write_json(desk.wording_in_full(shown))
        return
    if text:
        say(shown.text.rstrip("\n"))
        return
    told = [("Letter", f"{_typed(shown.letter)}: {shown.what}"), ("Wording", _whose(shown))]
    show(facts(told))
    for fault in shown.faults:
        say(f"It cannot be used: {fault}")
    say()
    say(shown.text.rstrip("\n"))
    say()
    placeholders = [
        (one.written, _stands_for(one)) for one in desk.placeholders_shown(shown.letter)
    ]
    show(table("Placeholder", "What it stands for", rows=placeholders))


def _typed(kind: str) -> str:
    return kind.replace("_", "-")


def _whose(shown: "WordingShown") -> str:
    if shown.own is None:
        return "standard"
    since = f", since {moment(shown.since)} by {shown.by}" if shown.since else ""
    cannot = "; it cannot be used" if shown.faults else ""
    return f"the programme's own, version {shown.own.version}{since}{cannot}"


def _stands_for(one: "PlaceholderShown") -> str:
    said = [one.words]
    if one.example:
        said.append(f"such as “{one.example}”")
    if one.sometimes:
        said.append(f"may be missing: ask {{% if {one.name} is defined %}}")
    if one.needed:
        said.append("the letter cannot do without it")
    return "; ".join(said)
