"""The visit as a whole: how it opens, who looks after it, and how it ends when all is done."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.areas import CouncilType, Region
from schemas.base import is_nothing
from schemas.event_types import EventType
from schemas.ids import ActorRef, AreaCode, LetterKey, ProgrammeId
from schemas.policy import VisitPolicy
from schemas.streams import FactModel
from schemas.values import Outcome, TaskKind
from schemas.working_calendar import WorkingCalendar


class Opened(FactModel):
    """A visit to a local area was opened.

    The first event of every visit, when a coordinator opens it or when the visit before it was
    deferred; nothing has been sent yet.

    Attributes:
        programme: Of which programme it is.
        area: The local area, by its GSS code.
        region: Where the area is.
        council_type: What kind of council the area has.
        day_one: The first of the two days, as planned; `visit.dates_set.v1` may set others.
        policy: The periods and limits that hold for this visit for life.
        rules_version: Which version of the rules decides for this visit.
        out_of_term: Whether its days are out of the area's school terms; left out where not.
    """

    type: Literal[EventType.OPENED] = EventType.OPENED
    programme: ProgrammeId
    area: AreaCode
    region: Region
    council_type: CouncilType
    day_one: date
    policy: VisitPolicy
    rules_version: int
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class CalendarKnown(FactModel):
    """The bank holidays by which the visit counts were fetched.

    Once, soon after the opening; no date of the visit is known before it.

    Attributes:
        calendar: The bank holidays, with their edition.
    """

    type: Literal[EventType.CALENDAR_FETCHED] = EventType.CALENDAR_FETCHED
    calendar: WorkingCalendar


class HandedOver(FactModel):
    """Another coordinator looks after the visit from now on.

    When it is handed over.

    Attributes:
        to: The coordinator from now on.
    """

    type: Literal[EventType.HANDED_OVER] = EventType.HANDED_OVER
    to: ActorRef


class TaskRaised(FactModel):
    """A person is asked to see to something.

    When something did not happen in time or went wrong; it waits for a person and never ends a
    visit.

    Attributes:
        task: What is to be seen to.
        letter: The letter it is about, if it is about one.
    """

    type: Literal[EventType.TASK_RAISED] = EventType.TASK_RAISED
    task: TaskKind
    letter: LetterKey | None = None


class Closed(FactModel):
    """The visit is complete.

    When the last department has acknowledged the note, or when it was decided not to share it. A
    case may still be withdrawn after it.

    Attributes:
        outcome: Always `closed`: other ends have events of their own.
    """

    type: Literal[EventType.CLOSED] = EventType.CLOSED
    outcome: Literal[Outcome.CLOSED] = Outcome.CLOSED


class Cancelled(FactModel):
    """The programme ended the visit before its time.

    When the programme ends it, at any stage; the `reason` is always given.
    """

    type: Literal[EventType.CANCELLED] = EventType.CANCELLED


VisitFact = Opened | CalendarKnown | HandedOver | TaskRaised | Closed | Cancelled
