"""Whether another visit has taken the place of one that has ended: it does not go on then."""

from register import visits
from register.connection import Connection
from schemas.ids import VisitId, successor_of


async def followed(connection: Connection, visit: VisitId) -> str:
    """Why a visit that has ended cannot go on; empty where no other takes its place.

    Args:
        connection: Any.
        visit: Which.
    """
    other = await visits.load(connection, successor_of(visit))
    if other is None:
        return ""
    return (
        f"That was not recorded: the area was visited again, by {other.visit_id}, which takes "
        f"the place of visit {visit}."
    )
