"""The school terms of local areas, as they were imported."""

from collections.abc import Collection, Iterable

from register.connection import Connection
from schemas.ids import AreaCode
from schemas.terms import SchoolTerm

_LOCK = 7_340_018  # of the table, in PostgreSQL's numbers for locks


async def lock(connection: Connection) -> None:
    """Let nobody else import terms until the transaction is over."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def recorded(
    connection: Connection, areas: Collection[AreaCode] | None = None
) -> dict[AreaCode, list[SchoolTerm]]:
    """The terms of areas that have any, in order.

    Args:
        connection: Any.
        areas: Only of these; of all by default.
    """
    rows = await connection.fetch(
        "SELECT area, name, first, last FROM terms"
        " WHERE $1::text[] IS NULL OR area = ANY($1) ORDER BY area, first",
        None if areas is None else sorted(areas),
    )
    found: dict[AreaCode, list[SchoolTerm]] = {}
    for row in rows:
        term = SchoolTerm(name=row["name"], first=row["first"], last=row["last"])
        found.setdefault(row["area"], []).append(term)
    return found


async def of_area(connection: Connection, area: AreaCode) -> list[SchoolTerm]:
    """The terms of one area, in order; none where nobody imported any."""
    return (await recorded(connection, [area])).get(area, [])


async def remove(connection: Connection, area: AreaCode, terms: Iterable[SchoolTerm]) -> None:
    """Remove terms of an area."""
    await connection.execute(
        "DELETE FROM terms WHERE area = $1 AND first = ANY($2::date[])",
        area,
        [term.first for term in terms],
    )


async def add(connection: Connection, area: AreaCode, terms: Iterable[SchoolTerm]) -> None:
    """Add terms to an area."""
    await connection.executemany(
        "INSERT INTO terms (area, name, first, last) VALUES ($1, $2, $3, $4)",
        [(area, term.name, term.first, term.last) for term in terms],
    )
