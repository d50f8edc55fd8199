"""The same shape on DBOS, in an environment that only the bench has."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which
from typing import Final

import asyncpg

from bench.beside.shape import Shape

PYTHON: Final = Path("var/bench-tools/bin/python")
HOW: Final = "DBOS is not installed here: `make bench-tools` does that, then run this again."
_DATABASE: Final = "beside_dbos"
_PROGRAM: Final = Path(__file__).with_name("dbos_visit.py")


class OnDbos:
    """Rounds of visits on DBOS.

    Args:
        process: Plays them.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Of the process that plays and runs them."""
        return self._process.pid

    async def play(self, numbers: Sequence[int]) -> list[float]:
        """Play so many at once; the seconds that each decision took."""
        assert self._process.stdin is not None  # noqa: S101 - it was started with pipes
        self._process.stdin.write((" ".join(str(number) for number in numbers) + "\n").encode())
        await self._process.stdin.drain()
        return [float(second) for second in json.loads(await self._line())]

    async def ready(self) -> None:
        """Wait until it is."""
        await self._line()

    async def _line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - as above
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("DBOS ended: what it said stands above.")
        return line.decode().strip()


@asynccontextmanager
async def on_dbos(
    database_url: str, shape: Shape, python: Path = PYTHON
) -> AsyncIterator[OnDbos | None]:
    """DBOS on a database of its own on the same server; `None` where it is not installed.

    Args:
        database_url: Of the register.
        shape: Of its visits.
        python: The interpreter that has it.
    """
    if which(python) is None:
        yield None
        return
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(f"CREATE DATABASE {_DATABASE}")
    finally:
        await connection.close()
    url = f"{database_url.rpartition('/')[0]}/{_DATABASE}"
    beats = json.dumps([[beat.decided, beat.records] for beat in shape.beats])
    process = await asyncio.create_subprocess_exec(
        str(python),
        str(_PROGRAM),
        url.replace("postgres://", "postgresql://", 1),
        beats,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=sys.stderr,
        limit=2**24,  # a line has an answer for each decision of two hundred visits
    )
    try:
        rounds = OnDbos(process)
        await rounds.ready()
        yield rounds
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
