"""Where people outside answer what a letter asks, by a link of their own and without an account.

The link's address is looked at and changes nothing; a button exchanges it for a cookie, so that no
address after it has what opens the link.
"""

from fastapi import APIRouter, FastAPI

from pages.answering.closed import add_closed
from pages.answering.forms import router as forms
from pages.answering.matter import link_of
from pages.answering.middleware import FindsLink
from pages.answering.opening import router as opening


def routers() -> list[APIRouter]:
    """Every page; those of fixed addresses come first."""
    return [forms, opening]


def add_link_sessions(app: FastAPI) -> None:
    """Let requests for these pages be those of whoever has opened a link."""
    add_closed(app)
    app.add_middleware(FindsLink, of_whom=link_of)


__all__ = ["add_link_sessions", "routers"]
