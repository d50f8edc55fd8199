"""Commands that show and write out what a visit has produced: documents, everything."""

import io
from collections.abc import Iterable, Sized
from pathlib import Path
from typing import Annotated

import typer

from console.look.letters import Out
from console.look.show import PANEL, Visit
from console.look.timeline import Timeline
from console.look.written import draw
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import WIDTH, say, show, table, write_json
from console.terminal.screen import Screen
from desk.archive import Archive, document_files, files_of, read_archive
from desk.as_json import document_as_json
from desk.timeline import TimelineEntry
from desk.topics import Topic
from desk.wording import plain
from desk.written import Record
from register import documents
from register.connection import Connection
from register.documents import DocumentRow
from register.private_files import write_files
from register.visits import require


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("documents", rich_help_panel=PANEL)(show_documents)
    app.command("export", rich_help_panel=PANEL)(export)


def show_documents(
    visit: Visit,
    *,
    out: Out = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show the documents of a visit."""

    async def ask(connection: Connection) -> list[DocumentRow]:
        await require(connection, visit)
        return await documents.of_visit(connection, visit)

    rows = ask_register(folder, ask)
    written = write_files(dict(document_files(rows)), out) if out else []
    if as_json:
        write_json([document_as_json(row) for row in rows])
        return
    if not rows:
        say("No document has been made yet.")
        return
    cells = [
        (plain(row.kind), str(row.version), row.title, row.marking, f"{len(row.body):,}")
        for row in rows
    ]
    show(table("Document", "Version", "Title", "Marking", "Bytes", rows=cells))
    if out:
        say(f"{len(written)} written to {out}.")


def export(
    visit: Visit,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Made if it is not there; of a scenario, its file."
        ),
    ] = None,
    scenario: Annotated[
        bool,
        typer.Option(
            "--scenario",
            help="Write it as a scenario to rehearse: the same decisions, nobody's name or words.",
        ),
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Write all that the register has on a visit to a folder; or the visit as a scenario."""
    if scenario:
        from console.look import retelling

        retelling.write(visit, out, as_json=as_json, folder=folder)
        return
    if out is None:
        raise typer.BadParameter("name a folder with --out, or give --scenario.")

    archive = ask_register(folder, lambda connection: read_archive(connection, visit))
    paths = write_archive(archive, out)
    if as_json:
        write_json({"visit": visit, "files": [str(path) for path in paths]})
        return
    say(
        f"Wrote {visit} to {out}: state.json, timeline.txt, events.jsonl "
        f"({len(archive.events)} events), {_count(archive.letters, 'letter')}, "
        f"{_count(archive.documents, 'document')}, written.txt, people.json, "
        f"{_count(archive.content, 'text')} in content."
    )


def write_archive(archive: Archive, out: Path) -> list[Path]:
    """Write a visit's archive; what an earlier export wrote there is written again."""
    return write_files(
        {
            **files_of(archive),
            "timeline.txt": _drawn_timeline(archive.timeline),
            "written.txt": _drawn_words(archive.record),
        },
        out,
    )


def _drawn_timeline(entries: Iterable[TimelineEntry]) -> bytes:
    drawn = io.StringIO()
    screen = Timeline(_screen(drawn))
    for line in entries:
        screen.draw(line)
    return drawn.getvalue().encode()


def _drawn_words(record: Record) -> bytes:
    """All that people wrote, as it is read."""
    drawn = io.StringIO()
    screen = _screen(drawn)
    for topic in Topic:
        if renderables := list(draw(record, topic)):
            screen.print(f"{topic.upper()}\n")
            for each in renderables:
                screen.print(each)
            screen.print()
    return drawn.getvalue().encode()


def _screen(drawn: io.StringIO) -> Screen:
    """A screen whose lines are kept."""
    return Screen(file=drawn, width=WIDTH, highlight=False, markup=False)


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}" + ("" if len(things) == 1 else "s")
