"""Days, mode, surveys and the timetable."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from schemas.base import is_nothing
from schemas.content import ContentRef
from schemas.event_types import EventType
from schemas.parts import Slot, VisitDays
from schemas.streams import FactModel
from schemas.values import Mode, SurveyAudience


class DatesSet(FactModel):
    """The two days were set.

    Each time they are set or moved, before the visit has begun.

    Attributes:
        days: The two days.
        out_of_term: Whether they are out of the area's school terms; left out where not.
    """

    type: Literal[EventType.DATES_SET] = EventType.DATES_SET
    days: VisitDays
    out_of_term: bool = Field(default=False, exclude_if=is_nothing)


class ModeSet(FactModel):
    """How the visit is held was set.

    Each time it is set or changed, also in the middle of day one.

    Attributes:
        mode: On site, virtual or mixed.
    """

    type: Literal[EventType.MODE_SET] = EventType.MODE_SET
    mode: Mode


class ArrangementsConfirmed(FactModel):
    """Team, days and mode stand, and the area is told.

    With the last of the three, and again whenever one of them changes.

    Attributes:
        round: Counts the times that such letters go out for this visit, from 1.
    """

    type: Literal[EventType.ARRANGEMENTS_CONFIRMED] = EventType.ARRANGEMENTS_CONFIRMED
    round: int


class SurveyHandedOver(FactModel):
    """Links to the surveys were handed to the area.

    When a coordinator records the links; the area's nominated officer passes them on.

    Attributes:
        audiences: For whom there are surveys.
        content: Where the register keeps the links.
        round: Counts the times that such letters go out for this visit, from 1.
    """

    type: Literal[EventType.SURVEY_HANDED_OVER] = EventType.SURVEY_HANDED_OVER
    audiences: tuple[SurveyAudience, ...]
    content: ContentRef
    round: int


class SurveyOpened(FactModel):
    """The surveys take replies.

    On their day by itself, once the links are handed over; at once if the day has passed.

    Attributes:
        closes: Until when they take replies.
    """

    type: Literal[EventType.SURVEY_OPENED] = EventType.SURVEY_OPENED
    closes: datetime


class SurveyClosed(FactModel):
    """The surveys take no more replies.

    At their closing time, by itself.
    """

    type: Literal[EventType.SURVEY_CLOSED] = EventType.SURVEY_CLOSED


class SurveyResultsRecorded(FactModel):
    """The results of the surveys were recorded.

    Once the surveys have closed, also after the visit was closed; results that are recorded again
    take the place of those before. How many gave which answer is nowhere but in the register.

    Attributes:
        audiences: Whose surveys they are of.
        questions: How many questions there are, those of each audience counted apart.
        content: Where the register keeps them.
        replaces: Whether they take the place of others; left out where not.
        happened_at: When they were handed in, where that is recorded later.
    """

    type: Literal[EventType.SURVEY_RESULTS_RECORDED] = EventType.SURVEY_RESULTS_RECORDED
    audiences: tuple[SurveyAudience, ...]
    questions: int
    content: ContentRef
    replaces: bool = Field(default=False, exclude_if=is_nothing)
    happened_at: datetime | None = Field(default=None, exclude_if=is_nothing)


class TimetableFixed(FactModel):
    """The meetings of the two days were fixed and sent.

    When it is fixed, and again whenever days, mode, team or leaders under it change; it replaces
    the one before.

    Attributes:
        round: Counts the times that such letters go out for this visit, from 1.
        slots: The meetings, in order.
        content: Where the register keeps links and rooms.
    """

    type: Literal[EventType.TIMETABLE_FIXED] = EventType.TIMETABLE_FIXED
    round: int
    slots: tuple[Slot, ...]
    content: ContentRef


PreparationFact = (
    DatesSet
    | ModeSet
    | ArrangementsConfirmed
    | SurveyHandedOver
    | SurveyOpened
    | SurveyClosed
    | SurveyResultsRecorded
    | TimetableFixed
)
