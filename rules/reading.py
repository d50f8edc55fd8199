"""Which version of the summary note a department may read: the one that was shared with it.

Told from the visit's log, because its state forgets a sharing that was recalled, and whoever had
the note is to hear that it was.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rules.folds import Changes, Folds
from rules.wording import DEPARTMENT_WORDS
from schemas.events.cases import ConsentWithdrawn
from schemas.events.corrections import NoteRecalled as Recalled
from schemas.events.event import VisitEvent
from schemas.events.note import NoteShared
from schemas.ids import Digest
from schemas.reading import NoteRead, ReadingEvent, ReadingEventType, Readings
from schemas.values import Department

FOLDS: Folds[Readings, ReadingEvent] = Folds()
"""What each access to a note changes."""


class NoteNotShared(Exception):
    """No note of that visit has been shared with that department, if there is such a visit."""


class NoteRecalled(Exception):
    """The note that was shared with that department was recalled, and none took its place."""


class ReadableNote(NamedTuple):
    """The one version of a note that a department may read."""

    version: int
    digest: Digest


def note_for(events: Iterable[VisitEvent], department: Department) -> ReadableNote:
    """The note that a department has: agreed, shared with it, and not recalled.

    Args:
        events: The visit's, from its first one.
        department: Who asks.

    Raises:
        NoteNotShared: It was not shared with them.
        NoteRecalled: Agreement to a case in it was taken back, and no other was shared since.
    """
    note: ReadableNote | None = None
    recalled: str | None = None
    for event in events:
        match event.fact:
            case NoteShared(version=version, digest=digest, departments=departments):
                if department in departments:
                    note = ReadableNote(version, digest)
            case ConsentWithdrawn(recalled_from=departments):
                if department in departments:
                    note, recalled = None, "because agreement to a case in it was taken back"
            case Recalled(departments=departments):
                if department in departments:
                    note, recalled = None, "because it was shared too early"
            case _:
                pass
    if note is not None:
        return note
    if recalled:
        raise NoteRecalled(
            f"The summary note was recalled, {recalled}. "
            "Destroy every copy of it; it, or a new version, may be shared later."
        )
    raise NoteNotShared(
        "There is no summary note at this address that was shared with your department."
    )


@FOLDS.fact(NoteRead, "summary note read")
def read(_state: Readings, _event: ReadingEvent, _fact: NoteRead) -> Changes:
    """Nothing but the count of accesses, which every event raises."""
    return {}


READING_EVENT_WORDS: Mapping[ReadingEventType, str] = FOLDS.words


def evolve_readings(state: Readings | None, event: ReadingEvent) -> Readings:
    """Count one access more.

    Raises:
        ValueError: The accesses of a visit that nobody knows.
    """
    if state is None:
        raise ValueError(f"{event.subject} is read beside no visit")
    changes = FOLDS.changes(state, event)
    return state.model_copy(update={**changes, "sequence": event.sequence})


def reading_words(event: ReadingEvent) -> str:
    """What was read; on whose behalf, and which version."""
    fact: NoteRead = event.fact
    department = DEPARTMENT_WORDS[fact.department]
    return f"{READING_EVENT_WORDS[fact.type]} for {department} (version {fact.version})"
