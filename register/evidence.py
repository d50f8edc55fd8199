"""What a visit may give to reports: its findings, without what rests on withdrawn agreement."""

from register import content, visits
from register.connection import Connection
from rules.consent import is_evidence
from schemas.ids import VisitId
from schemas.personal import FindingText, FindingTexts
from schemas.values import ContentKind


async def findings(connection: Connection, visit: VisitId) -> tuple[FindingText, ...]:
    """The findings of a visit that may still be used, in the order they were written down.

    A finding that rests on several cases goes with the first agreement that is taken back: what
    is left of it cannot be told apart.

    Raises:
        UnknownVisit: Nothing is recorded under that id.
    """
    state = await visits.require(connection, visit)
    kept = await content.fetch_all(connection, visit, ContentKind.FINDINGS, FindingTexts)
    return tuple(
        finding for texts in kept for finding in texts.findings if is_evidence(finding.cases, state)
    )
