"""What the requests of the API stand on, and who makes them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from desk.desk import Desk
from register.connection import Connection, Pool
from schemas.staff import Acting
from web.problems import Problem, ProblemCode


def real_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ApiDependencies:
    """What every request may use.

    Attributes:
        pool: The register.
        desk: Brings decisions, and looks at them first.
        now: The clock.
    """

    pool: Pool
    desk: Desk
    now: Callable[[], datetime] = real_now


def _deps(request: Request) -> ApiDependencies:
    deps = request.app.state.deps
    assert isinstance(deps, ApiDependencies)  # noqa: S101 - put there by `create_api`, and by nobody else
    return deps


Deps = Annotated[ApiDependencies, Depends(_deps)]


def acting(request: Request) -> Acting:
    """Whoever asks, as the middleware before this found them.

    Raises:
        Problem: Nobody has said who asks.
    """
    found = getattr(request.state, "acting", None)
    if not isinstance(found, Acting):
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            ProblemCode.NO_TOKEN,
            "Send your personal token as “Authorization: Bearer …”.",
            {"WWW-Authenticate": 'Bearer realm="area visits"'},
        )
    return found


Asking = Annotated[Acting, Depends(acting)]
"""The parameter of whatever only those may ask who said who they are."""


async def _register(deps: Deps) -> AsyncIterator[Connection]:
    async with deps.pool.acquire() as connection:
        yield connection


Register = Annotated[Connection, Depends(_register)]
"""A connection to the register for as long as a request is answered."""
