"""The names, kinds and parts that a report's messages, events and state share."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from schemas.base import Model
from schemas.content import ContentRef
from schemas.ids import AreaCode, Digest, FindingRef, ProgrammeId, VisitId
from schemas.values import FindingKind

REPORT_STREAM: Final = "report"

MANIFEST: Final = "manifest.json"
"""The file of a published report that has the SHA-256 of every other; its own is in the log."""

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"

ReportSlug = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=40)]
"""A programme, as a report's subject names it."""

ReportName = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=24)]
"""A report within its programme, e.g. `autumn`."""

ReportSubject = Annotated[
    str, StringConstraints(pattern=rf"^{_SLUG}/report/{_SLUG}$", max_length=64)
]
"""`<programme>/report/<name>`: whose log an event is of."""

ThemeRef = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$", max_length=40)]
"""A theme of a report, e.g. `joint-commissioning`; its title is in the register."""

StatementRef = Annotated[str, StringConstraints(pattern=r"^statement-[1-9][0-9]{0,3}$")]
"""A statement of a report; its words are in the register."""


def report_name(subject: ReportSubject) -> str:
    """As people name it: `<programme>/<name>`."""
    return subject.replace("/report/", "/")


TableName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:areas|areas_by_size|case_studies|survey_[a-z]{5,13}_[0-9a-f]{8})$"
    ),
]
"""A table of a report, as its files are called: of a question it has no word."""


def report_subject(programme: ProgrammeId, name: ReportName) -> ReportSubject:
    """The stream of a programme's report."""
    return f"{programme}/report/{name}"


class ReportStage(StrEnum):
    """Where a report stands."""

    GATHERING = "gathering"
    """What visits have agreed is being put together."""
    DRAFTING = "drafting"
    """Themes are given and statements are written."""
    CHECKING = "checking"
    """The gate looks for whom it would give away."""
    CHECKED = "checked"
    """It gives nobody away: a senior manager may sign it."""
    SIGNED = "signed"
    """A senior manager signed exactly these words and numbers."""
    PUBLISHING = "publishing"
    """Its files are being made."""
    PUBLISHED = "published"
    """It is out; whatever it told is known for ever."""
    WITHDRAWN = "withdrawn"
    """It was given up, or taken back."""
    SETTLED = "settled"
    """It is out, and no agreement that it rests on can be withdrawn any more."""


AT_WORK = (ReportStage.DRAFTING, ReportStage.CHECKING, ReportStage.CHECKED, ReportStage.SIGNED)
"""The stages in which it can still become another."""

OVER = frozenset({ReportStage.WITHDRAWN})
"""The end of its life. One that is published may be taken back for as long as it is out."""


PeopleAtLeast = Annotated[int, Field(ge=2, le=100)]
AreasAtLeast = Annotated[int, Field(ge=2, le=50)]
RoundTo = Annotated[int, Field(ge=1, le=100)]
"""To how many people counts are rounded (DfE, looked-after children: national and regional counts
to the nearest 10)."""


def _is_one(number: object) -> bool:
    return number == 1


class ReportPolicy(Model):
    """The limits of a report, kept from its beginning.

    Attributes:
        threshold: Counts of people below it are hidden [assumption: 5].
        width: How wide what can be worked out of a hidden count has to be.
        base_at_least: Percentages on fewer people are hidden [assumption: 10].
        areas_at_least: A statement or a number rests on no fewer areas [assumption: 3].
        round_to: Counts of people are shown to the nearest so many; 1 as they are.
    """

    threshold: PeopleAtLeast = 5
    width: int = Field(5, ge=1, le=100)
    base_at_least: int = Field(10, ge=1, le=1000)
    areas_at_least: AreasAtLeast = 3
    round_to: Annotated[RoundTo, Field(exclude_if=_is_one)] = 1


class FindingAt(Model):
    """One finding of one visit.

    Attributes:
        visit: Whose.
        finding: Which one.
    """

    visit: VisitId
    finding: FindingRef


class ThemedFinding(Model):
    """A finding and the themes that it was given.

    Attributes:
        visit: Whose.
        finding: Which one.
        themes: What it is about.
    """

    visit: VisitId
    finding: FindingRef
    themes: Annotated[tuple[ThemeRef, ...], Field(min_length=1)]


class Gathered(Model):
    """What a report takes from one visit; the words are in the register.

    Attributes:
        visit: Which one.
        area: Where.
        note: The digest of the note that was agreed.
        findings: Those that may be used.
        words: The digest of their words as they are right now.
        withdrawn: How many of its cases were withdrawn.
        survey: The digest of its survey results; `null` where it has none.
        context: The digest of what its cases are like; `null` where nobody said so.
        consent_until: Until when agreement to its cases can be withdrawn; `null` while the visit
            goes on.
    """

    visit: VisitId
    area: AreaCode
    note: Digest
    findings: tuple[FindingRef, ...] = ()
    words: Digest | None = None
    withdrawn: int = 0
    survey: Digest | None = None
    context: Digest | None = None
    consent_until: datetime | None = None


class Statement(Model):
    """What a report says in one sentence.

    Attributes:
        statement: Its name.
        theme: Under which theme it stands.
        kind: Of the findings that it rests on.
        findings: On which it rests.
        content: Its words, in the register.
    """

    statement: StatementRef
    theme: ThemeRef
    kind: FindingKind
    findings: Annotated[tuple[FindingAt, ...], Field(min_length=1)]
    content: ContentRef


class Span(Model):
    """Which visits a report draws on.

    Attributes:
        through: Visits whose note was agreed by the end of that day; all there are if `null`.
        visits: These visits and no others; every visit of the programme if there are none.
    """

    through: date | None = None
    visits: tuple[VisitId, ...] = ()
