"""Whatever is wrong with a request, a sentence says what, and nothing says more than it should."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import asyncpg
import pytest
from fastapi import Body, FastAPI
from fastapi.responses import StreamingResponse
from structlog.testing import capture_logs

from feed.failures import _BrokenOff, add_problems
from feed.problems import KINDS, ProblemCode, responses_of
from register import tokens
from register.connection import Pool
from schemas.access import Scope
from tests.feed.conftest import Door, MakeToken
from tests.register.recording import record
from tests.rules.visits import invited

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


# --- What is asked ---------------------------------------------------------------------------

BAD_QUERIES = [
    "after=-1",
    "after=1.5",
    "after=",
    "after=one",
    "after=NaN",
    "after=9007199254740992",
    f"after={'9' * 5000}",
    "after=0x10",
    "after=%00",
    "after=1&after=x",
    "limit=0",
    "limit=-5",
    "limit=10001",
    f"limit={2**31}",
    f"limit={2**63}",
    "timeout=-1",
    "timeout=61",
    "timeout=NaN",
    "timeout=nan",
    "timeout=inf",
    "timeout=-inf",
    "timeout=1e999",
    "timeout=soon",
    "type=visit.closed",
    "type=visit.closed.v1%00",
    "type=visit.closed.v1&type=visit.no_such.v1",
    "type=",
    "visit=",
    "visit=%00",
    "visit=interim-e10000016%00",
    "visit=interim-e10000016%0A",
    "visit=%FF%FE",
    "visit=%ED%A0%80",
    "visit=interim-e%D9%A1%D9%A10000016",
    "visit=INTERIM-E10000016",
    "visit=..%2F..%2Fetc",
    "visit=interim-e10000016'%20OR%20'1'='1",
    f"visit={'a' * 4000}-e10000016",
    "programme=%00",
    "programme=Interim",
    "programme=interim%0A",
    "programme=\u2603",
]


async def test_a_query_that_means_nothing_is_refused_with_a_sentence(door: Door) -> None:
    for query in BAD_QUERIES:
        url = f"{door.address}{EVENTS}?{query}"
        async with door.session.get(url, headers=door.headers) as answer:
            assert answer.status == 422, query
            await told(answer, 422, ProblemCode.BAD_REQUEST)


async def test_what_was_sent_is_not_repeated(door: Door) -> None:
    for name in ("after", "limit", "timeout", "type", "visit", "programme"):
        async with door.get(EVENTS, **{f"{name}_": SECRET}) as answer:
            assert "marker" not in await told(answer, 422, ProblemCode.BAD_REQUEST)
            assert "marker" not in json.dumps(await answer.json(content_type=None))


async def test_each_thing_wrong_is_told_by_where_it_is(door: Door) -> None:
    async with door.get(EVENTS, after=-1, limit=0) as answer:
        document = await answer.json(content_type=None)
    assert [error["in"] for error in document["errors"]] == ["query.after", "query.limit"]
    assert all(error["wrong"] for error in document["errors"])


async def test_a_position_that_the_log_has_not_reached_is_a_conflict(
    door: Door, pool: Pool
) -> None:
    await record(pool, invited().events)
    for after in (10_000, 2**53 - 1):
        async with door.get(EVENTS, after=after) as answer:
            assert "/events/head" in await told(answer, 409, ProblemCode.BEYOND_THE_END)


# --- Where it is asked -----------------------------------------------------------------------

NOWHERE = [
    "/",
    "/events/",
    "/Events",
    "//events",
    "/events%00",
    "/events%2F",
    "/%FF%FE",
    "/%ZZ",
    "/..%2f..%2fetc/passwd",
    "/visits",
    "/visits/interim-e10000016",
    "/visits/interim-e10000016/note/",
    "/visits/a%2Fb/note",
    f"/{'a' * 3000}",
]


async def test_an_address_at_which_there_is_nothing(door: Door) -> None:
    for path in NOWHERE:
        status, headers, body = await raw(door, f"GET {path} HTTP/1.1", "Host: feed")
        assert status == 404, path
        assert headers["content-type"] == "application/problem+json"
        assert json.loads(body)["type"] == "/problems/not-found"
        assert "location" not in headers


async def test_a_note_of_what_is_no_visit(door: Door, make_token: MakeToken) -> None:
    token = await make_token(Scope.CONTENT)
    for visit in ("no-visit", "%00", "interim-e10000016%00", "%FF", "x-e10000016%0A", "a" * 500):
        request = f"GET /visits/{visit}/note HTTP/1.1"
        status, _, body = await raw(door, request, "Host: feed", f"Authorization: Bearer {token}")
        assert status == 422, visit
        assert json.loads(body)["type"] == "/problems/bad-request"


async def test_a_body_that_is_larger_than_any_request_is_not_read(
    door: Door, make_token: MakeToken
) -> None:
    token = await make_token(Scope.SUBSCRIPTIONS)
    async with door.session.post(
        f"{door.address}/subscriptions",
        data=b'{"url": "' + b"x" * 300_000 + b'"}',
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    ) as answer:
        await told(answer, 413, ProblemCode.TOO_LARGE)

    async def in_pieces() -> AsyncIterator[bytes]:
        yield b'{"url": "'
        for _ in range(30):
            yield b"x" * 10_000
        yield b'"}'

    async with door.session.post(
        f"{door.address}/subscriptions",
        data=in_pieces(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    ) as answer:
        await told(answer, 422, ProblemCode.BAD_REQUEST)


async def test_what_cannot_be_done_at_an_address(door: Door) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW"):
        url = f"{door.address}{EVENTS}"
        async with door.session.request(method, url, headers=door.headers) as answer:
            assert answer.status == 405, method
            assert answer.headers["Allow"] == "GET"
            if method != "HEAD":
                await told(answer, 405, ProblemCode.METHOD_NOT_ALLOWED)


# --- Who asks --------------------------------------------------------------------------------


async def test_without_a_token_a_door_says_what_it_asks_for(door: Door) -> None:
    for header in (None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "avt_00000000_abc"):
        headers = {} if header is None else {"Authorization": header}
        async with door.session.get(f"{door.address}{EVENTS}", headers=headers) as answer:
            assert answer.status == 401, header
            await told(answer, 401, ProblemCode.NO_TOKEN)
            assert answer.headers["WWW-Authenticate"] == 'Bearer realm="area visits"'


ODD_TOKENS = [
    "avt_00000000_no-such-token",
    "x" * 8000,
    "a b c",
    "\u00e9\u00ff",
    "' OR 1=1 --",
    "%00",
    '"quoted"',
    "a\tb",
    "avt_\u2603",
]


async def test_a_token_of_any_letters_is_refused_and_not_repeated(door: Door) -> None:
    for token in ODD_TOKENS:
        sent = f"Authorization: Bearer {token}".encode()
        with capture_logs() as logs:
            status, headers, body = await raw(door, f"GET {EVENTS} HTTP/1.1", "Host: feed", sent)
        assert status == 401, token
        assert json.loads(body)["type"] == "/problems/token-refused"
        assert 'error="invalid_token"' in headers["www-authenticate"]
        assert len(body) < 300
        assert logs == []


async def test_a_token_that_was_revoked_or_has_expired_opens_nothing(
    door: Door, pool: Pool, make_token: MakeToken
) -> None:
    async with pool.acquire() as connection:
        expired, secret = await tokens.make(
            connection, "late", [Scope.FEED], expires_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        revoked, other = await tokens.make(connection, "gone", [Scope.FEED])
        await tokens.revoke(connection, revoked.id)
    for token in (secret, other):
        async with replace(door, token=token).get(EVENTS) as answer:
            sentence = await told(answer, 401, ProblemCode.TOKEN_REFUSED)
            assert token not in sentence
    assert expired.id != revoked.id


async def test_a_token_without_the_scope_is_told_which(door: Door, make_token: MakeToken) -> None:
    other = replace(door, token=await make_token(Scope.CONTENT))
    async with other.get(EVENTS) as answer:
        assert "“feed”" in await told(answer, 403, ProblemCode.SCOPE_MISSING)
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


# --- What is no request at all ---------------------------------------------------------------


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


NOISE: list[tuple[bytes, ...]] = [
    (b"GET /events HTTP/1.1",),  # no host
    (b"GET /ev\xff\xfeents HTTP/1.1", b"Host: feed"),
    (b"GET /events HTTP/1.1", b"Host: feed", b"Bad Header: marker1x"),
    (b"GET /events HTTP/1.1", b"Host: feed", b"Authorization: Bearer \x00marker1x"),
    (b"marker1x", b"marker2x"),
]


async def test_what_is_no_request_is_refused_and_leaves_no_words(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    for lines in NOISE:
        status, _, body = await raw(door, *lines)
        assert status == 400, lines
        assert b"marker" not in body
    huge = b"X-Huge: marker1x" + b"a" * 200_000
    with suppress(ConnectionError):  # it may hang up before we have said it all
        assert (await raw(door, b"GET /events HTTP/1.1", b"Host: feed", huge))[0] == 400
    assert "marker" not in caplog.text
    assert "Traceback" not in caplog.text
    async with door.get(EVENTS) as answer:
        assert answer.status == 200


# --- What fails on our side ------------------------------------------------------------------


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


async def answered(error: BaseException) -> tuple[Answer, list[Any]]:
    """What a door that fails like this answers and logs."""
    app = FastAPI()
    add_problems(app)

    @app.get("/fails")
    async def fails() -> None:
        raise error

    with capture_logs() as logs:
        return await ask(app, "GET", "/fails"), logs


AWAY: list[Exception] = [
    ConnectionRefusedError(111, SECRET),
    TimeoutError(SECRET),
    FileNotFoundError(2, SECRET),  # the socket of an embedded PostgreSQL that is not there
    asyncpg.ConnectionDoesNotExistError(SECRET),
    asyncpg.CannotConnectNowError(SECRET),
    asyncpg.AdminShutdownError(SECRET),
    asyncpg.TooManyConnectionsError(SECRET),
    asyncpg.DeadlockDetectedError(SECRET),
    asyncpg.InterfaceError("pool is closing"),
    asyncpg.InterfaceError("connection is closed"),
]
UNFIT: list[Exception] = [
    asyncpg.CharacterNotInRepertoireError(SECRET),
    asyncpg.NumericValueOutOfRangeError(SECRET),
    asyncpg.DataError(SECRET),
]
OURS: list[Exception] = [
    RuntimeError(SECRET),
    KeyError(SECRET),
    AssertionError(SECRET),
    asyncpg.UniqueViolationError(SECRET),
    asyncpg.UndefinedTableError(SECRET),
    asyncpg.InterfaceError(f"another operation is in progress, {SECRET}"),
    ExceptionGroup(SECRET, [ValueError(SECRET)]),
]
FAILURES = {
    ProblemCode.UNAVAILABLE: AWAY,
    ProblemCode.BAD_REQUEST: UNFIT,
    ProblemCode.INTERNAL: OURS,
}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(error, code, id=f"{code} {number} {type(error).__name__}")
        for code, errors in FAILURES.items()
        for number, error in enumerate(errors)
    ],
)
async def test_a_failure_is_told_by_its_kind_and_never_in_its_words(
    error: Exception, code: ProblemCode
) -> None:
    answer, logs = await answered(error)

    assert answer.status == KINDS[code].status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.type == f"/problems/{code}"
    assert ("retry-after" in answer.headers) == (code is ProblemCode.UNAVAILABLE)
    assert "marker" not in repr(answer) + repr(logs)
    (line,) = logs
    assert line["failure"] == type(error).__name__


async def test_an_answer_that_had_begun_is_broken_off_without_words() -> None:
    """The server writes what it is left with to its log, in full."""
    app = FastAPI()
    add_problems(app)

    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        raise ConnectionResetError(SECRET)

    @app.get("/begins")
    async def begins() -> StreamingResponse:
        return StreamingResponse(chunks())

    with capture_logs() as logs, pytest.raises(_BrokenOff) as raised:
        await ask(app, "GET", "/begins")
    written = "".join(traceback.format_exception(raised.value)) + repr(logs)
    assert [line["event"] for line in logs] == ["request_failed"]
    assert "marker" not in written


async def test_what_the_register_cannot_hold_is_the_consumers_to_mend(pool: Pool) -> None:
    """The same two, as asyncpg and PostgreSQL really raise them."""
    for query, value in (("SELECT $1::text", "a\x00b"), ("SELECT $1::int", 2**40)):
        with pytest.raises((asyncpg.DataError, asyncpg.InterfaceError)) as raised:
            await pool.fetchval(query, value)
        answer, _ = await answered(raised.value)
        assert answer.status == 422


async def test_a_register_that_is_away_is_told_with_a_time_to_come_back(
    door: Door, pool: Pool
) -> None:
    await pool.execute("ALTER TABLE tokens RENAME TO tokens_of_then")
    async with door.get(EVENTS) as answer:
        await told(answer, 500, ProblemCode.INTERNAL)
    await pool.execute("ALTER TABLE tokens_of_then RENAME TO tokens")
    pool.terminate()
    async with door.get(EVENTS) as answer:
        await told(answer, 503, ProblemCode.UNAVAILABLE)
        assert answer.headers["Retry-After"] == "5"


async def test_a_body_of_any_letters_is_refused_with_a_sentence() -> None:
    app = FastAPI()
    add_problems(app)

    @app.post("/bodies")
    async def bodies(body: dict[str, dict[str, int]] = Body()) -> None:  # noqa: B008, FAST002 - as short as can be
        del body

    for body in (
        b"",
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b'{"\\ud800": 1}',
        b'{"' + b"a" * 5000 + b'": 1}',
        b'{"a": {"b": NaN}}',
        b"null",
    ):
        answer = await ask(app, "POST", "/bodies", body)
        assert answer.status == 422, body[:20]
        assert answer.type == "/problems/bad-request"
        assert len(answer.body) < 1000


# --- The kinds of problem --------------------------------------------------------------------


def test_every_kind_of_problem_says_what_it_means_and_what_to_do() -> None:
    assert set(KINDS) == set(ProblemCode)
    for kind in KINDS.values():
        assert kind.status >= HTTPStatus.BAD_REQUEST
        assert kind.meaning.endswith(".")
        assert kind.remedy.endswith(".")


async def test_the_type_of_a_problem_leads_to_what_it_means(door: Door) -> None:
    async with door.session.get(f"{door.address}/problems") as answer:
        listed = await answer.json()
    assert [kind["type"] for kind in listed] == [f"/problems/{code}" for code in ProblemCode]
    for kind in listed:
        async with door.session.get(f"{door.address}{kind['type']}") as answer:
            assert answer.status == 200
            assert await answer.json() == kind
    async with door.session.get(f"{door.address}/problems/{quote('no such')}") as answer:
        await told(answer, 422, ProblemCode.BAD_REQUEST)


async def test_every_door_describes_its_problems(door: Door) -> None:
    async with door.get("/openapi.json") as answer:
        paths = (await answer.json())["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            needed = {"422", "500", "503"} | ({"401", "403"} if "security" in operation else set())
            assert needed <= operation["responses"].keys(), f"{method} {path}"
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    assert set(response["content"]) == {"application/problem+json"}, path


def test_a_door_names_its_own_problems_and_gets_those_of_all() -> None:
    described = responses_of(ProblemCode.NO_TOKEN, ProblemCode.BEYOND_THE_END)
    assert list(described) == [401, 409, 422, 500, 503]
    assert "`no-token`" in described[401]["description"]
    assert "`token-refused`" in described[401]["description"]
