"""Gives the pages their sessions."""

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from pages.assets import PREFIX
from pages.session.by_provider import router as by_provider
from pages.session.csrf import ForeignForm, FromOurPages, csrf_token, refused, require_csrf
from pages.session.middleware import FindsSession
from pages.session.signing_in import router as signing_in
from pages.session.signing_out import router as signing_out
from pages.session.tokens import router as tokens

ANSWERING = "/answer"
"""Where people outside answer, who never sign in."""

FORMS_ARE_OURS = Depends(require_csrf)
"""What every route of the pages depends on."""


SESSION_ROUTERS = (signing_in, by_provider, signing_out, tokens)
"""The pages by which people sign in and out."""


def add_sessions(app: FastAPI) -> None:
    """Let people sign in and out, and let every request be somebody's.

    Args:
        app: Made with `dependencies=[FORMS_ARE_OURS]`, before its outer middleware is added.
    """
    app.state.csrf_token = csrf_token
    for router in SESSION_ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ForeignForm, _foreign)
    app.add_middleware(FromOurPages)
    app.add_middleware(FindsSession, without=(PREFIX, ANSWERING))


async def _foreign(request: Request, error: Exception) -> Response:
    response = refused(request, error)
    assert isinstance(response, Response)  # noqa: S101 - a page
    return response
