"""Commands that show and write out what a visit has produced: documents, everything."""

import io
import json
from collections.abc import Sized
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from console.look.letters import Out, write_letters
from console.look.show import PANEL, Visit
from console.look.timeline import Timeline
from console.look.written import draw
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import WIDTH, say, show, table, write_json
from console.terminal.screen import Screen
from desk.as_json import document_as_json, written_as_json
from desk.timeline import TimelineEntry, timeline_of
from desk.topics import Topic
from desk.wording import plain
from desk.written import Record, read_record
from register import documents, letters
from register.canonical import canonical_json
from register.connection import Connection
from register.documents import DocumentRow
from register.letters import LetterRow
from register.private_files import make_folder, write_file
from register.publication import Published, of_visit
from register.visits import require
from register.written import KeptContent, content_of
from schemas.letters import file_of
from schemas.state import VisitState


class Archive(NamedTuple):
    """All that the register has on a visit."""

    state: VisitState
    timeline: list[TimelineEntry]
    events: list[Published]
    letters: list[LetterRow]
    documents: list[DocumentRow]
    record: Record
    content: list[KeptContent]


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
    written = write_documents(rows, out) if out else []
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

    async def ask(connection: Connection) -> Archive:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return Archive(
                state=await require(connection, visit),
                timeline=await timeline_of(connection, visit),
                events=await of_visit(connection, visit),
                letters=await letters.of_visit(connection, visit),
                documents=await documents.of_visit(connection, visit),
                record=await read_record(connection, visit),
                content=await content_of(connection, visit),
            )

    archive = ask_register(folder, ask)
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
    make_folder(out)
    state = out / "state.json"
    write_file(state, (canonical_json(archive.state) + "\n").encode())
    timeline = out / "timeline.txt"
    drawn = io.StringIO()
    screen = Timeline(_screen(drawn))
    for line in archive.timeline:
        screen.draw(line)
    write_file(timeline, drawn.getvalue().encode())
    events = out / "events.jsonl"
    write_file(events, "".join(f"{entry.cloudevent}\n" for entry in archive.events).encode())
    return [
        *(state, timeline, events),
        *write_letters(archive.letters, out / "letters"),
        *write_documents(archive.documents, out / "documents"),
        *write_written(archive.record, out),
        *write_content(archive.content, out / "content"),
    ]


def write_written(record: Record, out: Path) -> list[Path]:
    """Write all that people wrote as it is read, and who its references stand for."""
    drawn = io.StringIO()
    screen = _screen(drawn)
    for topic in Topic:
        if renderables := list(draw(record, topic)):
            screen.print(f"{topic.upper()}\n")
            for each in renderables:
                screen.print(each)
            screen.print()
    written, people = out / "written.txt", out / "people.json"
    write_file(written, drawn.getvalue().encode())
    known = json.dumps(written_as_json(record, Topic.CONTACTS), ensure_ascii=False, indent=2)
    write_file(people, f"{known}\n".encode())
    return [written, people]


def write_content(rows: list[KeptContent], out: Path) -> list[Path]:
    """Write each version of each kind of content as JSON, as the references in events name it."""
    make_folder(out)
    written: list[Path] = []
    for row in rows:
        path = out / f"{row.kind}-v{row.version}.json"
        write_file(path, (canonical_json(row.body) + "\n").encode())
        written.append(path)
    return written


def _screen(drawn: io.StringIO) -> Screen:
    """A screen whose lines are kept."""
    return Screen(file=drawn, width=WIDTH, highlight=False, markup=False)


def write_documents(rows: list[DocumentRow], out: Path) -> list[Path]:
    """Write each document as a file, named after its kind and version."""
    make_folder(out)
    written: list[Path] = []
    for row in rows:
        path = out / file_of(row.kind, row.version)
        write_file(path, row.body)
        written.append(path)
    return written


def _count(things: Sized, name: str) -> str:
    return f"{len(things)} {name}" + ("" if len(things) == 1 else "s")
