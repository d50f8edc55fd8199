"""Who asks: whoever has signed in, as the session's middleware found them."""

from typing import Annotated

from fastapi import Depends, Request

from schemas.staff import Acting


class NotSignedIn(Exception):
    """Nobody has signed in; a page is asked for again once somebody has."""


async def signed_in(request: Request) -> Acting:
    """Whoever has signed in.

    Raises:
        NotSignedIn: Nobody has.
    """
    acting = getattr(request.state, "acting", None)
    if not isinstance(acting, Acting):
        raise NotSignedIn
    return acting


SignedIn = Annotated[Acting, Depends(signed_in)]
"""The parameter of a page that only those see who have signed in."""
