"""Turns whatever goes wrong into a problem document, and no exception's words into anything.

What an exception says may quote a value, an address or a row. It is answered by a sentence of ours
and logged as its class and the places it went through.
"""

import traceback
from collections.abc import Iterable
from http import HTTPStatus

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.complaints import complaint
from web.problems import Problem, ProblemCode, Wrong, document

_log = structlog.get_logger(__name__)

_AWAY: tuple[type[Exception], ...] = (
    OSError,  # in a request only the register is asked for anything: it is not there, or too slow
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # the connection was cut off in the middle of an answer
    asyncpg.OperatorInterventionError,  # it is being stopped or started, or gave a query up
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,  # two were in each other's way
)
_LONGEST_PLACE = 80
_READS = frozenset({"GET", "HEAD"})
_LOOKS = "/preview"  # nothing is recorded by it
_KEY = "Idempotency-Key"
_PLACES = 6  # of those an exception went through, the innermost


class _BrokenOff(Exception):
    """An answer had begun and could not be finished; the connection is all that can tell."""


def add_problems(app: FastAPI) -> None:
    """Let everything that goes wrong be told as a problem document."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(asyncpg.DataError, _unfit)
    app.add_exception_handler(asyncpg.InterfaceError, _of_the_library)
    for away in _AWAY:
        app.add_exception_handler(away, _unavailable)
    app.add_middleware(_Unforeseen)


class _Unforeseen:
    """Answers what nobody foresaw; the server would log it in its own words."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - each one is turned into a sentence of ours
            told = _mistake(scope, error)
            if begun:
                raise _BrokenOff(type(error).__name__) from None
            await told(scope, receive, send)


def _mistake(scope: Scope, error: Exception) -> JSONResponse:
    route = getattr(scope.get("route"), "path", None)  # the pattern, not what was asked
    places = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    _log.error(
        "request_failed",
        route=route,
        failure=type(error).__name__,
        where=[f"{place.name}:{place.lineno}" for place in places],
    )
    return document(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        ProblemCode.INTERNAL,
        "This is a mistake of ours, and it has been noted. If it happens again, tell the "
        "programme when, and what you asked.",
    )


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - registered for nothing else
    return document(error.status, error.code, error.detail, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    if any(one["loc"] == ("body",) and isinstance(one["input"], bytes) for one in error.errors()):
        # The framework read it as no JSON, because nothing said that it is some.
        return _unintelligible("say by the header Content-Type that its body is application/json")
    errors = what_is_wrong(error.errors())
    told = "; ".join(f"{found.place}: {found.wrong}" for found in errors)
    return document(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        ProblemCode.BAD_REQUEST,
        f"The request cannot be understood: {told}.",
        errors=errors,
    )


def what_is_wrong(found: Iterable[ErrorDetails]) -> list[Wrong]:
    """Each part of a request that will not do, in our words.

    What was sent is not repeated: it may be anything.
    """
    by_place: dict[str, list[ErrorDetails]] = {}
    for one in found:
        by_place.setdefault(_place(_of_the_request(one["loc"])), []).append(one)
    return [
        Wrong.model_validate({"in": place, "wrong": complaint(details, quoted=False)})
        for place, details in by_place.items()
    ]


def _of_the_request(parts: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """A place without the names of the types that were tried for it."""
    if parts[:1] == ("body",):
        return tuple(part for part in parts if "[" not in str(part))
    return (*parts[:2], *(part for part in parts[2:] if isinstance(part, int)))


def _place(parts: tuple[object, ...]) -> str:
    """Where in a request; the name of a field may be the consumer's own, of any letters."""
    named = ".".join(str(part) for part in parts)
    return named.encode("ascii", "backslashreplace").decode()[:_LONGEST_PLACE]


async def _of_the_framework(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.BAD_REQUEST:  # a body that is no JSON at all
        return _unintelligible("its body is not what the header Content-Type says")
    code = {
        HTTPStatus.NOT_FOUND: ProblemCode.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED: ProblemCode.METHOD_NOT_ALLOWED,
    }.get(status, ProblemCode.BAD_REQUEST)
    return document(status, code, f"{status.description or status.phrase}.", headers=error.headers)


async def _unfit(_request: Request, error: Exception) -> JSONResponse:
    """A value that the register cannot hold, and that got past what each door looks at."""
    _log.warning("value_refused", failure=type(error).__name__)
    return _unintelligible("a value in it can be neither kept nor looked for")


async def _of_the_library(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, ValueError):  # asyncpg cannot write it as what the register takes
        return await _unfit(request, error)
    if "is clos" in str(error):  # a connection or the pool; asyncpg has no class for it
        return await _unavailable(request, error)
    return _mistake(request.scope, error)


def _unintelligible(why: str) -> JSONResponse:
    return document(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        ProblemCode.BAD_REQUEST,
        f"The request cannot be understood: {why}.",
    )


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    _log.warning("register_unavailable", failure=type(error).__name__)
    return document(
        HTTPStatus.SERVICE_UNAVAILABLE,
        ProblemCode.UNAVAILABLE,
        f"The register does not answer at the moment. {_how_to_go_on(request)}",
        headers={"Retry-After": "5"},
    )


def _how_to_go_on(request: Request) -> str:
    """What was read is read again; what was sent may have been done before it went away."""
    if request.method in _READS or request.url.path.endswith(_LOOKS):
        return "Nothing is lost; ask again, and for events from the same position."
    if request.headers.get(_KEY):
        return f"Send the same again with the same {_KEY}: it is done at most once."
    return "It may have been done or not: see what has become of it before you send it again."
