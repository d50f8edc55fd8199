"""The names of programmes, for whoever narrows a list to one of them."""

from register.connection import Connection
from schemas.ids import ProgrammeId


async def programmes_named(connection: Connection) -> list[ProgrammeId]:
    """Of every visit there is, and of programmes that have none yet; in order."""
    rows = await connection.fetch(
        "SELECT programme FROM visits UNION SELECT programme FROM programmes ORDER BY programme"
    )
    return [row["programme"] for row in rows]
