"""What fails on our side is told by its kind and never in its words."""

import traceback
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from fastapi import Body, FastAPI
from fastapi.responses import StreamingResponse
from structlog.testing import capture_logs

from register.connection import Pool
from tests.feed.asking import EVENTS, SECRET, Answer, ask, told
from tests.feed.conftest import Door
from web.failures import _BrokenOff, add_problems
from web.problems import KINDS, ProblemCode


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


async def test_a_failure_is_told_by_its_kind_and_never_in_its_words() -> None:
    for code, errors in FAILURES.items():
        for number, error in enumerate(errors):
            which = f"{code} {number} {type(error).__name__}"
            answer, logs = await answered(error)

            assert answer.status == KINDS[code].status, which
            assert answer.headers["content-type"] == "application/problem+json", which
            assert answer.type == f"/problems/{code}", which
            assert ("retry-after" in answer.headers) == (code is ProblemCode.UNAVAILABLE), which
            assert "marker" not in repr(answer) + repr(logs), which
            assert [line["failure"] for line in logs] == [type(error).__name__], which


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
