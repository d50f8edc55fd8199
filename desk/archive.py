"""All that the register has on a visit, as files: for records, and for whoever asks for theirs."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from desk.as_json import entry_as_json, written_as_json
from desk.timeline import TimelineEntry, timeline_of
from desk.topics import Topic
from desk.written import Record, read_record
from register import documents, letters
from register.canonical import canonical_json
from register.connection import Connection
from register.documents import DocumentRow
from register.letters import LetterRow
from register.publication import Published, of_visit
from register.visits import require
from register.written import KeptContent, content_of
from schemas.ids import VisitId
from schemas.letters import file_of
from schemas.state import VisitState

_ANY_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Of each file in an archive: the same visit gives the same bytes, whenever it is asked for."""


class Archive(NamedTuple):
    """All that the register has on a visit, at one moment."""

    state: VisitState
    timeline: list[TimelineEntry]
    events: list[Published]
    letters: list[LetterRow]
    documents: list[DocumentRow]
    record: Record
    content: list[KeptContent]


async def read_archive(connection: Connection, visit: VisitId) -> Archive:
    """Read all of a visit.

    Args:
        connection: In no transaction.
        visit: Its id.

    Raises:
        UnknownVisit: There is no such visit.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return Archive(
            state=await require(connection, visit),
            timeline=await timeline_of(connection, visit),
            events=await of_visit(connection, visit),
            letters=await letters.of_visit(connection, visit, words=True),
            documents=await documents.of_visit(connection, visit),
            record=await read_record(connection, visit),
            content=await content_of(connection, visit),
        )


def files_of(archive: Archive) -> dict[str, bytes]:
    """The files of an archive by their paths.

    Letters are there as they were tried, the uncertain too; each version of each kind of content is
    there as the references in events name it.
    """
    return {
        "state.json": f"{canonical_json(archive.state)}\n".encode(),
        "events.jsonl": "".join(f"{one.cloudevent}\n" for one in archive.events).encode(),
        **{f"letters/{name}": body for name, body in letter_files(archive.letters)},
        **{f"documents/{name}": body for name, body in document_files(archive.documents)},
        "people.json": _as_read(written_as_json(archive.record, Topic.CONTACTS)),
        **{
            f"content/{one.kind}-v{one.version}.json": f"{canonical_json(one.body)}\n".encode()
            for one in archive.content
        },
    }


def as_zip(archive: Archive) -> bytes:
    """An archive as one file, with what happened and what was written for programs to read."""
    written = {topic.value: written_as_json(archive.record, topic) for topic in Topic}
    files: Mapping[str, bytes] = {
        **files_of(archive),
        "timeline.json": _as_read([entry_as_json(entry) for entry in archive.timeline]),
        "written.json": _as_read(written),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path, body in files.items():
            info = zipfile.ZipInfo(f"{archive.state.visit_id}/{path}", _ANY_DAY)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            file.writestr(info, body)
    return packed.getvalue()


def letter_files(rows: list[LetterRow]) -> Iterator[tuple[str, bytes]]:
    """Each letter that was tried, by a name after its key."""
    for row in rows:
        if row.message is not None:
            _, *named = row.order.key.split("/")
            yield f"{'-'.join(named)}.eml", row.message


def document_files(rows: list[DocumentRow]) -> Iterator[tuple[str, bytes]]:
    """Each document, by a name after its kind and version."""
    for row in rows:
        yield file_of(row.kind, row.version), row.body


def _as_read(told: object) -> bytes:
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode()
