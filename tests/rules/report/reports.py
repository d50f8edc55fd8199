"""A report for tests of its rules: told one thing after the other, without a server."""

from datetime import UTC, date, datetime

from activities.reference import working_calendar
from rules.report import decide_report, evolve_report, opening_events
from schemas.content import ContentRef
from schemas.report import messages as m
from schemas.report.events import ReportEvent
from schemas.report.messages import ReportDecision, ReportOccurrence
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, Gathered, Statement, ThemedFinding
from schemas.values import ContentKind, FindingKind

BEGUN = datetime(2020, 11, 2, 9, tzinfo=UTC)
DIGEST = "d" * 64


def ref(kind: ContentKind, version: int = 1) -> ContentRef:
    return ContentRef(kind=kind, version=version, digest=f"{version:064x}")


REASON = ref(ContentKind.REASON)


def visit(number: int) -> str:
    return f"autumn-e0600000{number}"


def gathered(number: int, *, findings: int = 2, withdrawn: int = 0) -> Gathered:
    return Gathered(
        visit=visit(number),
        area=f"E0600000{number}",
        note="a" * 64,
        findings=tuple(f"finding-{each}" for each in range(1, findings + 1)),
        withdrawn=withdrawn,
        consent_until=datetime(2021, 1, number, 9, tzinfo=UTC),
    )


THREE = (gathered(1), gathered(2), gathered(3))


def finding(number: int, which: int = 1) -> FindingAt:
    return FindingAt(visit=visit(number), finding=f"finding-{which}")


def themes(*names: str, findings: tuple[FindingAt, ...] = ()) -> m.SetThemes:
    return m.SetThemes(
        actor="anna",
        themes=names,
        titles=ref(ContentKind.THEME_TITLES),
        findings=tuple(
            ThemedFinding(visit=one.visit, finding=one.finding, themes=names) for one in findings
        ),
    )


def statement(number: int, *findings: FindingAt, theme: str = "joint", words: int = 1) -> Statement:
    return Statement(
        statement=f"statement-{number}",
        theme=theme,
        kind=FindingKind.WORKED_WELL,
        findings=findings,
        content=ref(ContentKind.STATEMENT, words),
    )


def write(
    number: int, *findings: FindingAt, theme: str = "joint", words: int = 1
) -> m.WriteStatement:
    return m.WriteStatement(
        actor="anna", statement=statement(number, *findings, theme=theme, words=words)
    )


class Told:
    """A report, its events and its clock."""

    def __init__(self) -> None:
        opening = m.StartReport(
            report="autumn/report/first",
            programme="autumn",
            actor="anna",
            title=ref(ContentKind.REPORT_TITLE),
            calendar=working_calendar(date(2020, 11, 2)),
        )
        self.now = BEGUN
        self.events: list[ReportEvent] = list(opening_events(opening, self.now))
        self.state: ReportState = evolve_report(None, self.events[0])

    def tell(self, message: ReportDecision | ReportOccurrence) -> list[str]:
        """The types of the events that follow."""
        fresh = decide_report(self.state, message, self.now)
        for event in fresh:
            self.state = evolve_report(self.state, event)
        self.events += fresh
        return [event.type.value for event in fresh]


def drafting() -> Told:
    told = Told()
    told.tell(m.EvidenceFound(visits=THREE))
    return told


def written() -> Told:
    told = drafting()
    three = (finding(1), finding(2), finding(3))
    told.tell(themes("joint", findings=three))
    told.tell(write(1, *three))
    return told


def passed(told: Told) -> Told:
    told.tell(m.CheckReport(actor="anna"))
    told.tell(
        m.CheckDone(
            number=told.state.asked,
            failures=0,
            result=ref(ContentKind.GATE_RESULT),
            digest=DIGEST,
        )
    )
    return told


def signed(told: Told) -> Told:
    told.tell(m.SignReport(actor="zoe", digest=DIGEST, signatory=ref(ContentKind.SIGNATORY)))
    return told


def published(told: Told) -> Told:
    told.tell(m.PublishReport(actor="anna"))
    told.tell(m.FilesMade(number=told.state.asked, manifest="c" * 64, files=9))
    return told
