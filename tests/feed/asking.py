"""Questions to a feed, byte by byte where need be, and the problems that it answers with."""

import asyncio
from urllib.parse import urlsplit

import aiohttp

from feed.problems import KINDS, ProblemCode
from tests.feed.conftest import Door

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
        async with asyncio.timeout(10):
            answer = await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return int(first.split(" ")[1]), headers, body
