"""The shared note handed out, and each time recorded before anybody has it."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from register import documents, log, visits
from register.connection import Connection
from register.documents import DocumentRow, DocumentSpoilt
from rules.reading import NoteNotShared, evolve_readings, note_for
from schemas.access import ConsumerId
from schemas.ids import NoteSubject, VisitId, note_subject
from schemas.letters import DocumentOrder
from schemas.reading import NoteRead, ReadingEvent, ReadingEventType, Readings
from schemas.values import Department, DocumentKind


class NoteNotMade(Exception):
    """The note was shared, and its PDF is still being made."""


class TooManyReadings(Exception):
    """A consumer has read notes as often as it may within an hour.

    Args:
        again_in: When it may read again.
    """

    def __init__(self, again_in: timedelta) -> None:
        super().__init__()
        self.again_in = again_in


MOST_AN_HOUR: Final = 300
"""Readings of one consumer within an hour, of all notes and by all its tokens together: twice every
note of a programme. Each reading is an event for ever, so a loop that has gone wrong would fill the
log that everybody reads."""

_HOUR = timedelta(hours=1)


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
        DocumentSpoilt: What is kept is not the file that was shared.
        TooManyReadings: The reader has read as often as it may.
    """
    await _require_leave(connection, reader, now)
    state = await visits.load(connection, visit, lock=True)
    logged = await log.read(connection, visit=visit)
    note = note_for((entry.event for entry in logged), department)
    if state is None:
        raise NoteNotShared(f"{visit} has a log, and is missing from the list of visits")
    order = DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=note.version)
    document = await documents.find(connection, visit, order)
    if document is None:
        raise NoteNotMade("The note was shared a moment ago, and its PDF is still being made.")
    if not document.holds:
        raise DocumentSpoilt(visit, order)
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


async def was_read(connection: Connection, visit: VisitId) -> bool:
    """Whether anybody has read a visit's note."""
    return await _last(connection, note_subject(visit)) > 0


async def _last(connection: Connection, subject: NoteSubject) -> int:
    last = await connection.fetchval(
        "SELECT max(sequence) FROM events WHERE aggregateid = $1", subject
    )
    return int(last or 0)


async def _require_leave(connection: Connection, reader: ConsumerId, now: datetime) -> None:
    """Refuse one reading too many; those under way at once are counted one after the other."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"readings of {reader}")
    oldest = await connection.fetchval(
        "SELECT occurred_at FROM events WHERE type = $1 AND payload ->> 'actor' = $2"
        " AND occurred_at > $3 ORDER BY occurred_at DESC OFFSET $4 LIMIT 1",
        ReadingEventType.NOTE_READ.value,
        reader,
        now - _HOUR,
        MOST_AN_HOUR - 1,
    )
    if oldest is not None:
        raise TooManyReadings(oldest + _HOUR - now)
