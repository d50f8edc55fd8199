"""A consumer's server on loopback: takes webhooks, and answers as it is told."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

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
    transport: asyncio.Transport | None = field(default=None, compare=False)

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
    """The server. What it was sent is in `tried`; what it answered with 2xx is in `taken`.

    Asked whether it wants events it allows whom `allows` names, if anybody; who asked is in
    `asked`.
    """

    def __init__(self) -> None:
        self.tried: list[Taken] = []
        self.taken: list[Taken] = []
        self.asked: list[str] = []
        self.allows: str | None = "*"
        self.knows_no_question = 405  # what it answers, where it allows nobody
        self.connections = 0
        self.answering: Answering = lambda _: web.Response(status=TAKES_IT)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()
        self._seen: WeakSet[asyncio.Transport] = WeakSet()

    def answers(self, status: int, **headers: str) -> None:
        """Answer everything alike from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answering = lambda _: web.Response(status=status, headers=named)

    def hanging_up_every_other_time(self) -> Answering:
        """Takes an event and closes its connection without a word, as a server that restarts does.

        Only connections that have served before: a client may expect more of a new one.
        """
        served: WeakSet[asyncio.Transport] = WeakSet()

        async def answering(taken: Taken) -> web.Response:
            transport = taken.transport
            if transport is not None and transport in served:
                transport.close()
                await asyncio.sleep(0)
                return web.Response(status=500)
            if transport is not None:
                served.add(transport)
            return web.Response(status=TAKES_IT)

        return answering

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
        app.router.add_options("/hook", self._answer_whether_it_wants_any)
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

    async def _answer_whether_it_wants_any(self, request: web.Request) -> web.Response:
        self._count(request)
        self.asked.append(request.headers["WebHook-Request-Origin"])
        if self.allows is None:
            return web.Response(status=self.knows_no_question)
        return web.Response(headers={"WebHook-Allowed-Origin": self.allows, "Allow": "POST"})

    def _count(self, request: web.Request) -> None:
        if request.transport is not None and request.transport not in self._seen:
            self._seen.add(request.transport)
            self.connections += 1

    async def _take(self, request: web.Request) -> web.Response:
        self._count(request)
        taken = Taken(
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
            request.transport,
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
