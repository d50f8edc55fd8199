"""What happens to a report; the grammar is that of `schemas.events`."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from schemas.content import ContentRef
from schemas.ids import AreaCode, Digest, VisitId
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
from schemas.streams import Event, FactModel, Lane


class ReportEventType(StrEnum):
    """Every event of a report."""

    STARTED = "report.started.v1"
    EVIDENCE_GATHERED = "report.evidence_gathered.v1"
    EVIDENCE_CHANGED = "report.evidence_changed.v1"
    CONSENT_WINDOWS_KNOWN = "report.consent_windows_known.v1"
    THEMES_SET = "report.themes_set.v1"
    STATEMENT_WRITTEN = "report.statement_written.v1"
    STATEMENT_TAKEN_OUT = "report.statement_taken_out.v1"
    WORD_ANSWERED = "report.word_answered.v1"
    AREA_MAY_BE_NAMED = "report.area_may_be_named.v1"
    NAMES_RECORDED = "report.names_recorded.v1"
    TABLES_LEFT_OUT = "report.tables_left_out.v1"
    CHECK_ASKED = "report.check_asked.v1"
    CHECKED = "report.checked.v1"
    SIGNED = "report.signed.v1"
    PUBLICATION_DECIDED = "report.publication_decided.v1"
    SENT_BACK = "report.sent_back.v1"
    PUBLISHED = "report.published.v1"
    WITHDRAWN = "report.withdrawn.v1"
    SETTLED = "report.settled.v1"


class ReportFactModel(FactModel):
    """Base of what can happen to a report."""

    lane: ClassVar[Lane] = Lane.PROGRAMMES

    type: ReportEventType


class ReportStarted(ReportFactModel):
    """A national report was begun.

    The first event of every report.

    Attributes:
        title: Where the register keeps its title and introduction.
        span: Which visits it draws on.
        policy: Its limits.
        earlier: Reports of other programmes whose publications count with those of its own.
    """

    type: Literal[ReportEventType.STARTED] = ReportEventType.STARTED
    title: ContentRef
    span: Span
    policy: ReportPolicy
    earlier: tuple[ReportSubject, ...] = ()


class EvidenceGathered(ReportFactModel):
    """What the report rests on was put together: agreed notes, and what goes with them.

    Once, after `report.started.v1`.

    Attributes:
        visits: What is taken from each visit.
    """

    type: Literal[ReportEventType.EVIDENCE_GATHERED] = ReportEventType.EVIDENCE_GATHERED
    visits: tuple[Gathered, ...]


class EvidenceChanged(ReportFactModel):
    """What the report rests on is no more what it was.

    When agreement to a case is withdrawn, a note is void, or a visit's numbers are corrected. What
    has left is in the report no more; a check and a signature of before no longer hold. After
    publication it says that the publication has to be looked at.

    Attributes:
        visits: What is taken from each visit now.
        changed: The visits that are not what they were.
    """

    type: Literal[ReportEventType.EVIDENCE_CHANGED] = ReportEventType.EVIDENCE_CHANGED
    visits: tuple[Gathered, ...]
    changed: tuple[VisitId, ...]


class ConsentWindowsKnown(ReportFactModel):
    """It became known until when agreement to cases of some visits can be withdrawn.

    When a visit ends that the report draws on; nothing else of the report has changed.

    Attributes:
        visits: What is taken from each visit, as before but for that.
    """

    type: Literal[ReportEventType.CONSENT_WINDOWS_KNOWN] = ReportEventType.CONSENT_WINDOWS_KNOWN
    visits: tuple[Gathered, ...]


class ThemesSet(ReportFactModel):
    """Findings were given themes.

    Each time; it replaces what was before.

    Attributes:
        themes: The programme's list, in order.
        titles: Where the register keeps what they are called.
        findings: Which finding has which themes.
    """

    type: Literal[ReportEventType.THEMES_SET] = ReportEventType.THEMES_SET
    themes: tuple[ThemeRef, ...]
    titles: ContentRef
    findings: tuple[ThemedFinding, ...]


class StatementWritten(ReportFactModel):
    """A statement was written, or written anew.

    Each time; one of the same name takes the place of the one before.

    Attributes:
        statement: What it rests on; the words are in the register.
    """

    type: Literal[ReportEventType.STATEMENT_WRITTEN] = ReportEventType.STATEMENT_WRITTEN
    statement: Statement


class StatementTakenOut(ReportFactModel):
    """A statement was taken out.

    When a person decides so.

    Attributes:
        statement: Which one.
    """

    type: Literal[ReportEventType.STATEMENT_TAKEN_OUT] = ReportEventType.STATEMENT_TAKEN_OUT
    statement: StatementRef


class WordAnswered(ReportFactModel):
    """A person said that a word is the ordinary one, and nobody's name.

    It holds for a sentence as it is, or wherever the word is in small letters.

    Attributes:
        answer: Where the register keeps the word and, if it is of one, the sentence.
    """

    type: Literal[ReportEventType.WORD_ANSWERED] = ReportEventType.WORD_ANSWERED
    answer: ContentRef


class AreaMayBeNamed(ReportFactModel):
    """An area agreed in writing to be named.

    When that is recorded; the `reason` tells where the agreement is.

    Attributes:
        area: Which one.
    """

    type: Literal[ReportEventType.AREA_MAY_BE_NAMED] = ReportEventType.AREA_MAY_BE_NAMED
    area: AreaCode


class NamesRecorded(ReportFactModel):
    """Further names that the report must not have were listed: schools, trusts, places.

    Each time; it replaces the list before.

    Attributes:
        names: Where the register keeps them.
    """

    type: Literal[ReportEventType.NAMES_RECORDED] = ReportEventType.NAMES_RECORDED
    names: ContentRef


class TablesLeftOut(ReportFactModel):
    """Some tables stay out of the report.

    Each time; it replaces the list before, and with an empty one every table is in.

    Attributes:
        tables: Which ones.
    """

    type: Literal[ReportEventType.TABLES_LEFT_OUT] = ReportEventType.TABLES_LEFT_OUT
    tables: tuple[TableName, ...]


class CheckAsked(ReportFactModel):
    """The report goes through the gate.

    When a person asks for it.
    """

    type: Literal[ReportEventType.CHECK_ASKED] = ReportEventType.CHECK_ASKED


class ReportChecked(ReportFactModel):
    """The gate has looked at the report.

    After `report.check_asked.v1`. With failures it goes back to be worked on.

    Attributes:
        failures: How many there are.
        result: Where the register keeps them, and what would be published.
        digest: Of exactly what would be published; `null` with failures.
    """

    type: Literal[ReportEventType.CHECKED] = ReportEventType.CHECKED
    failures: int = Field(ge=0)
    result: ContentRef
    digest: Digest | None = None


class ReportSigned(ReportFactModel):
    """A senior manager signed the report.

    When what passed the gate is signed, by its digest; whatever changes takes the signature back.

    Attributes:
        digest: Of what was signed.
        signatory: Where the register keeps who signed.
    """

    type: Literal[ReportEventType.SIGNED] = ReportEventType.SIGNED
    digest: Digest
    signatory: ContentRef


class PublicationDecided(ReportFactModel):
    """The report is to be published.

    When a person decides so; `report.published.v1` or `report.sent_back.v1` follows.

    Attributes:
        digest: Of what was signed.
    """

    type: Literal[ReportEventType.PUBLICATION_DECIDED] = ReportEventType.PUBLICATION_DECIDED
    digest: Digest


class ReportSentBack(ReportFactModel):
    """The report was not published, and is to be worked on and checked again.

    Instead of `report.published.v1`, if what it rests on is no more what was signed, or another
    report was published since the gate looked.
    """

    type: Literal[ReportEventType.SENT_BACK] = ReportEventType.SENT_BACK


class ReportPublished(ReportFactModel):
    """The report was published.

    Its tables are known for ever to every report that follows. Its files are at the event's
    `source`, with `/files/` and a name: `manifest.json` has the names of all others.

    Attributes:
        digest: Of what was published.
        manifest: The SHA-256 of the manifest, which has that of every other file.
        files: How many came out.
    """

    type: Literal[ReportEventType.PUBLISHED] = ReportEventType.PUBLISHED
    digest: Digest
    manifest: Digest
    files: int


class ReportWithdrawn(ReportFactModel):
    """The report was given up before, or taken back after its publication.

    When a person decides so; the `reason` is always given.

    Attributes:
        published: Whether it had been published.
    """

    type: Literal[ReportEventType.WITHDRAWN] = ReportEventType.WITHDRAWN
    published: bool


class ReportSettled(ReportFactModel):
    """No agreement that the published report rests on can be withdrawn any more.

    When the last window for it has passed, by itself.
    """

    type: Literal[ReportEventType.SETTLED] = ReportEventType.SETTLED


ReportFact: TypeAlias = Annotated[
    ReportStarted
    | EvidenceGathered
    | EvidenceChanged
    | ConsentWindowsKnown
    | ThemesSet
    | StatementWritten
    | StatementTakenOut
    | WordAnswered
    | AreaMayBeNamed
    | NamesRecorded
    | TablesLeftOut
    | CheckAsked
    | ReportChecked
    | ReportSigned
    | PublicationDecided
    | ReportSentBack
    | ReportPublished
    | ReportWithdrawn
    | ReportSettled,
    Field(discriminator="type"),
]

ReportEvent = Event[ReportSubject, ReportFact]
"""One fact in a report's own order."""
