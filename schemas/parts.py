"""The parts that messages, events and the state share."""

from datetime import date, datetime, time

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import CaseRef, Digest, LetterKey, PersonRef, SlotId
from schemas.values import (
    ConflictKind,
    Consenter,
    ContactRole,
    FindingKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
    Mode,
    SlotKind,
    TaskKind,
)


class Contact(Model):
    """A recipient by reference; name and address are in the register."""

    ref: PersonRef
    role: ContactRole


class Declaration(Model):
    """What one inspector declared about one visit; no conflicts means a declared none."""

    inspector: PersonRef
    role: InspectorRole
    conflicts: tuple[ConflictKind, ...] = ()


class TeamMember(Model):
    """One inspector in one role."""

    inspector: PersonRef
    role: InspectorRole


class VisitDays(Model):
    """The two days of a visit (London calendar days)."""

    day_one: date
    day_two: date


class CaseStudy(Model):
    """One chosen case and who agreed to it, if anybody has yet."""

    case: CaseRef
    agreed_by: Consenter | None = None


class Slot(Model):
    """One meeting: when, how and, for a case study, which case.

    Attributes:
        slot_id: Its name within the visit.
        kind: What it is.
        day: 1 or 2.
        starts: Local time, Europe/London.
        ends: Local time, Europe/London.
        mode: How it is held.
        case: The case studied, for a case study only.
    """

    slot_id: SlotId
    kind: SlotKind
    day: int = Field(ge=1, le=2)
    starts: time
    ends: time
    mode: Mode
    case: CaseRef | None = None


class FindingCount(Model):
    """How many findings of one kind were recorded."""

    kind: FindingKind
    count: int = Field(ge=1)


class NoteVersion(Model):
    """One version of the summary note."""

    version: int = Field(ge=1)
    content: ContentRef
    drafted_at: datetime

    @property
    def digest(self) -> Digest:
        """What a leader agrees to: the digest of this version's words."""
        return self.content.digest


class LetterOutcome(Model):
    """What became of one letter, as far as a rule of the visit depends on it.

    Attributes:
        key: The letter's business key.
        kind: Why it was written.
        recipient: To whom.
        status: `delivered`, `refused` or `uncertain`.
        at: When that was known.
    """

    key: LetterKey
    kind: LetterKind
    recipient: PersonRef
    status: LetterStatus
    at: datetime


class Task(Model):
    """Something a person is asked to do."""

    kind: TaskKind
    raised_at: datetime
    letter: LetterKey | None = None
