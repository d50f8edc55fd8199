"""The shared note handed out, and each time recorded before anybody has it."""

from datetime import datetime
from typing import NamedTuple

from register import documents, log, visits
from register.connection import Connection
from register.documents import DocumentRow
from rules.reading import NoteNotShared, evolve_readings, note_for
from schemas.access import ConsumerId
from schemas.ids import NoteSubject, VisitId, note_subject
from schemas.letters import DocumentOrder
from schemas.reading import NoteRead, ReadingEvent, Readings
from schemas.values import Department, DocumentKind


class NoteNotMade(Exception):
    """The note was shared, and its PDF is still being made."""


class Reading(NamedTuple):
    """A note as it may be handed out, and the record of that."""

    document: DocumentRow
    event: ReadingEvent


async def read_note(
    connection: Connection,
    visit: VisitId,
    *,
    department: Department,
    reader: ConsumerId,
    now: datetime,
) -> Reading:
    """Take out the note that was shared with a department, and record that it was read.

    The visit is locked meanwhile. So whoever takes agreement to a case back does so before, and
    the note is refused, or after, and the record says who had it; and two who read at once get
    different numbers.

    Args:
        connection: In a transaction; hand nothing out before it is committed.
        visit: Whose note.
        department: On whose behalf.
        reader: The consumer who asks.
        now: When.

    Raises:
        NoteNotShared: It was not shared with them, or there is no such visit.
        NoteRecalled: It was, and was recalled.
        NoteNotMade: It is shared, and there is no PDF of it yet.
    """
    state = await visits.load(connection, visit, lock=True)
    logged = await log.read(connection, visit=visit)
    note = note_for((entry.event for entry in logged), department)
    if state is None:
        raise NoteNotShared(f"{visit} has a log, and is missing from the list of visits")
    order = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=note.version)
    document = await documents.find(connection, visit, order)
    if document is None:
        raise NoteNotMade("The note was shared a moment ago, and its PDF is still being made.")
    subject = note_subject(visit)
    known = Readings(programme=state.programme, sequence=await _last(connection, subject))
    event = ReadingEvent(
        subject=subject,
        sequence=known.sequence + 1,
        at=now,
        actor=reader,
        fact=NoteRead(
            department=department,
            version=note.version,
            digest=note.digest,
            document=await documents.published_digest(connection, visit, document),
        ),
    )
    await log.append(connection, known, [event], evolve_readings)
    return Reading(document, event)


async def _last(connection: Connection, subject: NoteSubject) -> int:
    last = await connection.fetchval(
        "SELECT max(sequence) FROM events WHERE aggregateid = $1", subject
    )
    return int(last or 0)
