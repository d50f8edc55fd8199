"""`GET /health`: whether this process can serve, for whoever starts, balances or watches it."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from feed.dependencies import Deps
from register.connection import answers
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["health"])

_WITHIN = 3.0  # seconds for the register; those who balance wait hardly longer


class Health(BaseModel):
    """That it can.

    Attributes:
        status: There is one; a feed that cannot serve answers with a problem.
    """

    status: Literal["serving"] = "serving"


@router.get(
    "/health",
    operation_id="readHealth",
    summary="Ask whether the feed can serve",
    responses=responses_of(),
)
async def health(deps: Deps) -> Health:
    """Serving: the register answers, and the end of the log is followed. No token is needed."""
    if not await answers(deps.pool, within=_WITHIN):
        raise _cannot("The register does not answer.")
    if not deps.tail.follows:
        raise _cannot("The register answers, and the end of the log is not followed.")
    return Health()


def _cannot(detail: str) -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE, ProblemCode.UNAVAILABLE, detail, {"Retry-After": "5"}
    )
