"""Consumers of the feed as downstream systems are: each stores by id and follows positions."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from feed.client import follow
from rules import chain
from stack.ports import LOOPBACK
from tests.support.free_ports import free_port

ROOT = Path(__file__).parents[2]
_SAD = (aiohttp.ClientError, ConnectionError, TimeoutError)


@dataclass
class Copy:
    """What one consumer has.

    Attributes:
        events: The bytes of each event, by position; ids and positions are one to one.
        ids: The position of each id.
        latest: The last position that came for each visit, of those that came for the first time.
        duplicates: How many came again.
        wrong: What should not have happened, in words.
    """

    events: dict[int, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    wrong: list[str] = field(default_factory=list)
    _whole: int = 0

    def take(self, text: str) -> None:
        """Store an event by its id; the same again must be the same bytes."""
        event = json.loads(text)
        name, position, visit = event["id"], event["position"], event["partitionkey"]
        if name in self.ids:
            self.duplicates += 1
            if self.events[self.ids[name]] != text:
                self.wrong.append(f"{name} came again with other bytes")
            return
        if position in self.events:
            self.wrong.append(f"position {position} came with another id")
        if position < self.latest.get(visit, 0):
            self.wrong.append(f"{name} came after position {self.latest[visit]} of its visit")
        self.latest[visit] = position
        self.ids[name] = position
        self.events[position] = text

    @property
    def position(self) -> int:
        """Everything up to here is there."""
        while self._whole + 1 in self.events:
            self._whole += 1
        return self._whole

    def digest(self) -> str:
        """The digest chain over the copy."""
        digest = chain.START
        for position in sorted(self.events):
            digest = chain.link(digest, self.events[position])
        return digest.hex()


class FeedProcess:
    """`visits feed` as a process of its own, on one port whatever happens to it."""

    def __init__(self, database_url: str) -> None:
        self.port = free_port()
        self.address = f"http://{LOOPBACK}:{self.port}"
        self._database_url = database_url
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: ASYNC220 - only the wait below takes long
            [sys.executable, "-m", "console.main", "feed", "--port", f"{self.port}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": self._database_url},
        )
        async with asyncio.timeout(60), aiohttp.ClientSession() as session:
            while True:
                assert self._process.poll() is None, "the feed did not start"
                with contextlib.suppress(*_SAD):
                    async with session.get(f"{self.address}/openapi.json"):
                        return
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@asynccontextmanager
async def feed_process(database_url: str) -> AsyncIterator[FeedProcess]:
    """A running feed for one test."""
    process = FeedProcess(database_url)
    await process.start()
    try:
        yield process
    finally:
        process.kill()


async def listen(address: str, token: str, copy: Copy) -> None:
    """Follow the live stream for ever, from where the copy ends whenever it breaks off."""
    while True:
        headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": f"{copy.position}"}
        with contextlib.suppress(*_SAD):
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=5)) as session,
                session.get(f"{address}/events/stream", headers=headers) as stream,
            ):
                async for line in stream.content:
                    if line.startswith(b"data:") and line.strip() != b"data:":
                        copy.take(line.removeprefix(b"data:").strip().decode())
        await asyncio.sleep(0.05)


async def pull(address: str, token: str, copy: Copy) -> None:
    """Follow by the client library, which keeps its position in the copy."""

    class Kept:
        async def load(self) -> int:
            return copy.position

        async def save(self, position: int) -> None:
            assert position == copy.position

    async for event in follow(address, token, position=Kept()):
        copy.take(event.text)
