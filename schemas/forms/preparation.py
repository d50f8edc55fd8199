"""What people fill in to prepare a visit: days, mode, surveys, timetable."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.events.corrections import DayOnePlanned
from schemas.events.preparation import (
    DatesSet,
    ModeSet,
    SurveyHandedOver,
    SurveyResultsRecorded,
    TimetableFixed,
)
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import CaseRef, SlotId
from schemas.links import Link, Place
from schemas.personal import Name, Personal, SurveyRow
from schemas.values import Mode, SlotKind, SurveyAudience


@form("dates", m.SetDates, told_by=(DatesSet, DayOnePlanned))
class DatesForm(VisitForm):
    """The two days."""

    heading = "Set the two days"

    day_one: Day
    day_two: Day
    mode: Annotated[
        Mode | None, FieldWords("How are the days held?", "Leave it open to say so later")
    ] = None


@form("mode", m.SetMode, told_by=(ModeSet,), for_many=True)
class ModeForm(VisitForm):
    """How the days are held, and how meetings that become virtual are joined."""

    heading = "Set how the days are held"

    mode: Annotated[Mode, FieldWords("How are the two days held?")]
    joining: Annotated[
        Place | None,
        FieldWords(
            "How are virtual meetings joined?", "Leave it empty to use each meeting's fallback"
        ),
    ] = Field(None, description="each meeting's fallback when not given")


@form("survey", m.HandOverSurvey, told_by=(SurveyHandedOver,))
class SurveyForm(VisitForm):
    """Links to the online surveys, one for each audience."""

    heading = "Hand over the survey links"

    links: Annotated[
        dict[SurveyAudience, Link], FieldWords("Links to the surveys", "Each begins with https://")
    ]


@form("survey-results", m.RecordSurveyResults, told_by=(SurveyResultsRecorded,))
class SurveyResultsForm(VisitForm):
    """What the surveys came to: how many gave which answer to which question."""

    heading = "Record the survey results"

    rows: Annotated[tuple[SurveyRow, ...], Field(min_length=1), FieldWords("Answer to a question")]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


class MeetingForm(Personal):
    """One meeting of the two days."""

    slot_id: Annotated[
        SlotId, FieldWords("Short name of the meeting", "For example feedback or study-1")
    ]
    kind: Annotated[SlotKind, FieldWords("Kind of meeting")]
    day: Annotated[int, FieldWords("Day 1 or day 2?")] = Field(ge=1, le=2)
    starts: Annotated[LocalTime, FieldWords("Starts at", "For example 09:15")]
    ends: Annotated[LocalTime, FieldWords("Ends at", "For example 10:30")]
    mode: Mode
    case: Annotated[
        CaseRef | None, FieldWords("Which case is studied?", "Only for a case study")
    ] = None
    title: Name
    place: Annotated[Place, FieldWords("Where is it, or how is it joined?")]
    fallback: Annotated[Place, FieldWords("How is it joined if that fails?")]


@form("timetable", m.FixTimetable, told_by=(TimetableFixed,))
class TimetableForm(VisitForm):
    """The meetings of the two days."""

    heading = "Fix the timetable"

    meetings: Annotated[tuple[MeetingForm, ...], Field(min_length=1), FieldWords("Meeting")]
