"""What people fill in to open a visit or a programme, or to begin a report."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.days import Day
from schemas.forms import Form, form
from schemas.ids import ActorRef, ProgrammeId, VisitId
from schemas.personal import Name, Person
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

    area: Name
    day_one: Day
    programme: ProgrammeId = "interim"
    people: tuple[Person, ...] = ()
    again: bool = False


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

    programme: ProgrammeId
    frame: Annotated[str, Field(min_length=1, max_length=200_000)]
    number: int = Field(ge=1)
    first: Day
    last: Day
    proportional: tuple[Name, ...] = ()
    quotas: Annotated[str, Field(max_length=200_000)] | None = None
    reserves: int | None = Field(None, ge=0)
    visits_a_week: int = Field(6, ge=1, le=200)
    coordinators: tuple[ActorRef, ...] = ()


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

    of: ProgrammeId
    report: ReportName
    through: Day | None = None
    visits: tuple[VisitId, ...] = ()
    threshold: PeopleAtLeast = 5
    areas_at_least: AreasAtLeast = 3
    round_to: RoundTo = 1
    earlier: tuple[ReportSubject, ...] = ()
