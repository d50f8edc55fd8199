"""Who is asking: a bearer token with the scope that a door needs."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from activities.happenings import SignInRefused, Way, tell
from feed.dependencies import Deps
from feed.places import take_place
from register import tokens
from schemas.access import PUSHED_TO, WHOLE_EVENTS, Scope, Token
from web.problems import Problem, ProblemCode
from web.queries import exact_queries

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that `visits tokens make` gave out, with the scope of the door.",
)
_REALM = 'Bearer realm="area visits"'


def _ask(error: str | None = None) -> dict[str, str]:
    """What a door asks for, and in one word what was wrong with what it got (RFC 6750)."""
    return {"WWW-Authenticate": f'{_REALM}, error="{error}"' if error else _REALM}


def refused() -> Problem:
    """What a token that opens nothing, or opens nothing any more, is answered with."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        ProblemCode.TOKEN_REFUSED,
        "This token is not known, or it was revoked or has expired.",
        _ask("invalid_token"),
    )


def _with(*scopes: Scope, why: str = "") -> Callable[..., Awaitable[Token]]:
    """What a door asks for: these scopes, and, where that is not plain, why."""

    async def authorised(
        request: Request,
        deps: Deps,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Token:
        if given is None:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                ProblemCode.NO_TOKEN,
                "Send your token as “Authorization: Bearer …”.",
                _ask(),
            )
        async with deps.pool.acquire() as connection:
            token = await tokens.find(connection, given.credentials)
        if token is None or not token.opens(deps.now()):
            tell(SignInRefused(Way.TOKEN))
            raise refused()
        for scope in scopes:
            if scope not in token.scopes:
                raise Problem(
                    HTTPStatus.FORBIDDEN,
                    ProblemCode.SCOPE_MISSING,
                    f"This token does not have the scope “{scope}”.{why}",
                    _ask("insufficient_scope"),
                )
        # Doors without a token may be asked with more: balancers and calendars add to an address.
        exact_queries(request)
        take_place(request.scope, token.id)
        return token

    return authorised


FeedToken = Annotated[Token, Depends(_with(Scope.FEED))]
SubscriptionsToken = Annotated[Token, Depends(_with(*sorted(PUSHED_TO)))]
ProofToken = Annotated[
    Token,
    Depends(
        _with(
            *sorted(WHOLE_EVENTS),
            why=" Digests are of whole events: they prove no copy made without the scope "
            f"“{Scope.PERSONAL}”, and would give away what was withheld from it.",
        )
    ),
]
"""A digest of an event confirms a guess of what is not shown of it: it goes with the whole."""
ContentToken = Annotated[Token, Depends(_with(Scope.CONTENT))]
