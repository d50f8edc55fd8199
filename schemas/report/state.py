"""All that a report knows: the fold of its events."""

from datetime import datetime

from pydantic import Field

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import ActorRef, AreaCode, Digest, ProgrammeId, VisitId
from schemas.report.values import (
    OVER,
    Gathered,
    ReportPolicy,
    ReportStage,
    ReportSubject,
    Span,
    Statement,
    StatementRef,
    TableName,
    ThemedFinding,
    ThemeRef,
)
from schemas.streams import partition_of


class ReportState(Model):
    """One report.

    Attributes:
        sequence: The number of its last event.
        title: Where the register keeps what it is called, and whom to ask.
        span: Which visits it draws on.
        policy: Its limits, for statements and tables.
        earlier: Reports of other programmes whose publications count, too.
        visits: What it takes from each visit.
        themes: In their order.
        titles: Where the register keeps what they are called.
        findings: Which finding is about which themes.
        statements: In their order.
        answers: Where the register keeps of which words somebody has said that they are ordinary.
        named: Areas that agreed to be named.
        names: Where the register keeps further names that it must not have.
        left_out: Tables that stay out of it.
        asked: The event by which the latest check, or publication, was asked for.
        failures: Of the latest check; `None` before there was one.
        result: Of the latest check, in the register.
        digest: Of what passed the gate.
        signatory: Where the register keeps under which name it is signed.
        manifest: The SHA-256 of the manifest of what was published.
        files: How many files that was.
        unlike: Visits that are no more what they were when the report was published.
    """

    report: ReportSubject
    sequence: int
    opened_at: datetime
    opened_by: ActorRef
    changed_at: datetime
    stage: ReportStage = ReportStage.GATHERING
    title: ContentRef
    span: Span
    policy: ReportPolicy
    earlier: tuple[ReportSubject, ...] = ()
    visits: tuple[Gathered, ...] = ()
    themes: tuple[ThemeRef, ...] = ()
    titles: ContentRef | None = None
    findings: tuple[ThemedFinding, ...] = ()
    statements: tuple[Statement, ...] = ()
    answers: tuple[ContentRef, ...] = ()
    named: tuple[AreaCode, ...] = ()
    names: ContentRef | None = None
    left_out: tuple[TableName, ...] = ()
    asked: int = 0
    failures: int | None = None
    result: ContentRef | None = None
    digest: Digest | None = None
    signatory: ContentRef | None = None
    signed_by: ActorRef | None = None
    signed_at: datetime | None = None
    published_at: datetime | None = None
    manifest: Digest | None = None
    files: int = 0
    unlike: tuple[VisitId, ...] = ()

    @property
    def programme(self) -> ProgrammeId:
        """Whose visits it draws on."""
        return partition_of(self.report)

    @property
    def over(self) -> bool:
        """Whether its life has ended."""
        return self.stage in OVER

    def statement(self, ref: StatementRef) -> Statement | None:
        """A statement by its name; `None` for one that is not in it."""
        return next((one for one in self.statements if one.statement == ref), None)


class ReportReceipt(Model):
    """What a person gets back once a report has recorded what they brought.

    Attributes:
        report: Which one.
        sequence: The number of the last event it caused.
        stage: Where the report stands.
        recorded: Whether the register has it; always so in the answer to a decision.
    """

    report: ReportSubject
    sequence: int
    stage: ReportStage
    recorded: bool = Field(default=True, exclude_if=bool)
