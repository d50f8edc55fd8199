"""What people fill in about the two days: meetings, findings, the feedback meeting."""

from typing import Annotated

from pydantic import Field

from schemas import messages as m
from schemas.clock import LocalTime
from schemas.days import Day
from schemas.events.course import FeedbackHeld, FindingsRecorded, MeetingsHeld
from schemas.field_words import FieldWords
from schemas.forms.form import VisitForm, form
from schemas.ids import CaseRef, SlotId
from schemas.personal import Personal, Text
from schemas.values import FindingKind


@form("held", m.RecordMeetings, told_by=(MeetingsHeld,))
class HeldForm(VisitForm):
    """Meetings that were held."""

    heading = "Record meetings that were held"

    slots: Annotated[tuple[SlotId, ...], Field(min_length=1)]
    happened_on: Day | None = None
    happened_at: LocalTime | None = None


class FindingForm(Personal):
    """One finding: what it tells, in words. There is no field for a grade."""

    kind: Annotated[FindingKind, FieldWords("What does it tell?", "None of these is a grade")]
    text: Text
    cases: tuple[CaseRef, ...] = ()


@form("finding", m.RecordFindings, told_by=(FindingsRecorded,))
class FindingsForm(VisitForm):
    """Findings written down together."""

    heading = "Record findings"

    findings: Annotated[tuple[FindingForm, ...], Field(min_length=1)]


@form("feedback", m.HoldFeedback, told_by=(FeedbackHeld,))
class FeedbackForm(VisitForm):
    """The feedback meeting was held."""

    heading = "Record the feedback meeting"

    happened_on: Day | None = None
    happened_at: LocalTime | None = None
