"""Whoever is told that a run is gone is told the very command that brings it back."""

import pytest

from desk.processes import process_of
from register.connection import Pool
from register.record import record
from rules.refusals import Refused
from schemas.programme.messages import SetPace
from tests.rules.programme.programmes import drawn


async def test_the_command_is_told_whole(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await record(connection, drawn().events)
        message = SetPace(actor="anna", visits_a_week=3)
        with pytest.raises(Refused, match="has no open run in Temporal") as refused:
            await process_of("autumn").no_run(connection, "autumn", message)

    assert "`visits recover autumn`" in str(refused.value)
