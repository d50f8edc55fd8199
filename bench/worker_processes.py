"""Workers as processes of their own, as an installation has them."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from stack import StackAddresses
from tests.support.signed import own_public_file

_STARTS_WITHIN: Final = 60  # seconds
_OURS: Final = ("TEMPORAL_", "VISITS_")


@asynccontextmanager
async def process(
    arguments: Sequence[str],
    folder: Path,
    *,
    ready: bytes,
    python: str = sys.executable,
    env: Mapping[str, str] | None = None,
) -> AsyncIterator[int]:
    """A Python program for as long as the block lasts; its process id.

    Args:
        arguments: Of the interpreter.
        folder: Where its output goes.
        ready: What it says when it is.
        python: The interpreter.
        env: What it is told besides this process's own environment.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    log = folder / "worker.log"
    with log.open("wb") as said:
        started = await asyncio.create_subprocess_exec(
            python,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=said,
            stderr=said,
            env={**kept, **(env or {})},
        )
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                while ready not in log.read_bytes():
                    if started.returncode is not None:
                        raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])
                    await asyncio.sleep(0.1)
            yield started.pid
        finally:
            if started.returncode is None:
                started.terminate()
            await started.wait()


@asynccontextmanager
async def visits_worker(
    addresses: StackAddresses, queue: str, folder: Path, maildir: Path
) -> AsyncIterator[int]:
    """`visits worker`, which writes its letters into a Maildir; its process id."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    env = environment(addresses, queue, folder, maildir)
    arguments = ("-m", "console.main", "worker")
    async with process(arguments, folder, ready=b"worker_started", env=env) as pid:
        yield pid


def environment(
    addresses: StackAddresses, queue: str, folder: Path, maildir: Path
) -> dict[str, str]:
    """What commands are told so that they find a stack, with the keys of this process's desks."""
    return {
        "DATABASE_URL": addresses.database_url,
        "TEMPORAL_ADDRESS": addresses.temporal,
        "TEMPORAL_NAMESPACE": addresses.namespace,
        "VISITS_TASK_QUEUE": queue,
        "VISITS_MAILDIR": str(maildir),
        "VISITS_LOG_FORMAT": "json",
        "VISITS_DECISIONS_PUBLIC_KEYS_FILE": str(own_public_file(folder)),
    }
