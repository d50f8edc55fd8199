"""Who read a summary note: each access to the content behind the events is an event itself.

The accesses to a visit's note are a stream of their own, `<visit>/note`, beside that of the visit:
a note is read long after the visit is over, and whoever reads it decides nothing. As everywhere,
fields are only ever added within a major version.
"""

from enum import StrEnum
from typing import Literal, TypeAlias

from pydantic import Field

from schemas.base import Model
from schemas.ids import Digest, NoteSubject, ProgrammeId
from schemas.streams import Event, FactModel
from schemas.values import Department


class ReadingEventType(StrEnum):
    """Every event of a note's being read; the grammar is that of `schemas.events`."""

    NOTE_READ = "note.read.v1"


RETIRED: frozenset[ReadingEventType] = frozenset()
"""Recorded no more; see `schemas.event_types`."""


class NoteRead(FactModel):
    """The shared note was handed out to a department that has it.

    Each time a department reads the note at its address, before the first byte leaves.

    Attributes:
        department: On whose behalf.
        version: Of the note.
        digest: Of its words, as they were agreed and shared.
        document: Of the PDF that was handed out; the same as its `ETag`, and keyed as digests of
            words are.
    """

    type: Literal[ReadingEventType.NOTE_READ] = ReadingEventType.NOTE_READ
    department: Department
    version: int = Field(ge=1)
    digest: Digest
    document: Digest


ReadingFact = NoteRead
"""What can happen to a note that was shared; a union as soon as there is more."""


ReadingEvent: TypeAlias = Event[NoteSubject, ReadingFact]
"""One access to the note of a visit, in the order of its accesses; its subject is `<visit>/note`.
The actor is the consumer whose token it was. No reason is asked: the note was shared to be read."""


class Readings(Model):
    """How often the note of a visit was read.

    Attributes:
        programme: The visit's.
        sequence: The last access.
    """

    programme: ProgrammeId
    sequence: int
