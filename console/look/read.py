"""The command that shows what was written for a visit: findings, comments, contacts, reasons."""

from typing import Annotated

import typer

from console.look.show import PANEL, Visit
from console.look.written import draw
from console.terminal import options
from console.terminal.connection import ask_register
from console.terminal.output import say, show, table, write_json
from desk.as_json import written_as_json
from desk.topics import Topic, topics_of
from desk.written import Record, read_record

_TELLS = {
    Topic.CONTACTS: "who is written to, by name and address, and who was",
    Topic.SURVEY: "the links to the online surveys",
    Topic.SURVEY_RESULTS: "how many gave which answer to the surveys",
    Topic.CASES: "the age band and need of each case, as far as told",
    Topic.TIMETABLE: "the meetings' titles and places",
    Topic.FINDINGS: "what the inspectors found",
    Topic.NOTE: "every version of the summary note",
    Topic.COMMENTS: "what the area said about the note, beside its words",
    Topic.AGREEMENT: "who agreed to the note, and who has not",
    Topic.REASONS: "why people decided as they did",
    Topic.COMPLAINTS: "complaints and their answers",
    Topic.LETTER_NOTES: "what coordinators added to letters",
}


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read", rich_help_panel=PANEL)(read)


def read(
    visit: Visit,
    topic: Annotated[
        Topic | None,
        typer.Argument(
            metavar=options.choices(Topic),
            parser=options.one_of(Topic),
            help="What to read; by default, what there is.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Read what was written for a visit: findings, comments, the note, contacts, reasons."""
    record = ask_register(folder, lambda connection: read_record(connection, visit))
    if topic is None:
        _tell_topics(record, folder=options.as_typed(folder), as_json=as_json)
    elif as_json:
        write_json(written_as_json(record, topic))
    else:
        drawn = list(draw(record, topic))
        if not drawn:
            say(f"Nothing is written about that yet; `visits read {visit}` tells what there is.")
        for each in drawn:
            show(each)


def _tell_topics(record: Record, *, folder: str, as_json: bool) -> None:
    topics = topics_of({written.kind for written in record.written}, record.state)
    if as_json:
        write_json([topic.value for topic in topics])
    elif not topics:
        say("Nothing is written yet.")
    else:
        visit = record.state.visit_id
        rows = [
            (f"visits read {visit} {topic.replace('_', '-')}{folder}", _TELLS[topic])
            for topic in topics
        ]
        show(table("Command", "Tells", rows=rows, keep=[0]))
