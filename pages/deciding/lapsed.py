"""Keeps what somebody typed as their session ended by itself: they find it once they are back."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from pages.deciding.filling import as_typed
from pages.deciding.half_filled import begun, keep
from pages.deciding.matter import Matter
from pages.dependencies import Deps
from pages.session import cookie
from pages.session.csrf import MOST_FIELDS, had_by
from register import sessions


def kept_if_lapsed(matter_of: Callable[..., Awaitable[Matter]]) -> Dependency:
    """Before somebody is asked to sign in again, what they have posted is kept for them.

    Nothing is decided and nothing shown. Whoever has signed in, whoever never has, and a form that
    was on no page of the session that is over change nothing.

    Args:
        matter_of: The dependency that says what the form is filled in for.
    """

    async def keep_it(
        request: Request, deps: Deps, matter: Annotated[Matter, Depends(matter_of)]
    ) -> None:
        secret = cookie.shown(request.scope, cookie.SESSION)
        if secret is None or getattr(request.state, "session", None) is not None:
            return
        async with deps.pool.acquire() as connection:
            session = await sessions.find_lapsed(connection, secret)
        if session is None:
            return
        sent = await request.form(max_fields=MOST_FIELDS)
        if not had_by(session, sent):
            return
        form = await begun(request, deps, session.acting, matter)
        await keep(deps, form.with_typed(as_typed(form, sent)))
        request.state.kept_at = matter.here

    found: Dependency = Depends(keep_it)
    return found
