"""What people fill in to open a visit or a programme, or to begin a report."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.days import Day
from schemas.field_words import FieldWords
from schemas.forms.form import Form, form
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.personal import Name, Person, Text
from schemas.report.forms import StartForm
from schemas.report.values import AreasAtLeast, PeopleAtLeast, ReportName, ReportSubject, RoundTo

OPENING_FORMS: dict[str, type[Form]] = {}
"""Every form by which something is opened, by what it opens."""


class Opened(StrEnum):
    """What can be opened."""

    VISIT = "visit"
    PROGRAMME = "programme"
    REPORT = "report"


@form(Opened.VISIT, among=OPENING_FORMS)
class OpenVisitForm(Form):
    """A visit to a local area is opened; days out of term need a reason."""

    heading = "Open a visit"

    area: Annotated[Name, FieldWords("Which area?", "The council's name, or its code")]
    day_one: Day
    programme: ProgrammeId = "interim"
    people: Annotated[tuple[Person, ...], FieldWords("Person to write to")] = ()
    reason: Annotated[
        Text | None, FieldWords("Why on these days?", "Needed where they are out of term")
    ] = None
    again: Annotated[bool, FieldWords("It was visited before, and that visit ended early")] = False


@form(Opened.PROGRAMME, among=OPENING_FORMS)
class OpenProgrammeForm(Form):
    """A programme is opened: its frame is fixed before any seed is known.

    Attributes:
        programme: Its name.
        frame: The file of the areas from which some are drawn: CSV with a column `code`.
        number: How many are visited.
        first: The first day of the window.
        last: The last.
        proportional: Columns of the frame of which each value has its share.
        quotas: A file of bounds: CSV with columns `column`, `value`, `min`, `max`.
        reserves: How many reserves; as many as are visited when not given.
        visits_a_week: How many visits may be opened in a week.
        coordinators: Who looks after visits, in turn.
    """

    heading = "Open a programme"

    programme: Annotated[ProgrammeId, FieldWords("Name", "For example spring-2027")]
    frame: Annotated[
        str,
        Field(min_length=1, max_length=200_000),
        FieldWords(
            "The areas from which some are drawn", "A file in CSV with a column code; paste it here"
        ),
    ]
    number: Annotated[int, FieldWords("How many areas are visited?")] = Field(ge=1)
    first: Annotated[Day, FieldWords("First day of the window")]
    last: Annotated[Day, FieldWords("Last day of the window")]
    proportional: Annotated[
        tuple[Name, ...],
        FieldWords("Columns of which each value has its share", "One a line, for example region"),
    ] = ()
    quotas: Annotated[
        Annotated[str, Field(max_length=200_000)] | None,
        FieldWords("Bounds", "A file in CSV with columns column, value, min and max"),
    ] = None
    reserves: Annotated[
        int | None, FieldWords("How many reserves?", "Leave it empty for as many as are visited")
    ] = Field(None, ge=0)
    visits_a_week: int = Field(6, ge=1, le=200)
    coordinators: Annotated[
        tuple[ActorRef, ...],
        FieldWords("Who looks after the visits, in turn?", "References, one a line"),
    ] = ()


@form(Opened.REPORT, among=OPENING_FORMS)
class OpenReportForm(StartForm):
    """A report is begun on what visits of a programme have agreed.

    Attributes:
        of: The programme whose visits it draws on.
        report: Its name within the programme.
        through: Only visits whose note was agreed by the end of that day.
        visits: Only these visits.
        threshold: Counts of fewer people are hidden.
        areas_at_least: What is said rests on as many areas at least.
        round_to: Counts of people are shown to the nearest so many.
        earlier: Reports of other programmes that readers may hold, too.
    """

    heading = "Begin a report"

    of: Annotated[ProgrammeId, FieldWords("Programme whose visits it draws on", "Its short name")]
    report: Annotated[ReportName, FieldWords("Short name of the report", "For example autumn")]
    through: Annotated[Day | None, FieldWords("Only notes agreed by the end of this day")] = None
    visits: Annotated[
        tuple[VisitId, ...], FieldWords("Only these visits", "One a line; all if left empty")
    ] = ()
    threshold: Annotated[
        PeopleAtLeast, FieldWords("Counts of fewer people than this are hidden")
    ] = 5
    areas_at_least: Annotated[
        AreasAtLeast, FieldWords("What is said rests on at least so many areas")
    ] = 3
    round_to: Annotated[
        RoundTo, FieldWords("Counts of people are shown to the nearest so many")
    ] = 1
    earlier: Annotated[
        tuple[ReportSubject, ...],
        FieldWords(
            "Earlier reports of other programmes",
            "Those that readers may hold, too, for example interim/final",
        ),
    ] = ()
