"""The two days, and what may interrupt them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.ids import SlotId
from schemas.parts import FindingCount, VisitDays
from schemas.streams import FactModel


class Started(FactModel):
    """The first meeting was held: the visit has begun.

    Together with the first `visit.meetings_held.v1`, and before it.
    """

    type: Literal[EventType.STARTED] = EventType.STARTED


class MeetingsHeld(FactModel):
    """Meetings were held.

    Each time they are recorded as held.

    Attributes:
        slots: Which meetings, by their names in the timetable.
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.MEETINGS_HELD] = EventType.MEETINGS_HELD
    slots: tuple[SlotId, ...]
    happened_at: datetime | None = None


class FindingsRecorded(FactModel):
    """Findings were written down.

    Each time some are recorded; they add to those of before.

    Attributes:
        findings: How many of each kind are new; none is a grade.
        content: Where the register keeps the words.
    """

    type: Literal[EventType.FINDINGS_RECORDED] = EventType.FINDINGS_RECORDED
    findings: tuple[FindingCount, ...]
    content: ContentRef


class FeedbackHeld(FactModel):
    """The feedback meeting was held.

    On day two, after all other meetings; the note is drafted next.

    Attributes:
        happened_at: When, where that was recorded later; `null` where it was recorded at once.
    """

    type: Literal[EventType.FEEDBACK_HELD] = EventType.FEEDBACK_HELD
    happened_at: datetime | None = None


class Paused(FactModel):
    """The visit, begun, stands still; it may go on by `until`.

    When a person pauses it during its days; the `reason` is always given.

    Attributes:
        number: Counts the pauses of the visit, from 1.
        until: By when it must go on, or ends incomplete.
    """

    type: Literal[EventType.PAUSED] = EventType.PAUSED
    number: int
    until: datetime


class Resumed(FactModel):
    """The visit goes on: the meetings that are left are held from `next_day` on.

    When a person lets a paused visit go on.

    Attributes:
        number: Of the pause that is over.
        next_day: When the next meetings are.
        days: The two days as they are now.
        out_of_term: Whether that is out of the area's school terms; left out where not.
    """

    type: Literal[EventType.RESUMED] = EventType.RESUMED
    number: int
    next_day: date
    days: VisitDays
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class EndedIncomplete(FactModel):
    """The visit stood still for too long and ended before all was seen.

    When a person ends it; never by itself, and not before the pause's `until`. The `reason` is
    always given.
    """

    type: Literal[EventType.ENDED_INCOMPLETE] = EventType.ENDED_INCOMPLETE


class PutOnHold(FactModel):
    """The visit, not begun, stands still: nothing of it is due, and nobody is invited.

    When a person puts it on hold before its first meeting; the `reason` is always given. Whoever
    was written to is told, and calendar entries of its two days are withdrawn.

    Attributes:
        number: Counts the times that the visit was put on hold, from 1.
        until: When a person is asked whether it goes on, if it has not until then.
    """

    type: Literal[EventType.PUT_ON_HOLD] = EventType.PUT_ON_HOLD
    number: int
    until: datetime


class TakenOffHold(FactModel):
    """The visit goes on from where it was put on hold.

    When a person lets it go on. Other days are told by `visit.day_one_planned.v1` or
    `visit.dates_set.v1`, just before it.

    Attributes:
        number: Of the hold that is over.
        reply_until: The last day for the area's reply, whose time stood still; `null` where no
            reply is waited for, or its time has not begun.
        remind_again: Whether a reminder is still to come before that day.
    """

    type: Literal[EventType.TAKEN_OFF_HOLD] = EventType.TAKEN_OFF_HOLD
    number: int
    reply_until: date | None = None
    remind_again: bool = False


CourseFact = (
    Started
    | MeetingsHeld
    | FindingsRecorded
    | FeedbackHeld
    | Paused
    | Resumed
    | EndedIncomplete
    | PutOnHold
    | TakenOffHold
)
