"""Reads messages in a process of its own.

Anybody can send one, and what a parser makes of it may take minutes, in which a pattern lets no
other thread run: the pages, or in `visits up` everything, would stand still, and again after each
start, since the message lies where it lay. So each message has some seconds of a processor, and
some memory, in a process that has no key and no password in its environment; one that takes more
is kept as unreadable, and the next is read by another process.
"""

import asyncio
import os
import resource
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Final

from pydantic import ConfigDict, TypeAdapter

from activities.incoming.message import UNREADABLE, Incoming, read_message

SECONDS: Final = 5
"""Of a processor's time, for one message; those that people and servers send take milliseconds."""

_MEMORY: Final = 1_000_000_000  # bytes
_WITHIN: Final = 120.0  # seconds until a machine counts as too busy; the message waits
_LONGEST_LINE: Final = 1 << 25  # bytes of an answer; a file that goes with it has 2 MB at most
_LENGTH: Final = 4  # bytes that tell how long a message is
_BEGUN: Final = b"begun\n"
_INCOMING: Final = TypeAdapter(
    Incoming, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
)


class NotRead(Exception):
    """A message was not read, for a reason that is not its own; it may be tried again."""


class ReadingApart:
    """Whoever reads messages, one after the other.

    Args:
        bounces: The address to which letters come back, without a tag; `None` where nobody said.
        seconds: Of a processor's time that one message may take.
    """

    def __init__(self, bounces: str | None, *, seconds: int = SECONDS) -> None:
        self._words = (str(seconds), bounces or "")
        self._process: Process | None = None

    async def read(self, content: bytes) -> Incoming:
        """As `read_message`, within bounds that no message gets past.

        Raises:
            NotRead: The machine is too busy, or lets us have no process.
        """
        try:
            async with asyncio.timeout(_WITHIN):
                return await self._answer(content)
        except BaseException as error:
            # Whoever comes next would have the answer to this message.
            await self.rest()
            if isinstance(error, OSError | TimeoutError):
                raise NotRead from None
            raise

    async def rest(self) -> None:
        """End the process; the next message begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _answer(self, content: bytes) -> Incoming:
        process = self._process = self._process or await self._begin()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101 - as above
        process.stdin.write(len(content).to_bytes(_LENGTH) + content)
        await process.stdin.drain()
        if await process.stdout.readline() != _BEGUN:
            raise NotRead
        answer = await process.stdout.readline()
        if answer.endswith(b"\n"):
            return _INCOMING.validate_json(answer)
        self._process = None
        if await process.wait() in {-signal.SIGKILL, -signal.SIGTERM}:
            raise NotRead  # by somebody
        return UNREADABLE

    async def _begin(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __spec__.name, *self._words),
            env={"LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=_LONGEST_LINE,
            start_new_session=True,  # a Ctrl-C is for us, and says nothing of a message
        )


def _main(seconds: int, bounces: str | None) -> None:
    with suppress(ValueError, OSError):  # not every system knows of it
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a message is nothing to leave lying about
    came, told = sys.stdin.buffer, sys.stdout.buffer
    while length := came.read(_LENGTH):
        content = came.read(int.from_bytes(length))
        told.write(_BEGUN)
        told.flush()
        so_far = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (so_far + seconds, resource.RLIM_INFINITY))
        told.write(_as_line(read_message(content, bounces)))
        told.flush()


def _as_line(incoming: Incoming) -> bytes:
    try:
        return _INCOMING.dump_json(incoming, warnings="error") + b"\n"
    except ValueError:  # a calendar's own kind of moment, or whatever else is none
        return _INCOMING.dump_json(UNREADABLE) + b"\n"


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2] or None)
