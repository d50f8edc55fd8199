"""What the register holds of one visit, taken out of one register to be put into another."""

from collections.abc import Mapping
from typing import NamedTuple

from register import inbox, visits
from register.connection import Connection
from schemas.ids import VisitId

_OF_VISIT: Mapping[str, str] = {
    "publication": "true",
    "events": "partition_key = $1",
    "visits": "visit_id = $1",
    "side_processes": "visit_id = $1",
    "decisions": "subject = $1 OR starts_with(subject, $1 || '/')",
    # With it the words that its programme has its letters written in.
    "content": "visit_id = $1 OR (kind = 'letter_wording' AND visit_id = "
    "(SELECT programme FROM visits WHERE visit_id = $1))",
    "programmes": "programme = (SELECT programme FROM visits WHERE visit_id = $1)",
    "people": "visit_id = $1",
    "letters": "visit_id = $1",
    "letter_notes": "visit_id = $1",
    "letters_with_notes": "visit_id = $1",
    "documents": "visit_id = $1",
    # Nobody is in two places, and days are in term: both are asked of areas and visits at large.
    "bookings": "true",
    "terms": "true",
}
"""Which rows of which tables belong to a visit. What is announced, subscribed to or kept for later
does not: nothing of the copy may reach anybody."""


_COLUMNS: Mapping[str, str] = {
    # It is there to be asked, and no run of it: nobody tells it what becomes of the visit.
    "programmes": "programme, 'closed' AS stage, sequence, opened_at, changed_at, state",
}
"""What is read of a table, where that is not what stands there."""


class _Rows(NamedTuple):
    """Rows of one table, with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class Copied(NamedTuple):
    """A visit, and what lives beside it, as the register had them at one moment.

    Attributes:
        visit: Its id.
        tables: Its rows by the name of their table.
        waiting: How many decisions wait for Temporal, and are not in it yet.
    """

    visit: VisitId
    tables: Mapping[str, _Rows]
    waiting: int


async def copy_of(connection: Connection, visit: VisitId) -> Copied:
    """Read a visit at one moment; nothing is written.

    Args:
        connection: To the live register.
        visit: Its id.

    Raises:
        UnknownVisit: There is no such visit.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await visits.require(connection, visit)
        tables = {}
        for table, condition in _OF_VISIT.items():
            wanted = _COLUMNS.get(table, "*")
            query = f"SELECT {wanted} FROM {table} WHERE {condition}"  # noqa: S608 - constants
            rows = await connection.fetch(query, *([visit] if "$1" in condition else []))
            columns = tuple(rows[0].keys()) if rows else ()
            tables[table] = _Rows(columns, tuple(tuple(row.values()) for row in rows))
        return Copied(visit, tables, len(await inbox.waiting(connection, visit)))


async def put_in(connection: Connection, copied: Copied) -> None:
    """Write a copy into a register of its own, which has been migrated and is empty."""
    async with connection.transaction():
        await connection.execute("DELETE FROM publication")
        for table, (columns, rows) in copied.tables.items():
            if rows:
                await connection.copy_records_to_table(table, records=rows, columns=columns)
