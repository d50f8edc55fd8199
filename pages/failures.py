"""What is not there, not allowed or broken, as a page; no exception's words but a sentence's."""

import traceback
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from pages.rendering import page
from pages.sentences import in_pages
from pages.signed_in import NotSignedIn
from schemas.sentences import Sentence

_log = structlog.get_logger(__name__)

_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,  # TimeoutError is one
)
"""How the register goes away; whatever else it says is our own fault."""

SIGN_IN: Final = "/sign-in"
_TITLES: Final = {
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.FORBIDDEN: "You cannot see this page",
    HTTPStatus.METHOD_NOT_ALLOWED: "That cannot be done here",
    HTTPStatus.BAD_REQUEST: "That is too much",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too much",
}


def add_failures(app: FastAPI) -> None:
    """Let every failure be a page."""
    app.add_exception_handler(NotSignedIn, _sign_in)
    app.add_exception_handler(Sentence, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _missing)
    app.add_exception_handler(asyncpg.DataError, _unfit)
    for away in _LOST:
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Exception, _broken)


async def _sign_in(request: Request, _: Exception) -> Response:
    """Sign in first, and come back; from a form that was posted, to the page that had it."""
    path = request.url.path
    kept_at: str = getattr(request.state, "kept_at", "")
    asked = request.method in {"GET", "HEAD"}
    back = kept_at or (path if asked else _nearest_page(request))
    query = f"?{request.url.query}" if request.url.query and back == path else ""
    kept = "&kept=yes" if kept_at else ""
    return RedirectResponse(f"{SIGN_IN}?next={quote(back + query)}{kept}", HTTPStatus.SEE_OTHER)


def _nearest_page(request: Request) -> str:
    """The page that has the form which was posted: its address, or what that begins with.

    Browsers do not tell it: addresses here are told to nobody, ourselves included.
    """
    path = request.url.path
    while path.strip("/") and not _is_page(request, path):
        path = path.rpartition("/")[0]
    return path or "/"


def _is_page(request: Request, path: str) -> bool:
    asked = {**request.scope, "path": path, "method": "GET"}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes)


async def _refused(request: Request, error: Exception) -> Response:
    """A sentence of the rules, the desk or the register."""
    assert isinstance(error, Sentence)  # noqa: S101 - registered for it
    missing = type(error).__name__.startswith("Unknown")
    status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.CONFLICT
    title = _TITLES[HTTPStatus.NOT_FOUND] if missing else "That cannot be done"
    return page(request, "failure.html", status=status, title=title, sentence=in_pages(error))


async def _missing(request: Request, error: Exception) -> Response:
    """What no page has for an address; but of what was typed on one, that it will not do."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    if any(one["loc"][:1] == ("path",) for one in error.errors()):
        return _told(request, HTTPStatus.NOT_FOUND)
    return page(
        request,
        "failure.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        title="That cannot be done",
        sentence="Something that was entered is missing, longer than it can be, or not what was "
        "asked for. Nothing was recorded. Go back and change it.",
    )


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    return _told(request, error.status_code)


async def _unfit(request: Request, _: Exception) -> Response:
    return page(
        request,
        "failure.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        title="That cannot be done",
        sentence="There is a character in it that can be neither kept nor looked for. Take it out.",
    )


async def _away(request: Request, error: Exception) -> Response:
    """The register does not answer: what was being decided may have been, and is done once."""
    _log.warning("register_unavailable", failure=type(error).__name__)
    return page(
        request,
        "failure.html",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title="Sorry, the service does not answer at the moment",
        sentence="If you pressed a button, nobody knows yet whether that was taken. Go back in a "
        "moment and press it again: it is done at most once.",
    )


async def _broken(request: Request, error: Exception) -> Response:
    places = [
        f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        for place in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    _log.error("page_failed", failure=type(error).__name__, places=places)
    return _told(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _told(request: Request, status: int) -> Response:
    title = _TITLES.get(HTTPStatus(status), "Sorry, there is a problem with the service")
    too_much = (
        "Nothing was recorded: what was sent is larger than any form, or has more fields than one."
    )
    sentence = {
        HTTPStatus.BAD_REQUEST: too_much,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: too_much,
        HTTPStatus.NOT_FOUND: "If you typed the web address, check it is correct. If you pasted "
        "it, check you copied all of it.",
        HTTPStatus.FORBIDDEN: "Your roles do not include this. A coordinator can tell you who may.",
    }.get(HTTPStatus(status), "Nothing that you entered was recorded. Try again later.")
    return page(request, "failure.html", status=status, title=title, sentence=sentence)
