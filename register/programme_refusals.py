"""Why visits did not take what their programme told them, for whoever sees to it.

An event says that a visit refused something; the sentence may quote an address or a name, and so
it is here alone. It stays until the next one, and is shown for as long as the area is in trouble.
"""

from datetime import datetime
from typing import NamedTuple

from register.connection import Connection
from schemas.ids import AreaCode, ProgrammeId


class RefusalKept(NamedTuple):
    """Why a visit refused something.

    Attributes:
        sentence: As a person would have been told.
        at: When, aware.
    """

    sentence: str
    at: datetime


async def keep(
    connection: Connection, programme: ProgrammeId, area: AreaCode, sentence: str, now: datetime
) -> None:
    """Keep the latest; an older one of the same area goes."""
    await connection.execute(
        "INSERT INTO programme_refusals (programme, area, sentence, refused_at)"
        " VALUES ($1, $2, $3, $4) ON CONFLICT (programme, area) DO UPDATE"
        " SET sentence = excluded.sentence, refused_at = excluded.refused_at",
        programme,
        area,
        sentence,
        now,
    )


async def of_programme(
    connection: Connection, programme: ProgrammeId
) -> dict[AreaCode, RefusalKept]:
    """The latest by area, whether it was seen to or not."""
    rows = await connection.fetch(
        "SELECT area, sentence, refused_at FROM programme_refusals WHERE programme = $1", programme
    )
    return {row["area"]: RefusalKept(row["sentence"], row["refused_at"]) for row in rows}
