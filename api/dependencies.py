"""What the requests of the API stand on, and who makes them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from activities.happenings import SignInRefused, Way, tell
from desk.desk import Desk
from desk.looking_ahead import LooksAhead
from register import personal_tokens
from register.connection import Connection, Pool
from schemas.staff import Acting
from web.problems import Problem, ProblemCode

_REALM = 'Bearer realm="area visits"'


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
        ahead: Plays visits forward; without it that is said not to be done here.
    """

    pool: Pool
    desk: Desk
    now: Callable[[], datetime] = real_now
    ahead: LooksAhead | None = None


async def _deps(request: Request) -> ApiDependencies:
    deps = request.app.state.deps
    assert isinstance(deps, ApiDependencies)  # noqa: S101 - put there by `create_api`, and by nobody else
    return deps


Deps = Annotated[ApiDependencies, Depends(_deps)]


_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="personal token",
    description="A token that `visits login` or your account's page gave out.",
)


async def acting(
    request: Request,
    deps: Deps,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Acting:
    """Whoever asks, with their roles as they stand now.

    Raises:
        Problem: Nobody has said who asks, or the token opens nothing.
    """
    known = getattr(request.state, "acting", None)
    # Not by a session's cookie, which a browser sends along whoever's page asks it to.
    if isinstance(known, Acting) and getattr(request.state, "session", None) is None:
        return known
    if given is None:
        raise _refused(
            ProblemCode.NO_TOKEN, "Send your personal token as “Authorization: Bearer …”.", _REALM
        )
    async with deps.pool.acquire() as connection:
        found = await personal_tokens.acting(connection, given.credentials)
    if found is None:
        tell(SignInRefused(Way.TOKEN))
        raise _refused(
            ProblemCode.TOKEN_REFUSED,
            "This token is not known, or it has ended. `visits login` makes another.",
            f'{_REALM}, error="invalid_token"',
        )
    return found


def _refused(code: ProblemCode, detail: str, asked: str) -> Problem:
    return Problem(HTTPStatus.UNAUTHORIZED, code, detail, {"WWW-Authenticate": asked})


Asking = Annotated[Acting, Depends(acting)]
"""The parameter of whatever only those may ask who said who they are."""


async def _register(deps: Deps) -> AsyncIterator[Connection]:
    async with deps.pool.acquire() as connection:
        yield connection


Register = Annotated[Connection, Depends(_register)]
"""A connection to the register for as long as a request is answered."""
