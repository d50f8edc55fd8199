"""The parts that messages, events and the state share."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from schemas.base import Model, is_nothing
from schemas.clock import LocalTime
from schemas.content import ContentRef
from schemas.ids import ActorRef, CaseRef, Digest, LetterKey, PersonRef, SlotId, VisitId
from schemas.pseudonyms import PSEUDONYMOUS
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
    """A recipient by reference; name and address are in the register.

    Attributes:
        ref: Who.
        role: As what they are written to.
    """

    ref: PersonRef
    role: ContactRole


class CorrectedPerson(Model):
    """Somebody whose name or address was recorded wrongly, or has changed.

    Attributes:
        person: Who.
        role: As what they are written to.
        content: What is right now; the words are in the register.
    """

    person: PersonRef
    role: ContactRole | InspectorRole
    content: ContentRef


class Copies(Model):
    """Which copy of letters somebody is written, once it is not the first any more."""

    person: PersonRef
    number: int


class Declaration(Model):
    """What one inspector declared about one visit; no conflicts means a declared none.

    Attributes:
        inspector: Who declared.
        role: As which of the three inspectors.
        conflicts: What was declared; empty for none.
    """

    inspector: PersonRef
    role: InspectorRole
    conflicts: Annotated[tuple[ConflictKind, ...], PSEUDONYMOUS] = ()


class TeamMember(Model):
    """One inspector in one role.

    Attributes:
        inspector: Who.
        role: As what.
    """

    inspector: PersonRef
    role: InspectorRole


class VisitDays(Model):
    """The two days of a visit (London calendar days).

    Attributes:
        day_one: The first day.
        day_two: The second day.
    """

    day_one: date
    day_two: date


class CaseStudy(Model):
    """One chosen case and who agreed to it, if anybody has yet.

    Attributes:
        case: Its number on the area's list.
        agreed_by: Who agreed; `null` while nobody has.
    """

    case: CaseRef
    agreed_by: Annotated[Consenter | None, PSEUDONYMOUS] = None


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
    starts: LocalTime
    ends: LocalTime
    mode: Mode
    case: CaseRef | None = None


class FindingCount(Model):
    """How many findings of one kind were recorded.

    Attributes:
        kind: What they tell.
        count: How many.
    """

    kind: FindingKind
    count: int = Field(ge=1)


class NoteVersion(Model):
    """One version of the summary note."""

    version: int = Field(ge=1)
    content: ContentRef
    drafted_at: datetime
    sections: int = Field(0, ge=0)
    cases: tuple[CaseRef, ...] = ()
    editable_copy: bool = Field(default=False, exclude_if=is_nothing)

    @property
    def digest(self) -> Digest:
        """What a leader agrees to: the digest of this version's words."""
        return self.content.digest


class SectionComments(Model):
    """How many comments there are on one section of the summary note.

    Attributes:
        section: Which section, counted from 1.
        count: How many comments.
    """

    section: int = Field(ge=1, le=99)
    count: int = Field(ge=1)


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


class Legacy(Model):
    """What a deferred visit leaves to its successor, by reference.

    Attributes:
        predecessor: The visit that was deferred.
        contacts: Whom to write to.
        contacts_content: Where the register keeps them for the predecessor.
        officer: The area's nominated officer.
        declarations: Conflicts of interest as declared.
        offered: How many cases the area's list offered.
        cases: The chosen cases with the agreements had.
        coordinator: Who looks after it.
        cases_withdrawn: Those whose agreement was taken back, which stay out.
        case_context: Where the register keeps what was told of the cases; left out where nothing.
    """

    predecessor: VisitId
    contacts: tuple[Contact, ...] = ()
    contacts_content: ContentRef | None = None
    officer: PersonRef | None = None
    declarations: tuple[Declaration, ...] = ()
    offered: int = 0
    cases: tuple[CaseStudy, ...] = ()
    coordinator: ActorRef | None = None
    cases_withdrawn: Annotated[tuple[CaseRef, ...], PSEUDONYMOUS] = ()
    case_context: ContentRef | None = Field(default=None, exclude_if=is_nothing)


class Task(Model):
    """Something a person is asked to do."""

    kind: TaskKind
    raised_at: datetime
    letter: LetterKey | None = None
