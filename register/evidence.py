"""What reports read of visits: agreed findings, case studies in context, survey results.

Read anew each time: agreement to a case may be taken back, and then its traces are gone from here.
"""

from register import content, log, visits
from register.connection import Connection
from rules.evidence import agreed_note, evidence
from schemas.content import ContentRef
from schemas.events.corrections import FindingCorrected
from schemas.events.course import FindingsRecorded
from schemas.evidence import VisitEvidence
from schemas.ids import VisitId
from schemas.personal import CaseContexts, FindingTexts, SurveyResults, SurveyRow
from schemas.state import VisitState


async def survey_results(connection: Connection, visit: VisitId) -> tuple[SurveyRow, ...]:
    """What a visit's surveys came to, whether or not a report may use it; empty without results.

    Raises:
        UnknownVisit: There is no such visit.
    """
    results = await _results(connection, await visits.require(connection, visit))
    return results.rows if results else ()


async def visit_evidence(connection: Connection, visit: VisitId) -> VisitEvidence | None:
    """What a report may use of a visit now; `None` where that is nothing (`rules.evidence`).

    Args:
        connection: In a transaction, where what is read of several visits is to be of one moment.
        visit: Whose.

    Raises:
        UnknownVisit: There is no such visit.
    """
    state = await visits.require(connection, visit)
    if agreed_note(state) is None:
        return None
    return evidence(
        state,
        findings=await _findings(connection, visit),
        context=await _context(connection, state),
        results=await _results(connection, state),
    )


async def _findings(connection: Connection, visit: VisitId) -> list[FindingTexts]:
    """By the log: words may have been kept for a decision that was never recorded."""
    refs: list[ContentRef] = [
        entry.event.fact.content
        for entry in await log.read(connection, visit=visit)
        if isinstance(entry.event.fact, FindingsRecorded | FindingCorrected)
    ]
    return [await content.fetch(connection, visit, ref, FindingTexts) for ref in refs]


async def _context(connection: Connection, state: VisitState) -> CaseContexts | None:
    ref = state.case_studies.context if state.case_studies else None
    if ref is None:
        return None
    return await content.fetch(connection, state.visit_id, ref, CaseContexts)


async def _results(connection: Connection, state: VisitState) -> SurveyResults | None:
    recorded = state.survey_results
    if recorded is None:
        return None
    return await content.fetch(connection, state.visit_id, recorded.content, SurveyResults)
