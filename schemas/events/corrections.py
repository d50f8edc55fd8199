"""What was recorded by mistake, and is put right."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import FindingRef, PersonRef, SlotId
from schemas.parts import TeamMember
from schemas.streams import FactModel
from schemas.values import Department, FindingKind, Outcome, Reply


class Reopened(FactModel):
    """An end that was recorded by mistake does not hold: the visit goes on as it was before it.

    When a person puts it right, within the period of the policy; the `reason` is always given.
    Where another reply holds instead, `visit.accepted.v1` or `visit.declined.v1` follows.

    Attributes:
        outcome: The end that does not hold.
        undoes: The sequence of the event that told of it.
        reply: The reply that holds instead; `null` while there is none, or where no reply was
            recorded wrongly.
        reply_until: The last day for the reply, where its time has passed meanwhile.
        void_version: The version of the note that is void, where agreement to a case in it was
            withdrawn meanwhile.
    """

    type: Literal[EventType.REOPENED] = EventType.REOPENED
    outcome: Outcome
    undoes: int
    reply: Reply | None = None
    reply_until: date | None = None
    void_version: int | None = None


class AcceptanceCorrected(FactModel):
    """The area had not accepted: that was recorded by mistake, and its reply is waited for again.

    When a person puts it right, before the visit has begun; the `reason` is always given. Where the
    area had declined, `visit.declined.v1` follows.

    Attributes:
        undoes: The sequence of the event that told of the acceptance.
        reply: The reply that holds instead; `null` while there is none.
        reply_until: The last day for the reply, where its time has passed meanwhile.
    """

    type: Literal[EventType.ACCEPTANCE_CORRECTED] = EventType.ACCEPTANCE_CORRECTED
    undoes: int
    reply: Reply | None = None
    reply_until: date | None = None


class MeetingsNotHeld(FactModel):
    """Meetings that had been recorded as held by mistake were not, or not yet.

    When a person puts it right, until the note is drafted; the `reason` is always given.

    Attributes:
        slots: Which meetings, by their names in the timetable.
        begun: Whether the visit has begun all the same.
    """

    type: Literal[EventType.MEETINGS_NOT_HELD] = EventType.MEETINGS_NOT_HELD
    slots: tuple[SlotId, ...]
    begun: bool


class FindingCorrected(FactModel):
    """The words or the kind of a finding were recorded wrongly, and are put right.

    When a person puts it right, until the visit is over; the `reason` is always given.

    Attributes:
        finding: Which finding; they are numbered over the whole visit, in the order in which they
            were recorded.
        was: What it was recorded to tell.
        kind: What it tells.
        content: Where the register keeps its words.
    """

    type: Literal[EventType.FINDING_CORRECTED] = EventType.FINDING_CORRECTED
    finding: FindingRef
    was: FindingKind
    kind: FindingKind
    content: ContentRef


class DayOnePlanned(FactModel):
    """Another day one was planned, before the area had accepted.

    When a person sets the days of a visit that has just been opened; the invitation goes out on its
    day, counted from this one. Also when a visit that was on hold goes on with another day one.

    Attributes:
        day_one: The first of the two days, as planned.
        out_of_term: Whether the days are out of the area's school terms; left out where not.
    """

    type: Literal[EventType.DAY_ONE_PLANNED] = EventType.DAY_ONE_PLANNED
    day_one: date
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class NoteRecalled(FactModel):
    """The summary note was shared too early, and is called back.

    When a person puts it right, also after the visit was closed; the `reason` is always given. The
    agreement stands, and the note can be shared again.

    Attributes:
        version: Of the note.
        departments: Who had it.
        undoes: The sequence of the first event that shared it.
    """

    type: Literal[EventType.NOTE_RECALLED] = EventType.NOTE_RECALLED
    version: int
    departments: tuple[Department, ...]
    undoes: int


class TeamCorrected(FactModel):
    """Others had visited than the team that was recorded.

    When a person puts it right, once the two days are over and until the note is shared; the
    `reason` is always given.

    Attributes:
        members: Who visited, one inspector in each role.
        leaving: Who had been recorded and had not visited.
        void_version: The version of the note that is void, because it names others; `null` where
            none stood.
    """

    type: Literal[EventType.TEAM_CORRECTED] = EventType.TEAM_CORRECTED
    members: tuple[TeamMember, ...]
    leaving: tuple[PersonRef, ...] = ()
    void_version: int | None = None


CorrectionFact = (
    Reopened
    | AcceptanceCorrected
    | MeetingsNotHeld
    | FindingCorrected
    | DayOnePlanned
    | NoteRecalled
    | TeamCorrected
)
