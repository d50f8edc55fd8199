"""GOV.UK Notify as its documentation has it, on loopback, with the ways in which it fails.

It checks what the real one checks (key, template, address, placeholders, files), keeps what it
accepts under its reference, and tells that when it is looked up: at once, or after a while.
"""

import asyncio
import base64
import binascii
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from aiohttp import web
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from activities.channels import NotifyAccount
from activities.channels.notify_message import DOCUMENTS, LARGEST
from stack.ports import LOOPBACK

SERVICE = "0d5a3b51-8d3e-4a4f-9a55-6a1f3c6f2b10"
SECRET = "b2f1c1d0-3f0e-4d76-8f8b-0b7f8f0a9c3d"  # noqa: S105 - of nothing but this double
TEMPLATE = "5b2d7f42-8b0a-4f0a-bb43-0c54a2a90a31"
INVITATION = "c6a1d8a4-52c7-4a35-9a45-9c1f7f9c7e02"
PLACEHOLDERS = {"subject", "body", *(f"document_{n}" for n in range(1, DOCUMENTS + 1))}


class Fails(StrEnum):
    """What goes wrong with one request to send."""

    ACCEPTS_AND_IS_SILENT = "accepts, and never answers"
    ACCEPTS_AND_HANGS_UP = "accepts, and hangs up"
    ACCEPTS_AND_FAILS = "accepts, and answers 500"
    ACCEPTS_AND_TALKS_NONSENSE = "accepts, and answers no JSON"
    IS_SILENT = "takes nothing, and never answers"
    FAILS = "takes nothing, and answers 500"
    IS_BUSY = "answers 429"
    IS_AWAY = "answers 503"
    ANOTHER_SAYS_YES = "takes nothing, and somebody in between answers 200"
    ANOTHER_SAYS_NOTHING = "takes nothing, and somebody in between answers 204"
    NESTS = "takes nothing, and answers lists in lists"
    NESTS_A_NO = "takes nothing, and refuses in lists in lists"
    ACCEPTS_AND_DRIPS = "accepts, and answers a byte at a time"
    LEADS_ELSEWHERE = "takes nothing, and leads elsewhere"


ACCEPTS = {
    Fails.ACCEPTS_AND_IS_SILENT,
    Fails.ACCEPTS_AND_HANGS_UP,
    Fails.ACCEPTS_AND_FAILS,
    Fails.ACCEPTS_AND_TALKS_NONSENSE,
    Fails.ACCEPTS_AND_DRIPS,
}


@dataclass
class NotifyDouble:
    """What it does, and what it has.

    Attributes:
        fails: What goes wrong with the next requests to send, one after the other.
        looks_up_after: Seconds until what was accepted is found by its reference.
        look_ups_fail: Whether a look-up is answered by 500.
        looks_up: What every look-up is answered by, if it is not what it has.
        refuses: Recipients to whom it says no, with its sentence.
        had: What it has accepted.
        looked_up: How often each reference was looked for.
        had_elsewhere: How much came to where it leads.
    """

    fails: list[Fails] = field(default_factory=list)
    looks_up_after: float = 0.0
    look_ups_fail: bool = False
    looks_up: Any = None
    refuses: dict[str, str] = field(default_factory=dict)
    had: list[dict[str, Any]] = field(default_factory=list)
    looked_up: Counter[str] = field(default_factory=Counter)
    had_elsewhere: int = 0
    port: int = 0

    @property
    def account(self) -> NotifyAccount:
        """The account of the service that it serves."""
        return NotifyAccount(
            api_key=f"visits-{SERVICE}-{SECRET}",
            template=TEMPLATE,
            base_url=f"http://{LOOPBACK}:{self.port}",
        )

    @property
    def recipients(self) -> list[str]:
        """To whom it was to send, in order."""
        return [one["email_address"] for one in self.had]

    def becomes(self, recipient: str, status: str) -> dict[str, Any]:
        """Let what was sent to somebody have a status; as a callback tells it."""
        one = next(one for one in self.had if one["email_address"] == recipient)
        one["status"] = status
        one["completed_at"] = _now()
        return {
            "id": one["id"],
            "reference": one["reference"],
            "to": recipient,
            "status": status,
            "created_at": one["created_at"],
            "completed_at": one["completed_at"],
            "sent_at": one["completed_at"],
            "notification_type": "email",
            "template_id": one["template"]["id"],
            "template_version": 1,
        }

    # --- What it answers ------------------------------------------------------------------------

    async def send(self, request: web.Request) -> web.StreamResponse:
        told = _unauthorised(request)
        if told is not None:
            return told
        asked = await request.json()
        wrong = self._wrong(asked)
        if wrong is not None:
            return wrong
        failure = self.fails.pop(0) if self.fails else None
        notification = self._accept(asked) if failure is None or failure in ACCEPTS else {}
        if failure in {Fails.ACCEPTS_AND_IS_SILENT, Fails.IS_SILENT}:
            await asyncio.sleep(3600)
        if failure is Fails.ACCEPTS_AND_HANGS_UP:
            assert request.transport is not None
            request.transport.close()
        if failure is Fails.ACCEPTS_AND_DRIPS:
            return await _drip(request)
        if failure in _ANSWERS:
            return _ANSWERS[failure]()
        return web.json_response(notification, status=201)

    async def elsewhere(self, request: web.Request) -> web.Response:
        self.had_elsewhere += len(await request.read())
        return web.json_response({}, status=201)

    def _accept(self, asked: dict[str, Any]) -> dict[str, Any]:
        notification = {
            **asked,
            "id": str(uuid4()),
            "status": "sending",
            "created_at": _now(),
            "completed_at": None,
            "template": {"id": asked["template_id"], "version": 1},
            "at": asyncio.get_running_loop().time(),
        }
        self.had.append(notification)
        return {"id": notification["id"], "reference": asked["reference"], "content": {}}

    def _wrong(self, asked: dict[str, Any]) -> web.Response | None:
        """What the real one would refuse, too."""
        if asked["template_id"] not in {TEMPLATE, INVITATION}:
            return _error(404, "BadRequestError", "Template not found")
        if refused := self.refuses.get(asked["email_address"]):
            return _error(400, "BadRequestError", refused)
        if "@" not in asked["email_address"]:
            return _error(400, "ValidationError", "email_address Not a valid email address")
        given = asked["personalisation"]
        missing = PLACEHOLDERS - set(given)
        if missing:
            return _error(
                400, "BadRequestError", f"Missing personalisation: {', '.join(sorted(missing))}"
            )
        for value in given.values():
            if isinstance(value, dict) and (wrong := _wrong_file(value)):
                return _error(400, "BadRequestError", wrong)
        return None

    async def look_up(self, request: web.Request) -> web.Response:
        told = _unauthorised(request)
        if told is not None:
            return told
        if self.look_ups_fail:
            return _error(500, "Exception", "Internal server error")
        if self.looks_up is not None:
            return web.json_response(self.looks_up)
        reference = request.query.get("reference")
        self.looked_up[reference or ""] += 1
        now = asyncio.get_running_loop().time()
        found = [
            {
                "id": one["id"],
                "reference": one["reference"],
                "status": one["status"],
                "email_address": one["email_address"],
                "type": "email",
                "created_at": one["created_at"],
                "completed_at": one["completed_at"],
            }
            for one in reversed(self.had)
            if reference in {None, one["reference"]} and now - one["at"] >= self.looks_up_after
        ]
        return web.json_response({"notifications": found, "links": {"current": str(request.url)}})


async def _drip(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(status=201)
    await answer.prepare(request)
    for _ in range(3600):
        await answer.write(b" ")
        await asyncio.sleep(0.1)
    return answer


def _nested(status: int) -> web.Response:
    text = "[" * 100_000 + "]" * 100_000
    return web.Response(status=status, text=text, content_type="application/json")


_ANSWERS: dict[Fails | None, Callable[[], web.Response]] = {
    Fails.ACCEPTS_AND_FAILS: lambda: _error(500, "Exception", "Internal server error"),
    Fails.FAILS: lambda: _error(500, "Exception", "Internal server error"),
    Fails.ACCEPTS_AND_TALKS_NONSENSE: lambda: web.Response(status=201, text="<html>Created</html>"),
    Fails.ANOTHER_SAYS_YES: lambda: web.json_response({"status": "ok"}),
    Fails.ANOTHER_SAYS_NOTHING: lambda: web.Response(status=204),
    Fails.NESTS: lambda: _nested(201),
    Fails.NESTS_A_NO: lambda: _nested(400),
    Fails.LEADS_ELSEWHERE: lambda: web.Response(status=307, headers={"Location": "/elsewhere"}),
    Fails.IS_AWAY: lambda: web.Response(status=503, text="upstream connect error"),
    Fails.IS_BUSY: lambda: _error(
        429,
        "RateLimitError",
        "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
    ),
}


def _wrong_file(value: dict[str, Any]) -> str:
    try:
        content = base64.b64decode(value["file"], validate=True)
    except (KeyError, binascii.Error):
        return "Unsupported file type"
    if len(content) > LARGEST:
        return "File is larger than 2MB"
    return "" if content.startswith(b"%PDF") else "Unsupported file type"


def _unauthorised(request: web.Request) -> web.Response | None:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        if get_token_issuer(token) == SERVICE:
            decode_jwt_token(token, SECRET)
            return None
    except TokenError:
        pass
    return _error(403, "AuthError", "Invalid token: API key not found")


def _error(status: int, error: str, message: str) -> web.Response:
    body = {"status_code": status, "errors": [{"error": error, "message": message}]}
    return web.json_response(body, status=status)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


@asynccontextmanager
async def notify_double(double: NotifyDouble) -> AsyncIterator[NotifyDouble]:
    """It, serving for as long as the block lasts."""
    app = web.Application(client_max_size=20 * 1024 * 1024)
    app.router.add_post("/v2/notifications/email", double.send)
    app.router.add_get("/v2/notifications", double.look_up)
    app.router.add_route("*", "/elsewhere", double.elsewhere)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, LOOPBACK, 0)
    await site.start()
    double.port = runner.addresses[0][1]
    try:
        yield double
    finally:
        await runner.cleanup()
