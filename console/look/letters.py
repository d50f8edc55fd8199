"""Commands that show letters: of a visit, one as it was sent, and what was sent across visits."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from console.look.show import PANEL, Visit
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.errors import Failed
from console.terminal.output import facts, say, show, table, write_json
from desk.archive import letter_files
from desk.as_json import letter_as_json, letter_words_as_json
from desk.letter_notes import NoteTold, notes_told
from desk.letters import SentLetter, became_words, letter_as_sent, reader_words, wording_words
from desk.mail_list import parted, rows_of
from desk.wording import plain
from register import letters, mail
from register.area_names import codes_named
from register.connection import Connection
from register.letter_list import ListedLetter, Wanted, list_letters
from register.letters import LetterRow
from register.private_files import make_folder, write_file, write_files
from register.visits import require
from rules.wording import moment
from rules.zones import at_london, london
from schemas.incoming import Mail

Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Also write them to this folder.")
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("letters", rich_help_panel=PANEL)(show_letters)
    app.command("letter", rich_help_panel=PANEL)(show_letter)
    app.command("sent", rich_help_panel=PANEL)(show_sent)


def show_letters(
    visit: Visit,
    *,
    out: Out = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show a visit's letters: to whom, why, when, and what became of each."""

    async def ask(
        connection: Connection,
    ) -> tuple[list[ListedLetter], list[LetterRow], list[Mail], list[NoteTold]]:
        await require(connection, visit)
        listed = await list_letters(connection, Wanted(visit=visit))
        rows = await letters.of_visit(connection, visit) if out else []
        came = await mail.of_visit(connection, visit)
        return listed, rows, came, await notes_told(connection, visit)

    listed, kept, came, notes = ask_register(folder, ask)
    written = write_files(dict(letter_files(kept)), out) if out else []
    if as_json:
        write_json([letter_as_json(letter) for letter in listed])
        return
    if notes:
        say("Notes that coordinators added:")
        rows = [(str(one.number), one.words, one.text) for one in notes]
        show(table("No.", "With which letters", "What it says", rows=rows, keep=[0]))
    if not listed:
        say("No letter has been written yet.")
        return
    _show(listed)
    for heading, messages in parted(came):
        say(f"{heading}:")
        rows = rows_of(messages)
        show(table("No.", "Read", "What came, and about which letter", rows=rows, keep=[0, 1]))
    if came:
        say(f"`visits post show NUMBER{options.as_typed(folder)}` shows what one says.")
    say(f"`visits letter KEY{options.as_typed(folder)}` shows one as it was sent.")
    if out:
        say(f"{len(written)} written to {out}.")


def show_letter(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="The letter's key, from `visits letters`.")
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.eml", help="Write it to this file, as it was sent."),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show one letter as it was sent: its words, and what went with it by name."""
    wanted = options.a_letter(key)
    listed, sent = ask_register(folder, lambda connection: letter_as_sent(connection, wanted))
    if out is not None:
        if sent is None:
            raise Failed(f"Letter {wanted} has no words yet: they are written when it goes.")
        make_folder(out.parent)
        write_file(out, sent.message)
    if as_json:
        write_json(letter_as_json(listed) | letter_words_as_json(sent))
        return
    show(facts(_letter_rows(listed, sent)))
    if sent is None:
        say("It has no words yet: they are written when it goes.")
    else:
        say()
        say(sent.text)
    if out is not None:
        say(f"Written to {out}.")


def show_sent(
    *,
    area: options.OfArea = None,
    since: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=options.a_date, help="That left on this day or later."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="ROLE",
            parser=options.a_role,
            help="To readers of this role, such as accountable-officer.",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show what was sent across all visits: to whom, why, when, and what became of it."""
    wanted = Wanted(
        areas=codes_named(area) if area else None,
        since=at_london(since, time()) if since else None,
        role=to,
        sent=True,
    )
    listed = ask_register(folder, lambda connection: list_letters(connection, wanted))
    if as_json:
        write_json([letter_as_json(letter) for letter in listed])
    elif listed:
        _show(listed, across=True)
    else:
        say("Nothing was sent that is asked for.")


def _show(listed: Sequence[ListedLetter], *, across: bool = False) -> None:
    """A sentence for each, with the key on a line of its own so that it can be copied."""
    rows = []
    for letter in listed:
        what = plain(letter.order.kind)
        about = f"{letter.area}: {what}" if across else what
        words = f"{about} to {reader_words(letter)}: {became_words(letter)}"
        rows.append((_short(letter.at), f"{words}\n{letter.order.key}"))
    show(table("When", "Letter, what became of it, and its key", rows=rows, keep=[0]))


def _letter_rows(listed: ListedLetter, sent: SentLetter | None) -> list[tuple[str, str]]:
    headers = sent.headers if sent else {"To": reader_words(listed)}
    enclosed = [f"{a.name}, {a.bytes:,} bytes" for a in sent.attachments] if sent else []
    return [
        ("Letter", listed.order.key),
        ("What became", f"{became_words(listed)}, {moment(listed.at)}"),
        ("Wording", wording_words(listed)),
        *headers.items(),
        *(("With it" if not number else "", words) for number, words in enumerate(enclosed)),
    ]


def _short(at: datetime) -> str:
    return f"{london(at):%-d %b %Y %H:%M}"
