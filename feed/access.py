"""Who is asking: a bearer token with the scope that a door needs."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from feed.parts import Parts, TheParts
from feed.problems import Problem, ProblemCode
from register import tokens
from schemas.access import Scope, Token

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that `visits tokens make` gave out, with the scope of the door.",
)
_ASK = {"WWW-Authenticate": 'Bearer realm="area visits"'}


def _with(scope: Scope) -> Callable[..., Awaitable[Token]]:
    async def authorised(
        parts: TheParts,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Token:
        if given is None:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                ProblemCode.NO_TOKEN,
                "Send your token as “Authorization: Bearer …”.",
                _ASK,
            )
        async with parts.pool.acquire() as connection:
            token = await tokens.find(connection, given.credentials)
        if token is None or not token.opens(parts.now()):
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                ProblemCode.TOKEN_REFUSED,
                "This token is not known, or it was revoked or has expired.",
                _ASK,
            )
        if scope not in token.scopes:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                ProblemCode.SCOPE_MISSING,
                f"This token does not have the scope “{scope}”.",
            )
        return token

    return authorised


async def still_opens(parts: Parts, token: Token) -> bool:
    """Whether a token that opened a door would open it again."""
    async with parts.pool.acquire() as connection:
        known = await tokens.get(connection, token.id)
    return known is not None and known.opens(parts.now())


FeedToken = Annotated[Token, Depends(_with(Scope.FEED))]
SubscriptionsToken = Annotated[Token, Depends(_with(Scope.SUBSCRIPTIONS))]
ContentToken = Annotated[Token, Depends(_with(Scope.CONTENT))]
