"""The whole content of a national report, as it is signed: whatever is published is made of it.

It holds what may be told and nothing else: tables that are protected already, and statements with
the number of areas that they rest on, never with which. The digest that a senior manager signs is
of this content (`rules.report.digest`), so it says nothing of the signing itself.

It is words, so until it is published it stays in the register, as all words do (`Personal`).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Model, is_nothing
from schemas.email_address import EmailAddress
from schemas.ids import Digest
from schemas.personal import Personal
from schemas.report.charts import Chart
from schemas.report.tables import (
    Dimension,
    Label,
    Measure,
    Row,
    Shorthand,
    Table,
    Title,
    Unit,
)
from schemas.values import FindingKind
from schemas.words import ON_ONE_LINE

__all__ = [
    "Chart",
    "Contact",
    "Dimension",
    "Disclosure",
    "Edition",
    "Measure",
    "Period",
    "Publication",
    "Relation",
    "Report",
    "ReportContent",
    "Row",
    "Shorthand",
    "Statement",
    "Table",
    "Theme",
    "TimeIdentifier",
    "Unit",
]

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=3000), ON_ONE_LINE]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000), ON_ONE_LINE]
AtLeastOne = Annotated[int, Field(ge=1)]
_ACADEMIC = r"^[0-9]{6}$"
_CENTURY = 100


class TimeIdentifier(StrEnum):
    """What a period of open data is, of the terms that the open data standards know."""

    ACADEMIC_YEAR = "Academic year"
    AUTUMN_TERM = "Autumn term"
    SPRING_TERM = "Spring term"
    SUMMER_TERM = "Summer term"
    AUTUMN_AND_SPRING_TERM = "Autumn and spring term"


class Period(Model):
    """When the areas were visited.

    Attributes:
        first: Day of the first visit.
        last: Day of the last.
        academic_year: Its two years, as 202021.
        identifier: What part of it.
    """

    first: date
    last: date
    academic_year: Annotated[str, StringConstraints(pattern=_ACADEMIC)]
    identifier: TimeIdentifier = TimeIdentifier.ACADEMIC_YEAR

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("The period ends before it begins. Exchange its days.")
        begins, ends = int(self.academic_year[:4]), int(self.academic_year[4:])
        if (begins + 1) % _CENTURY != ends:
            raise ValueError(
                f"{self.academic_year} is no academic year: its years follow each other, as 202021."
            )
        return self


class Statement(Model):
    """What the report says, a sentence, and on how many areas it rests."""

    sentence: Sentence
    kind: FindingKind
    areas: AtLeastOne


class Theme(Model):
    """A section of the report: what was found about one thing."""

    title: Title
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Disclosure(Model):
    """By what rules nobody is given away.

    Attributes:
        people_at_least: Counts of fewer people are hidden.
        width: So wide at least is the interval in which a hidden count can be.
        base_at_least: Percentages of fewer people are hidden.
        areas_at_least: So many areas stand behind each statement.
    """

    people_at_least: AtLeastOne
    width: AtLeastOne
    base_at_least: AtLeastOne
    areas_at_least: AtLeastOne


class Contact(Model):
    """Whom to ask: an office, never a person."""

    office: Title
    email: EmailAddress | None = None
    telephone: Label | None = None


class Relation(StrEnum):
    """What a report is to an earlier one."""

    REPLACES = "replaces"
    ADDS_TO = "adds_to"


class Edition(Model):
    """An earlier report of the programme.

    Attributes:
        title: What it is called.
        published_on: The day.
        digest: Of what was signed.
        relation: What this report is to it.
        withdrawn: Whether it had been withdrawn when this one passed the gate.
    """

    title: Title
    published_on: date
    digest: Digest
    relation: Relation
    withdrawn: bool = Field(default=False, exclude_if=is_nothing)


class ReportContent(Personal):
    """All that a report says.

    Attributes:
        record: The format, and its version.
        title: Of the report.
        version: Counted from 1: of the content, each time it changes after it was signed.
        programme: What the programme is called.
        period: When areas were visited.
        areas_visited: How many were.
        office: Whose report it is: offices, never persons.
        introduction: Paragraphs.
        themes: What was found.
        context: Tables of the areas and case studies.
        surveys: Tables of what surveys answered.
        charts: Of those tables.
        method: Paragraphs on how it was done.
        disclosure: By what rules nobody is given away.
        contact: Whom to ask.
        earlier: Reports that this one replaces or adds to.
    """

    record: Literal["area-visits/report/1"] = "area-visits/report/1"
    title: Title
    version: AtLeastOne = 1
    programme: Title
    period: Period
    areas_visited: AtLeastOne
    office: Title
    introduction: Annotated[tuple[Paragraph, ...], Field(min_length=1)]
    themes: tuple[Theme, ...] = ()
    context: tuple[Table, ...] = ()
    surveys: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    method: tuple[Paragraph, ...] = ()
    disclosure: Disclosure
    contact: Contact
    earlier: tuple[Edition, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order in which they are shown."""
        return (*self.context, *self.surveys)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for what, names in (
            ("tables", [table.id for table in self.tables]),
            ("charts", [chart.id for chart in self.charts]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice:
                raise ValueError(f"Two {what} are called {twice}. Give each its own name.")
        for theme in self.themes:
            for statement in theme.statements:
                if statement.areas > self.areas_visited:
                    raise ValueError(
                        f"“{theme.title}” has a statement that rests on {statement.areas} areas, "
                        f"and {self.areas_visited} were visited. Put one of them right."
                    )
        tables = {table.id: table for table in self.tables}
        for chart in self.charts:
            chart.check_against(tables.get(chart.table))
        return self


class Publication(Personal):
    """That a report was signed and published.

    Attributes:
        on: The day.
        signed_by: Name of the senior manager who signed its digest.
        post: Their title.
    """

    on: date
    signed_by: Title
    post: Title


class Report(Personal):
    """A report as files are made of it; a draft, while it is not published."""

    content: ReportContent
    publication: Publication | None = None
