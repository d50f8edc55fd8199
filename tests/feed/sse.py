"""A reader of server-sent events as the standard has them (HTML, 9.2.6), and nothing beyond."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import aiohttp

from tests.feed.conftest import Door


class Message(NamedTuple):
    """What a browser would dispatch."""

    last_event_id: str
    type: str
    data: str


class Reader:
    """One open stream, read as fast as it comes."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.last_event_id = ""
        self.comments = 0
        self.messages: list[Message] = []
        self.ended = False
        self._moved = asyncio.Event()

    async def read(self) -> None:
        """Read until the other end ends the stream."""
        message = Message("", "", "")
        async for raw in self.answer.content:
            message = self._line(raw.decode().rstrip("\n"), message)
            self._moved.set()
        self.ended = True
        self._moved.set()

    def _line(self, line: str, message: Message) -> Message:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match field:
            case "id":
                return message._replace(last_event_id=value)
            case "event":
                return message._replace(type=value)
            case "data":
                return message._replace(data=f"{message.data}{value}\n")
            case _ if line:
                self.comments += 1
                return message
            case _:
                self.last_event_id = message.last_event_id
                if message.data:
                    self.messages.append(message._replace(data=message.data.removesuffix("\n")))
                return Message(self.last_event_id, "", "")

    async def until(self, come: Callable[[], bool], within: float = 20) -> None:
        """Return when something is so, which is looked at after each line."""
        async with asyncio.timeout(within):
            while not come():
                self._moved.clear()
                await self._moved.wait()

    async def take(self, count: int) -> list[Message]:
        """The next so many messages."""
        await self.until(lambda: len(self.messages) >= count)
        taken, self.messages = self.messages[:count], self.messages[count:]
        return taken


@asynccontextmanager
async def streaming(
    door: Door, *, last_event_id: int | None = None, **query: object
) -> AsyncIterator[Reader]:
    """Open a stream."""
    headers = {} if last_event_id is None else {"Last-Event-ID": f"{last_event_id}"}
    async with door.get("/events/stream", headers=headers, **query) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "text/event-stream"
        reader = Reader(answer)
        task = asyncio.create_task(reader.read())
        try:
            yield reader
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, aiohttp.ClientError):
                await task
