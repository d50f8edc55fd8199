"""STUB until the branch gives is merged."""

from register.connection import Connection
from schemas.evidence import VisitEvidence
from schemas.ids import VisitId


async def of_visit(connection: Connection, visit: VisitId) -> VisitEvidence | None:
    """X."""
    raise NotImplementedError
