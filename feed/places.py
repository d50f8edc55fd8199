"""How many requests are answered at once: by address, by token, and altogether.

A stream or a long poll holds its place for as long as it lasts, so without a bound one consumer
could take all that there are. What is refused costs next to nothing and says when to come again.
"""

from collections import Counter
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.access import TokenId
from web.limits import Limits
from web.problems import Problem, ProblemCode, document

_KEY: Final = "area-visits.place"
_COME_AGAIN: Final = {"Retry-After": "5"}


class _Place:
    """What one request holds until it is answered."""

    def __init__(self, taken: Counter[tuple[str, str]], limits: Limits) -> None:
        self._taken = taken
        self._limits = limits
        self._held: list[tuple[str, str]] = []

    def take(self, kind: str, who: str, most: int) -> bool:
        """Take a place, if there is one left."""
        if self._taken[kind, who] >= most:
            return False
        self._taken[kind, who] += 1
        self._held.append((kind, who))
        return True

    def take_by_token(self, token: TokenId) -> bool:
        """The same for a token, once it is known."""
        return self.take("token", token, self._limits.per_token)

    def give_back(self) -> None:
        """Leave; who holds nothing is forgotten."""
        for key in self._held:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]


class Places:
    """Answers a request if there is a place for it, and says when to come again if there is not."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._taken: Counter[tuple[str, str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place = _Place(self._taken, self._limits)
        address, *_ = scope.get("client") or ("",)
        try:
            if not place.take("address", address, self._limits.per_address):
                refused = document(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    ProblemCode.TOO_MANY_AT_ONCE,
                    f"Your address has {self._limits.per_address} requests under way, and may not "
                    "have more at once.",
                    headers=_COME_AGAIN,
                )
                await refused(scope, receive, send)
            elif not place.take("all", "", self._limits.at_once):
                refused = document(
                    HTTPStatus.SERVICE_UNAVAILABLE,
                    ProblemCode.NOT_NOW,
                    "As many requests are under way as this feed answers at once.",
                    headers=_COME_AGAIN,
                )
                await refused(scope, receive, send)
            else:
                scope[_KEY] = place
                await self._app(scope, receive, send)
        finally:
            place.give_back()


def take_place(scope: MutableMapping[str, Any], token: TokenId) -> None:
    """Take a place for a token, for as long as its request lasts.

    Raises:
        Problem: It has as many as it may have.
    """
    place = scope.get(_KEY)
    if isinstance(place, _Place) and not place.take_by_token(token):
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            ProblemCode.TOO_MANY_AT_ONCE,
            "This token has as many requests under way as it may have at once; end a stream or "
            "wait for an answer.",
            _COME_AGAIN,
        )
