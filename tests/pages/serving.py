"""The pages on a free port of loopback, over a register in which visits were played."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.staff import Acting, StaffRole
from web.serving import address_of, listening

SOMEBODY = Acting(ref="coordinator", roles=frozenset(StaffRole))


class SignedInAs:
    """Whoever asks is somebody: how they signed in is not what a test is about."""

    def __init__(self, app: ASGIApp, acting: Acting | None = SOMEBODY) -> None:
        self._app = app
        self.acting = acting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["acting"] = self.acting
        await self._app(scope, receive, send)


class _Quiet(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application for as long as the block lasts; its address."""
    with listening("127.0.0.1", 0) as listener:
        server = _Quiet(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield address_of(listener)
        finally:
            server.should_exit = True
            await running
