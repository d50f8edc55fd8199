"""What a report keeps in the register: its words never enter Temporal."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.anonymity import Failure
from schemas.base import is_nothing
from schemas.ids import Digest
from schemas.personal import Name, Personal
from schemas.report.content import Contact, Paragraph, ReportContent
from schemas.report.tables import Title
from schemas.report.values import ReportSubject, TableName, ThemeRef
from schemas.words import ON_ONE_LINE

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000), ON_ONE_LINE]


class ReportTitle(Personal):
    """What the report is called, how it begins, and whom to ask.

    Attributes:
        title: In a line.
        programme: What the programme of visits is called.
        office: Whose report it is: offices, never persons.
        introduction: Its first paragraphs.
        method: Paragraphs on how it was done.
        contact: An office.
    """

    title: Title
    programme: Title
    office: Title
    introduction: Annotated[tuple[Paragraph, ...], Field(min_length=1)]
    method: tuple[Paragraph, ...] = ()
    contact: Contact


class ThemeTitles(Personal):
    """What themes are called."""

    titles: Annotated[dict[ThemeRef, Title], Field(min_length=1)]


class StatementText(Personal):
    """One statement's sentence."""

    text: Sentence


class OrdinaryWord(Personal):
    """A word that is the ordinary one in that sentence, or in small letters wherever it stands.

    Attributes:
        sentence: Which one; `None` for every sentence in which the word is in small letters.
        word: As it stands there.
    """

    sentence: Sentence | None = None
    word: Name


class FurtherNames(Personal):
    """Names that a report must not have, besides those that the register knows."""

    people: tuple[Name, ...] = ()
    schools: tuple[Name, ...] = ()
    trusts: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()


class ExactCounts(Personal):
    """The counts of a table that are shown, as they were before they were rounded.

    Attributes:
        table: Which one.
        counts: By cell, as the table's rows name it; people.
    """

    table: TableName
    counts: tuple[tuple[tuple[str, ...], int], ...]


class GateResult(Personal):
    """What the gate said, and what would be published.

    Attributes:
        failures: What stands against it, and where.
        content: What passed; `None` with failures.
        beside: The publications that it was held against, each with its digest.
        exact: The counts behind tables that are shown rounded.
    """

    failures: tuple[Failure, ...] = ()
    content: ReportContent | None = None
    beside: dict[ReportSubject, Digest] = Field(default_factory=dict)
    exact: tuple[ExactCounts, ...] = Field(default=(), exclude_if=is_nothing)


class Signatory(Personal):
    """The senior manager who signs.

    Attributes:
        name: Theirs, as it is published.
        post: Their title.
    """

    name: Title
    post: Title
