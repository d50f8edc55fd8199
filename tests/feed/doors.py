"""Every door that only gives, found in the feed's own description and opened."""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp

from schemas.ids import VisitId

_A_MOMENT = 0.3  # seconds that a live stream is listened to after it has given what there is
_WITHIN = 60.0  # seconds, on a busy machine, for an answer that has an end
_BAD = "marker990x@example.org"
"""Words that a consumer sends where they do not belong."""

_DATA = b"\ndata: "


async def every_answer(
    session: aiohttp.ClientSession, address: str, token: str, visit: VisitId, *, events: int
) -> dict[str, bytes]:
    """What each door that is read answers, its headers and its refusal of nonsense included.

    Args:
        session: To ask with.
        address: Of the feed.
        token: What opens its doors.
        visit: Asked for where a door is of one visit.
        events: How many there are: a live stream is listened to until it has given them.
    """
    headers = {"Authorization": f"Bearer {token}"}
    async with session.get(f"{address}/openapi.json") as answer:
        described: dict[str, Any] = await answer.json()
    given: dict[str, bytes] = {"/openapi.json": repr(described).encode()}
    for path, methods in described["paths"].items():
        if "get" in methods:
            there = address + _filled_in(path, methods["get"].get("parameters", []), visit)
            given[path] = await _answer(session, there, headers, events)
            given[f"{path} misused"] = await _answer(
                session,
                f"{there}?after={_BAD}&position={_BAD}&type={_BAD}&visit={_BAD}",
                {**headers, "Last-Event-ID": _BAD},
                events,
            )
            given[f"{path} by nobody"] = await _answer(
                session, there, {"Authorization": f"Bearer {_BAD}"}, events
            )
    return given


def _filled_in(path: str, parameters: list[dict[str, Any]], visit: VisitId) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            value = _value(parameter["name"], parameter.get("schema", {}), visit)
            path = path.replace("{" + parameter["name"] + "}", value)
    return path


def _value(name: str, schema: dict[str, Any], visit: VisitId) -> str:
    if name == "visit":
        return visit
    if schema.get("type") == "integer":
        return "1"
    return str(schema.get("enum", ["no-such"])[0])


async def _answer(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], events: int
) -> bytes:
    async with asyncio.timeout(_WITHIN), session.get(url, headers=headers) as answer:
        told = bytearray(f"{answer.status} {dict(answer.headers)}\n".encode())
        if answer.content_type != "text/event-stream":
            return bytes(told + await answer.read())
        while told.count(_DATA) < events and (chunk := await answer.content.readany()):
            told += chunk
        with suppress(TimeoutError):
            async with asyncio.timeout(_A_MOMENT):
                async for chunk in answer.content.iter_any():
                    told += chunk
    return bytes(told)
