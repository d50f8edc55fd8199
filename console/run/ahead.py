"""Plays visits forward for the doors, each in a process of its own."""

import asyncio
import json
import os
import sys
import tempfile
from contextlib import suppress
from datetime import date
from typing import Any, Final

from desk.looking_ahead import NotForeseen
from schemas.ids import VisitId

_WITHIN: Final = 120.0  # seconds; some ten are usual
_OURS: Final = ("TEMPORAL_", "VISITS_", "DATABASE_URL")


class AheadInAProcess:
    """Plays one visit after the other: each takes a Temporal and a PostgreSQL of its own.

    In a process of its own because those end with whoever started them, and because what is played
    keeps a processor busy for as long as it takes.

    Args:
        database_url: Of the register, which is read once and never written to.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, visit: VisitId, until: date | None) -> dict[str, Any]:
        """What would happen if nobody acted.

        Raises:
            NotForeseen: It could not be played, or took too long.
        """
        words = ["foresee", visit, "--json", *(["--until", f"{until}"] if until else [])]
        try:
            async with asyncio.timeout(_WITHIN), self._one_at_a_time:
                return await self._played(words)
        except TimeoutError:
            raise NotForeseen(
                "Others are being played forward, or the machine is busy. Nothing has changed; try "
                "again in some minutes."
            ) from None

    async def _played(self, words: list[str]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="visits-ahead-") as folder:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "console.main", *words),
                cwd=folder,
                env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                told, _ = await process.communicate()
            finally:
                if process.returncode is None:
                    with suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
        return _read(told)

    def _environment(self) -> dict[str, str]:
        """What this process has, but for settings of the live installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        # It runs in a folder where no stack is, and finds the code where this process has it.
        path = os.pathsep.join(part for part in sys.path if part)
        return {**kept, "DATABASE_URL": self._database_url, "PYTHONPATH": path}


def _read(told: bytes) -> dict[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotForeseen(
            "It could not be played forward: what it takes is not installed here, or ended early. "
            "Nothing has changed."
        )
    error = found.get("error")
    if isinstance(error, dict):
        raise NotForeseen(str(error.get("sentence", "It could not be played forward.")))
    return found
