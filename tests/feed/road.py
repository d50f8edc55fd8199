"""The road between a consumer and the feed, on which things happen to answers."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

Batch = list[dict[str, Any]]


@dataclass
class Road:
    """A proxy on a port of its own.

    Attributes:
        to: The feed behind it; may be moved.
        fails: Answers that are given in its stead, one after the other.
        meddles: What becomes of each batch.
        asked: What was asked for: path and query.
    """

    to: str
    address: str = ""
    fails: list[web.Response] = field(default_factory=list)
    meddles: Callable[[Batch], Batch] | None = None
    asked: list[str] = field(default_factory=list)

    async def pass_on(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if self.fails:
            return self.fails.pop(0)
        headers = {"Authorization": request.headers["Authorization"]}
        try:
            async with (
                aiohttp.ClientSession(self.to, headers=headers) as session,
                session.get(request.rel_url) as answer,
            ):
                body = await answer.read()
        except aiohttp.ClientError:
            return web.Response(status=502)
        if self.meddles is not None and answer.content_type.endswith("batch+json"):
            body = json.dumps(self.meddles(json.loads(body))).encode()
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name.lower().startswith("feed-")
        }
        return web.Response(
            body=body, status=answer.status, headers=kept, content_type=answer.content_type
        )


@asynccontextmanager
async def road(to: str) -> AsyncIterator[Road]:
    """A road for as long as the block lasts."""
    built = Road(to)
    app = web.Application()
    app.router.add_get("/{path:.*}", built.pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        built.address = f"http://{host}:{port}"
        yield built
    finally:
        await runner.cleanup()
