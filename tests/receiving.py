"""A consumer's server on loopback: takes webhooks, and answers as it is told."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Answering = Callable[["Taken"], Awaitable[web.Response] | web.Response]

TAKES_IT = 204


@dataclass(frozen=True)
class Taken:
    """One webhook as it arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read

    @property
    def position(self) -> int:
        return int(self.event["position"])

    @property
    def visit(self) -> str:
        return str(self.event["partitionkey"])


class Receiver:
    """The server. What it was sent is in `tried`; what it answered with 2xx is in `taken`."""

    def __init__(self) -> None:
        self.tried: list[Taken] = []
        self.taken: list[Taken] = []
        self.answering: Answering = lambda _: web.Response(status=TAKES_IT)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()

    def answers(self, status: int, **headers: str) -> None:
        """Answer everything alike from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answering = lambda _: web.Response(status=status, headers=named)

    def hangs(self) -> None:
        """Take everything from now on and never answer."""
        self.answering = self._never

    @property
    def ids(self) -> list[str]:
        return [taken.id for taken in self.taken]

    def first_of(self, visit: str) -> list[int]:
        """The positions of a visit in the order in which each arrived first."""
        return list(dict.fromkeys(t.position for t in self.taken if t.visit == visit))

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/hook"
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        taken = Taken(
            {name.lower(): value for name, value in request.headers.items()}, await request.read()
        )
        self.tried.append(taken)
        answer = self.answering(taken)
        response = answer if isinstance(answer, web.Response) else await answer
        if response.status // 100 == 2:
            self.taken.append(taken)
        return response

    async def _never(self, _: Taken) -> web.Response:
        await self._closing.wait()
        return web.Response(status=503)


def verify_v1a(public: str, given: dict[str, str], body: str) -> None:
    """As a consumer does it, by the specification alone."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    signed = f"{given['webhook-id']}.{given['webhook-timestamp']}.{body}".encode()
    for signature in given["webhook-signature"].split(" "):
        version, _, value = signature.partition(",")
        if version == "v1a":
            try:
                key.verify(base64.b64decode(value), signed)
            except InvalidSignature:
                continue
            return
    raise InvalidSignature
