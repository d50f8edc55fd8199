"""Content that must never enter Temporal, an event, an id or a log.

Models here derive from `Personal`. They travel from the console to the register and from the
register into letters and documents; Temporal carries a `ContentRef` in their place. A test
walks every signature that crosses Temporal and fails when it meets one.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Model, is_nothing
from schemas.clock import LocalTime
from schemas.email_address import EmailAddress
from schemas.ids import CaseRef, FindingRef, PersonRef, SlotId
from schemas.links import Link, Place
from schemas.values import (
    AgeBand,
    ContactRole,
    FindingKind,
    InspectorRole,
    Need,
    SurveyAudience,
)
from schemas.words import CLEANED, ON_ONE_LINE

Text = Annotated[str, StringConstraints(min_length=1, max_length=5000), CLEANED]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), ON_ONE_LINE]

NoteToReaders = Annotated[str, StringConstraints(min_length=1, max_length=2000), CLEANED]
"""What is added to a letter: a few paragraphs at most, so that the letter stays the letter."""


class Personal(Model):
    """The mark: what derives from this stays in the register."""


class Person(Personal):
    """Someone a letter can reach."""

    ref: PersonRef
    role: ContactRole | InspectorRole
    name: Name
    email: EmailAddress
    organisation: Name


class SurveyLinks(Personal):
    """Where each audience's survey is; the area passes the links on, we hold no respondents."""

    links: dict[SurveyAudience, Link]


class SurveyRow(Personal):
    """How many replies to a survey gave one answer to one question.

    Attributes:
        audience: Whose survey.
        question: A short label, not the question's whole text where that is long.
        answer: One of those that could be chosen. Nobody's own words.
        count: How many chose it, small numbers included: a report's gate hides those.
    """

    audience: SurveyAudience
    question: Text
    answer: Text
    count: int = Field(ge=0)


class SurveyResults(Personal):
    """What a visit's surveys came to, in the order of the file."""

    rows: tuple[SurveyRow, ...] = Field(min_length=1)


class CaseContext(Personal):
    """What a report may count of one case; `None` is what nobody told."""

    case: CaseRef
    age_band: AgeBand | None = None
    need: Need | None = None


class CaseContexts(Personal):
    """The context of the cases that were chosen together, of which any is told."""

    cases: tuple[CaseContext, ...]


class MeetingDetails(Personal):
    """What a participant needs to attend one meeting."""

    slot_id: SlotId
    title: Name
    place: Place
    fallback: Place
    starts: LocalTime
    ends: LocalTime


class TimetableDetails(Personal):
    """The wording of a timetable: its structure is in `schemas.messages.Slot`."""

    meetings: tuple[MeetingDetails, ...]


class FindingText(Personal):
    """The words of one finding."""

    ref: FindingRef
    kind: FindingKind
    text: Text
    cases: tuple[CaseRef, ...] = ()


class FindingTexts(Personal):
    """The words of findings written down together."""

    findings: tuple[FindingText, ...]


class People(Personal):
    """Names and addresses told together."""

    people: tuple[Person, ...]


class NoteSection(Personal):
    """One section of the summary note."""

    heading: Name
    paragraphs: tuple[Text, ...] = Field(min_length=1)


class SummaryNote(Personal):
    """The words of one version of the summary note. There is no place for a grade.

    Attributes:
        sections: In order.
        cases: The case studies that it uses.
        marked: Whether the paragraphs are marked up (`rules.prose`); else each character stands
            for itself.
    """

    sections: tuple[NoteSection, ...] = Field(min_length=1)
    cases: tuple[CaseRef, ...] = ()
    marked: bool = Field(default=False, exclude_if=is_nothing)


class SectionComment(Personal):
    """What somebody says about one section of the note."""

    section: int
    text: Text


class NoteComments(Personal):
    """The words of comments on one version of the note."""

    version: int
    comments: tuple[SectionComment, ...]


class LetterNoteText(Personal):
    """What a coordinator adds to a letter in words of their own."""

    text: NoteToReaders


class Reason(Personal):
    """Why a person did something, in their words."""

    text: Text
