"""People and consumers as processes of their own, so that neither keeps the other waiting.

Run as a program: `python -m bench.whole.apart ROLE`, told on a line of standard input what it
needs, as JSON; ends when that input does.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bench.whole import people
from bench.whole.consumers import Crowd, Following
from bench.whole.opening import Opened
from bench.whole.people import Hour, Somebody

_READY: Final = b"ready\n"
_PLAYED: Final = b"played\n"
_MOST: Final = 2**26  # bytes of one line


class Apart:
    """A process that plays; made by `apart`."""

    def __init__(self, process: asyncio.subprocess.Process, results: Path) -> None:
        self._process = process
        self._out = process.stdout
        self._results = results

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    async def played(self) -> None:
        """Wait until it has played; it is there still, so that what it took can be counted.

        Raises:
            RuntimeError: It broke off.
        """
        if self._out is None or await self._out.readline() != _PLAYED:
            raise RuntimeError("a process that plays broke off; above it says why")

    async def told(self) -> dict[str, Any]:
        """Ask it to end; what it found.

        Raises:
            RuntimeError: It broke off.
        """
        if self._process.stdin is not None:
            self._process.stdin.close()
        if await self._process.wait():
            raise RuntimeError("a process that plays broke off; above it says why")
        found: dict[str, Any] = json.loads(self._results.read_text(encoding="utf-8"))
        return found


@asynccontextmanager
async def apart(role: str, needs: dict[str, Any], results: Path) -> AsyncIterator[Apart]:
    """A process of that role that plays already; ended with the block.

    Args:
        role: `people` or `consumers`.
        needs: What it needs, as JSON.
        results: The file it writes.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __spec__.name, role, str(results)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101 - a pipe, as asked for
    assert process.stdout is not None  # noqa: S101 - likewise
    try:
        process.stdin.write(json.dumps(needs).encode() + b"\n")
        await process.stdin.drain()
        if await process.stdout.readline() != _READY:
            raise RuntimeError(f"the process of the {role} did not begin; above it says why")
        yield Apart(process, results)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _people(needs: dict[str, Any], asked: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    for role in ("people", "colleagues", "by_api", "departments"):
        needs[role] = [Somebody(*one) for one in needs[role]]
    needs["visits"] = [Opened(*one) for one in needs["visits"]]
    _say(_READY)
    found = await people.play(Hour(**needs))
    _say(_PLAYED)
    await asked()
    return found


async def _consumers(needs: dict[str, Any], asked: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    crowd = Crowd(needs["feeds"], [Following(*one) for one in needs["following"]])
    await crowd.begin()
    _say(_READY)
    await asked()
    return await crowd.end()


def _say(what: bytes) -> None:
    sys.stdout.buffer.write(what)
    sys.stdout.buffer.flush()


_Role = Callable[[dict[str, Any], Callable[[], Awaitable[None]]], Awaitable[dict[str, Any]]]
_ROLES: Final[dict[str, _Role]] = {
    "people": _people,
    "consumers": _consumers,
}


async def _play(role: str, results: Path) -> None:
    needs = json.loads(sys.stdin.readline(_MOST))

    async def asked() -> None:
        await asyncio.to_thread(sys.stdin.read)

    results.write_text(json.dumps(await _ROLES[role](needs, asked)), encoding="utf-8")  # noqa: ASYNC240 - nothing else runs here any more


if __name__ == "__main__":
    asyncio.run(_play(sys.argv[1], Path(sys.argv[2])))
    sys.stdout.flush()
    os._exit(0)
