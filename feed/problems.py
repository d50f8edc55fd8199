"""How the doors say no: problem documents (RFC 9457), each with a sentence for a person."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


class ProblemCode(StrEnum):
    """Every kind of problem, for programs; the last part of a problem's `type`."""

    BAD_REQUEST = "bad-request"
    NO_TOKEN = "no-token"  # noqa: S105 - a code
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a code
    SCOPE_MISSING = "scope-missing"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    BEYOND_THE_END = "beyond-the-end"
    UNAVAILABLE = "unavailable"
    UNUSABLE_ADDRESS = "unusable-address"
    SUBSCRIPTION_TAKEN = "subscription-taken"
    SUBSCRIPTION_ENDED = "subscription-ended"
    NOT_NOW = "not-now"


class ProblemDocument(BaseModel):
    """A problem (RFC 9457).

    Attributes:
        type: Names the kind of problem; a reference relative to this server.
        title: What kind of problem it is, the same whenever it occurs.
        status: The HTTP status.
        detail: What is wrong this time, and what would be right.
        errors: Each thing wrong with a request, by where it is.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = Field(default_factory=list)


class Problem(Exception):
    """A request cannot be served.

    Args:
        status: The HTTP status.
        code: The kind of problem.
        detail: A sentence for whoever wrote the consumer.
        headers: To send along.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: ProblemCode,
        detail: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


def add_problems(app: FastAPI) -> None:
    """Let everything that goes wrong be told as a problem document."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_framework)
    for unavailable in (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        app.add_exception_handler(unavailable, _unavailable)


def document(
    status: HTTPStatus,
    code: ProblemCode,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document."""
    body = ProblemDocument(
        type=f"/problems/{code}",
        title=code.replace("-", " ").capitalize(),
        status=status.value,
        detail=detail,
        errors=errors or [],
    )
    content: dict[str, Any] = jsonable_encoder(body, exclude_defaults=True)
    return JSONResponse(content, status.value, media_type=MEDIA_TYPE, headers=headers)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - registered for nothing else
    return document(error.status, error.code, error.detail, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    # What was sent is not repeated: it may be anything.
    errors = [
        {"in": ".".join(str(part) for part in found["loc"]), "wrong": str(found["msg"])}
        for found in error.errors()
    ]
    told = "; ".join(f"{found['in']}: {found['wrong']}" for found in errors)
    return document(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        ProblemCode.BAD_REQUEST,
        f"The request cannot be understood: {told}.",
        errors=errors,
    )


async def _of_the_framework(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    status = HTTPStatus(error.status_code)
    code = {
        HTTPStatus.NOT_FOUND: ProblemCode.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED: ProblemCode.METHOD_NOT_ALLOWED,
    }.get(status, ProblemCode.BAD_REQUEST)
    return document(status, code, f"{status.description or status.phrase}.", headers=error.headers)


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    _log.warning("register_unavailable", failure=type(error).__name__)
    return document(
        HTTPStatus.SERVICE_UNAVAILABLE,
        ProblemCode.UNAVAILABLE,
        "The register does not answer at the moment. Nothing is lost; ask again from the same "
        "position.",
        headers={"Retry-After": "5"},
    )
