"""What stands in for a row of a visit that cannot be read: the log, which is the record.

Loaded by whoever comes upon such a row, and not by each command that looks at visits.
"""

import structlog

from register.connection import Connection
from rules.evolve import replay
from rules.folds import OutOfOrderError
from schemas.events.event import VISIT_EVENT
from schemas.ids import VisitId
from schemas.state import VisitState

_log = structlog.get_logger(__name__)


async def made_up(connection: Connection, visit: VisitId) -> VisitState | None:
    """The visit as its log gives it; `None` where that gives no state either."""
    _log.error("row of a visit not read", visit=visit)
    rows = await connection.fetch(
        "SELECT payload FROM events WHERE aggregateid = $1 ORDER BY sequence", visit
    )
    try:
        return replay(VISIT_EVENT.validate_json(row["payload"]) for row in rows)
    except OutOfOrderError:
        return None
