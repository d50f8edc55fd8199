"""By whose clock a desk checks what is decided."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

from register.connection import Connection

Clock: TypeAlias = Callable[[Connection], Awaitable[datetime]]
"""Tells the moment, with its zone."""


async def the_registers(connection: Connection) -> datetime:
    """The register's own: desks on several machines decide by one clock, however theirs stand."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return now


def kept_by(now: Callable[[], datetime]) -> Clock:
    """One that somebody else keeps, as a rehearsal does."""

    async def told(_connection: Connection) -> datetime:
        return now()

    return told
