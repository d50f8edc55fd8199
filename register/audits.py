"""What each audit of everything found, in numbers; the latest says how things stand."""

from datetime import datetime
from typing import NamedTuple

from register.connection import Connection
from schemas.audit import AuditFound


class KeptAudit(NamedTuple):
    """An audit as the register has it.

    Attributes:
        found: What it found.
        began_at: When it began.
        ended_at: When it ended.
    """

    found: AuditFound
    began_at: datetime
    ended_at: datetime


async def keep(connection: Connection, found: AuditFound, began_at: datetime) -> None:
    """Keep what an audit of everything found."""
    await connection.execute(
        "INSERT INTO audits (began_at, processes, wrong, not_compared, in_log, from_outside)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        began_at,
        found.processes,
        found.wrong,
        found.not_compared,
        found.in_log,
        found.from_outside,
    )


async def latest(connection: Connection) -> KeptAudit | None:
    """The latest that there was, if there was any."""
    row = await connection.fetchrow(
        "SELECT processes, wrong, not_compared, in_log, from_outside, began_at, ended_at"
        " FROM audits ORDER BY number DESC LIMIT 1"
    )
    if row is None:
        return None
    told = dict(row)
    began_at, ended_at = told.pop("began_at"), told.pop("ended_at")
    return KeptAudit(AuditFound(**told), began_at, ended_at)
