"""The cookie by which a browser shows its session.

`__Host-`: browsers take it only over TLS (or from this machine), for this host alone and all of it.
To browsers all ports of a host are one: where the address has a port, so has the cookie's name, and
whoever signs in to one of two installations on a machine stays signed in to the other.
"""

import re
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from schemas.ids import ActorRef

SESSION: Final = "__Host-visits-session"
BROWSER: Final = "__Host-visits-sign-in"
"""Of a browser in which somebody is about to sign in at an identity provider."""
NEXT: Final = "__Host-visits-next"
"""Of a browser in which somebody is about to sign in by an address: where they go on."""
_LINK: Final = "__Host-visits-answer"


def of_link(ref: ActorRef) -> str:
    """The cookie of a browser in which somebody has opened a personal link.

    Each link has its own: several are open side by side, in the tabs of one browser.
    """
    return f"{_LINK}-{ref}"


def shown(scope: Scope, name: str) -> str | None:
    """What a browser shows under a name; `None` where it shows nothing that can be read."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(_here(scope, name))
    except CookieError:
        return None
    return found.value if found is not None and found.value else None


def give(
    scope: Scope, response: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Let the browser show this from now on; until it is closed, or for so many seconds."""
    response.set_cookie(
        _here(scope, name),
        value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def take_back(scope: Scope, response: Response, name: str) -> None:
    """Let the browser show it no more."""
    response.delete_cookie(_here(scope, name), path="/", secure=True, httponly=True, samesite="lax")


_PORT: Final = re.compile(r":([0-9]{1,5})$")


def _here(scope: Scope, name: str) -> str:
    """A cookie's name at the address that was asked."""
    port = _PORT.search(Headers(scope=scope).get("host", ""))
    return f"{name}-{port[1]}" if port else name
