"""People and a rehearsal that go on asking while servers go away under them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from desk.answers import NotAnswered, NotYetRecorded
from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import Desk
from register.connection import LOST, Pool, Record
from release.rehearsal.programme.player import ProgrammePlayer
from release.rehearsal.programme.rehearsal import frame_of
from release.rehearsal.time_skipping import VirtualTime
from schemas.programme.scenario import ProgrammeScenario
from tests.chaos.luck import LostAnswers, stop_if_cancelled
from tests.engine import Engine

PATIENCE: Final = timedelta(minutes=30)
"""One decision may be recorded only after a dozen deaths, each noticed after seconds."""

_AGAIN = 0.1  # seconds


class _Reading:
    """A connection for reading only: what was cut off is read again, by another."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def fetch(self, *args: Any, **options: Any) -> list[Record]:  # noqa: ANN401 - asyncpg's
        return cast("list[Record]", await self._read("fetch", *args, **options))

    async def fetchrow(self, *args: Any, **options: Any) -> Record | None:  # noqa: ANN401 - as above
        return cast("Record | None", await self._read("fetchrow", *args, **options))

    async def fetchval(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        return await self._read("fetchval", *args, **options)

    async def _read(self, how: str, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        while True:
            try:
                async with self._pool.acquire() as connection:
                    return await getattr(connection, how)(*args, **options)
            except LOST:
                stop_if_cancelled()
                await asyncio.sleep(_AGAIN)


class _ReadingPool:
    def __init__(self, pool: Pool) -> None:
        self._reading = _Reading(pool)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[_Reading]:
        yield self._reading


def patiently_read(pool: Pool) -> Pool:
    """A register for reading only, out of which everything comes in the end."""
    return cast("Pool", _ReadingPool(pool))


class PatientTime(VirtualTime):
    """Moves clocks as far as was asked, and no further, whatever becomes of the asking."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)

    async def advance(self, handle: WorkflowHandle[Any, Any], by: timedelta) -> bool:
        """Move a workflow's clock; what is left of the way is gone when the server is back."""
        until = await self.now(handle) + by
        while True:
            left = until - await self.now(handle)
            if left <= timedelta(0):
                return True
            try:
                return await super().advance(handle, left)
            except (RPCError, RuntimeError) as error:
                if isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND:
                    return False  # it has ended meanwhile
                stop_if_cancelled()
                await asyncio.sleep(_AGAIN)

    async def now(self, handle: WorkflowHandle[Any, Any]) -> datetime:
        """A workflow's clock, as soon as the server says it."""
        while True:
            try:
                return await super().now(handle)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    raise
                stop_if_cancelled()
                await asyncio.sleep(_AGAIN)


_BRINGS = ("open", "open_programme", "open_report", "submit")
_AGAIN_AFTER: tuple[type[Exception], ...] = (NotAnswered, NotYetRecorded, *LOST)


D = TypeVar("D", bound=Desk)


def repeating(desk: D, lost: LostAnswers | None = None) -> D:
    """A desk at which people do as they are told: what was not answered is brought again."""
    for name in _BRINGS:
        around = (lost or LostAnswers()).around(getattr(desk, name), again=_AGAIN_AFTER)
        setattr(desk, name, around)
    return desk


class PatientPlayer(ProgrammePlayer):
    """People who bring again what was not answered, in a rehearsal that waits for servers.

    Args:
        engine: Where.
        client: To the server.
        scenario: What they do.
        lost: Which answers are lost on the way to them, if any.
    """

    patience = PATIENCE
    clocks = PatientTime

    def __init__(
        self,
        engine: Engine,
        client: Client,
        scenario: ProgrammeScenario,
        lost: LostAnswers | None = None,
    ) -> None:
        self._engine = engine
        self._lost = lost or LostAnswers()
        self._to = client
        super().__init__(
            scenario, frame_of(scenario), client, patiently_read(engine.pool), engine.settings
        )

    def _desk_by(self, now: Callable[[], datetime]) -> Desk:
        desk = Desk(
            self._to,
            self._engine.pool,
            task_queue=self._engine.settings.task_queue,
            now=now,
            mailboxes=lambda: EXAMPLES,
            authority=REHEARSED,
        )
        return repeating(desk, self._lost)
