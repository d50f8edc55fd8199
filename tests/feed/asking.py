"""Questions to a feed, byte by byte where need be, and the problems that it answers with."""

import asyncio
import gc
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from fastapi import FastAPI

from tests.feed.conftest import Door
from web.problems import KINDS, ProblemCode

SECRET = "marker1x says too much"  # noqa: S105 - words that must not come out
EVENTS = "/events"


async def told(answer: aiohttp.ClientResponse, status: int, code: ProblemCode) -> str:
    """The sentence of a problem, which is one in every respect."""
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    document = await answer.json(content_type=None)
    assert document["type"] == f"/problems/{code}"
    assert document["status"] == status == KINDS[code].status
    assert document["title"]
    detail: str = document["detail"]
    assert detail.endswith(".")
    assert " " in detail
    return detail


async def raw(door: Door, *lines: str | bytes) -> tuple[int, dict[str, str], bytes]:
    """An answer to exactly these bytes."""
    where = urlsplit(door.address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        told = [line.encode() if isinstance(line, str) else line for line in lines]
        writer.write(b"\r\n".join([*told, b"Connection: close", b"", b""]))
        await writer.drain()
        async with asyncio.timeout(60):
            answer = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return int(first.split(" ")[1]), headers, body


def server_end_of(asking: asyncio.StreamWriter) -> asyncio.Transport:
    """The server's end of a connection, which lives in this process."""
    ours = asking.get_extra_info("sockname")
    (found,) = (
        thing
        for thing in gc.get_objects()
        if isinstance(thing, asyncio.Transport) and thing.get_extra_info("peername") == ours
    )
    return found


@dataclass
class Answer:
    """What an application sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> object:
        return json.loads(self.body)["type"]


async def ask(app: FastAPI, method: str, path: str, body: bytes = b"") -> Answer:
    """Ask an application without a server, so that nothing it raises is caught on the way."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(part["body"] for part in sent[1:]))
