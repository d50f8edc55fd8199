"""A report at a glance: where it stands, what it may rest on, what the gate said of it."""

from typing import NamedTuple

from register import content, evidence, reports
from register.areas import area_name
from register.connection import Connection
from rules.report import ReportTask, report_tasks
from rules.report.digest import content_digest
from rules.zones import london_date
from schemas.evidence import VisitEvidence
from schemas.report.content import ReportContent
from schemas.report.state import ReportState
from schemas.report.values import ReportSubject, StatementRef
from schemas.report.words import GateResult, ReportTitle, StatementText


class ReportShown(NamedTuple):
    """A report.

    Attributes:
        state: As recorded.
        title: What it is called.
        statements: What each says.
        result: What the gate said last, if it was asked.
        tasks: What a person must see to.
    """

    state: ReportState
    title: ReportTitle
    statements: dict[StatementRef, str]
    result: GateResult | None
    tasks: tuple[ReportTask, ...]


async def report_shown(connection: Connection, report: ReportSubject) -> ReportShown:
    """A report as recorded.

    Raises:
        UnknownReport: There is none of that name.
    """
    state = await reports.require(connection, report)
    owner = state.programme
    statements = {}
    for one in state.statements:
        text = await content.fetch(connection, owner, one.content, StatementText)
        statements[one.statement] = text.text
    result = None
    if state.result is not None:
        result = await content.fetch(connection, owner, state.result, GateResult)
    return ReportShown(
        state=state,
        title=await content.fetch(connection, owner, state.title, ReportTitle),
        statements=statements,
        result=result,
        tasks=tuple(report_tasks(state)),
    )


def what_passed(state: ReportState, result: GateResult | None) -> ReportContent | None:
    """What is signed, word for word and number for number; `None` while nothing has passed.

    Nor is anything to be signed of what was given up.

    Args:
        state: The report.
        result: What the gate said last.
    """
    content = result.content if result else None
    if content is None or state.over or content_digest(content) != state.digest:
        return None
    return content


class EvidenceShown(NamedTuple):
    """What one visit gives.

    Attributes:
        area: What it is called.
        given: That.
    """

    area: str
    given: VisitEvidence


async def evidence_shown(connection: Connection, state: ReportState) -> list[EvidenceShown]:
    """What the visits of a report give, as it stands in the register now."""
    found = []
    for one in state.visits:
        given = await evidence.visit_evidence(connection, one.visit)
        if given is not None:
            name = area_name(given.area, london_date(state.opened_at))
            found.append(EvidenceShown(name, given))
    return found
