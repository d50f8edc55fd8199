"""What people and the engine tell a report.

`StartReport` starts it; each `ReportDecision` is one Temporal update of its own name;
`ReportOccurrence`s are what its own work came to.
"""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.decided import Decided
from schemas.ids import ActorRef, AreaCode, Digest, ProgrammeId
from schemas.report.values import (
    Gathered,
    ReportPolicy,
    ReportSubject,
    Span,
    Statement,
    StatementRef,
    TableName,
    ThemedFinding,
    ThemeRef,
)
from schemas.working_calendar import WorkingCalendar


class StartReport(Model):
    """Begin a report.

    Attributes:
        report: `<programme>/report/<name>`.
        programme: Whose visits it draws on.
        actor: Who began it.
        title: Its title and introduction, in the register.
        span: Which visits.
        policy: Its limits.
        earlier: Reports of other programmes whose publications count, too.
        calendar: The bank holidays it counts with.
        clock_offset: Added to the clock in rehearsals; zero otherwise.
    """

    report: ReportSubject
    programme: ProgrammeId
    actor: ActorRef
    title: ContentRef
    span: Span = Span()
    policy: ReportPolicy = ReportPolicy()
    earlier: tuple[ReportSubject, ...] = ()
    calendar: WorkingCalendar
    clock_offset: timedelta = timedelta(0)


# --- Decisions -------------------------------------------------------------------------------


class ReportDecision(Decided):
    """Something a person decided about a report."""


class SetThemes(ReportDecision):
    """Give findings their themes."""

    themes: Annotated[tuple[ThemeRef, ...], Field(min_length=1)]
    titles: ContentRef
    findings: tuple[ThemedFinding, ...]


class WriteStatement(ReportDecision):
    """Write a statement, or write it anew."""

    statement: Statement


class TakeOutStatement(ReportDecision):
    """Take a statement out."""

    statement: StatementRef


class AnswerWord(ReportDecision):
    """Say that a word is the ordinary one, in a sentence or wherever it is in small letters."""

    answer: ContentRef


class LetAreaBeNamed(ReportDecision):
    """Record that an area agreed in writing to be named; the reason tells where."""

    area: AreaCode


class RecordNames(ReportDecision):
    """List further names that the report must not have: schools, trusts, places."""

    names: ContentRef


class LeaveTablesOut(ReportDecision):
    """Leave tables out of the report; those that are not named are in."""

    tables: tuple[TableName, ...] = ()


class CheckReport(ReportDecision):
    """Let the report go through the gate."""


class SignReport(ReportDecision):
    """Sign what passed the gate, by its digest, as a named senior manager."""

    digest: Digest
    signatory: ContentRef


class PublishReport(ReportDecision):
    """Publish what was signed."""


class WithdrawReport(ReportDecision):
    """Give the report up, or take it back after its publication; the reason is needed."""


# --- What its work came to -------------------------------------------------------------------


class ReportOccurrence(Model):
    """Something that happened without a decision."""


class EvidenceFound(ReportOccurrence):
    """What visits give.

    Attributes:
        visits: What is taken from each.
    """

    visits: tuple[Gathered, ...] = ()


class CheckDone(ReportOccurrence):
    """The gate has looked.

    Attributes:
        number: The event by which the check was asked for; an answer to an older one is dropped.
        failures: How many there are.
        result: They and what would be published, in the register.
        digest: Of what would be published; `null` with failures.
    """

    number: int
    failures: int = Field(ge=0)
    result: ContentRef
    digest: Digest | None = None


class FilesMade(ReportOccurrence):
    """The files of the report are in the register.

    Attributes:
        number: The event by which publication was decided.
        manifest: The SHA-256 of the manifest, which has that of every other file; `null` if it
            cannot be published as it was signed.
        files: How many came out.
    """

    number: int
    manifest: Digest | None = None
    files: int = 0


class ConsentSettled(ReportOccurrence):
    """The last window for withdrawing agreement has passed."""

    due: datetime
