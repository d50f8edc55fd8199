"""What visits give to a report, as the register has it now."""

from register import visits
from register.connection import Connection
from register.evidence import visit_evidence
from rules.evidence import agreed_note
from rules.zones import london_date
from schemas.content import ContentRef
from schemas.evidence import AgreedNote, VisitEvidence
from schemas.ids import Digest, ProgrammeId, VisitId
from schemas.report.state import ReportState
from schemas.report.values import Gathered, Span


async def gathered(
    connection: Connection, state: ReportState, *, only_gathered: bool
) -> tuple[Gathered, ...]:
    """What is taken from each visit.

    Args:
        connection: In a transaction, so that all of it is of one moment.
        state: The report.
        only_gathered: Whether visits that were not gathered at its beginning stay out.
    """
    if only_gathered:
        names = [one.visit for one in state.visits]
    else:
        names = await _drawn_on(connection, state.programme, state.span)
    found = []
    for name in names:
        given = await visit_evidence(connection, name)
        if given is not None and (only_gathered or _in_span(given.agreed, state.span)):
            found.append(await _from(connection, given))
    return tuple(found)


async def gives_any(connection: Connection, programme: ProgrammeId, span: Span) -> bool:
    """Whether a report that begins now would have anything to rest on.

    Args:
        connection: Any.
        programme: Whose visits it draws on.
        span: Which of them.

    Raises:
        UnknownVisit: There is no such visit.
    """
    for name in await _drawn_on(connection, programme, span):
        agreed = agreed_note(await visits.require(connection, name))
        if agreed is not None and _in_span(agreed, span):
            return True
    return False


async def _drawn_on(connection: Connection, programme: ProgrammeId, span: Span) -> list[VisitId]:
    """The visits of the programme, or those of them that were named."""
    if span.visits:
        return list(span.visits)
    rows = await connection.fetch(
        "SELECT visit_id FROM visits WHERE programme = $1 ORDER BY visit_id", programme
    )
    return [row["visit_id"] for row in rows]


def _in_span(agreed: AgreedNote, span: Span) -> bool:
    return span.through is None or london_date(agreed.agreed_at) <= span.through


async def _from(connection: Connection, given: VisitEvidence) -> Gathered:
    visit = await visits.require(connection, given.visit)
    return Gathered(
        visit=given.visit,
        area=given.area,
        note=given.agreed.digest,
        findings=tuple(one.ref for one in given.findings),
        words=_digest(visit.findings_content),
        withdrawn=len(visit.cases_withdrawn),
        survey=_digest(visit.survey_results.content if visit.survey_results else None),
        context=_digest(visit.case_studies.context if visit.case_studies else None),
        consent_until=given.consent_until,
    )


def _digest(ref: ContentRef | None) -> Digest | None:
    """Content is its visit's: a report tells it apart, and refers to none of it."""
    return ref.digest if ref else None
