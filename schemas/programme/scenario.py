"""A programme as a scenario: what coordinators decide and how areas behave, day by day.

Moments are London's, as `2020-11-05 09:00`. Each visit follows a scenario of its own, whose working
days count from that visit's day one; days and teams are the programme's.
"""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from schemas.base import Model
from schemas.days import Day
from schemas.ids import ActorRef, AreaCode, FindingRef, PersonRef, ProgrammeId
from schemas.policy import VisitPolicy
from schemas.programme.content import SeedText
from schemas.report.tables import Title
from schemas.report.values import ReportName, TableName, ThemeRef
from schemas.report.words import ReportTitle, Sentence, Signatory
from schemas.values import FindingKind, InspectorRole, Mode

WallTime = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")
]
"""A moment in London."""

ScenarioName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]


def wall_time(text: WallTime) -> datetime:
    """A moment in London, without its zone."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - `at_london` gives the zone


class FrameWanted(Model):
    """The areas that there are on a day, or some of them."""

    day: Day
    areas: tuple[AreaCode, ...] = ()


class SelectionWanted(Model):
    """How the sample is drawn."""

    number: int = Field(ge=1)
    by: tuple[str, ...] = ()
    reserves: int | None = None
    seed: SeedText
    at: WallTime


class InspectorPlanned(Model):
    """An inspector of the scenario; people are invented."""

    ref: PersonRef
    role: InspectorRole
    home: str
    leave: tuple[tuple[Day, Day], ...] = ()
    conflicts: tuple[AreaCode, ...] = ()
    most_visits: int | None = None


class SpanWanted(Model):
    """Between which days the next so many areas are visited, where nobody has gone before."""

    visits: int = Field(ge=1)
    first: Day
    last: Day


class PlanningWanted(Model):
    """How days and teams are planned.

    Attributes:
        at: When the first plan is confirmed; later ones the next working day after it is needed.
        seconds: How long the planner may think.
        mode: How visits are held.
        spans: When the areas are visited by the first plan, in the order in which they were drawn.
        teams: How many inspectors of each role there are, where they are not named.
        inspectors: Who there is.
    """

    at: WallTime
    seconds: int = Field(5, ge=1)
    mode: Mode = Mode.MIXED
    spans: tuple[SpanWanted, ...] = ()
    teams: int = Field(0, ge=0)
    inspectors: tuple[InspectorPlanned, ...] = ()


class Behaviour(Model):
    """How some visits go.

    Attributes:
        scenario: As which scenario.
        every: Each n-th area, in the order in which they come in.
        first: Beginning with which, from 1.
        areas: These areas.
    """

    scenario: ScenarioName
    every: int | None = Field(None, ge=1)
    first: int = Field(1, ge=1)
    areas: tuple[AreaCode, ...] = ()


class ProgrammeStep(Model):
    """What somebody decides about the programme."""

    at: WallTime
    do: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    by: ActorRef = "coordinator"
    form: Annotated[dict[str, Any], Field(alias="with", default_factory=dict)]
    leave: tuple[PersonRef, Day, Day] | None = None
    refused: str | None = None


class StatementWanted(Model):
    """A statement of a report, on the findings of that number of every visit."""

    theme: ThemeRef
    kind: FindingKind
    findings: Annotated[tuple[FindingRef, ...], Field(min_length=1)]
    text: Sentence


class ReportWanted(Model):
    """A report that is written, checked, signed and published on one day.

    Attributes:
        name: Of the report.
        at: When.
        title: What it is called, how it begins, whom to ask.
        themes: What themes are called.
        findings: Which findings of every visit, by their numbers, are about which theme.
        statements: What it says.
        leave_out: Tables that it does not have.
        signatory: Who signs; invented.
    """

    name: ReportName
    at: WallTime
    title: ReportTitle
    themes: dict[ThemeRef, Title]
    findings: dict[ThemeRef, tuple[FindingRef, ...]]
    statements: tuple[StatementWanted, ...]
    leave_out: tuple[TableName, ...] = ()
    signatory: Signatory


class ProgrammeScenario(Model):
    """A programme from its opening to its end."""

    title: str
    programme: ProgrammeId
    opened: WallTime
    window: tuple[Day, Day]
    frame: FrameWanted
    select: SelectionWanted
    visits_a_week: int = Field(ge=1)
    plan: PlanningWanted
    visits: ScenarioName = "smooth"
    behaviours: tuple[Behaviour, ...] = ()
    policy: VisitPolicy = VisitPolicy()
    steps: tuple[ProgrammeStep, ...] = ()
    reports: tuple[ReportWanted, ...] = ()
    until: WallTime | None = None

    @property
    def first_day(self) -> date:
        """The first day of the window."""
        return self.window[0]
