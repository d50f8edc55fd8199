"""The doors, put together."""

from importlib.metadata import version

from fastapi import FastAPI

from feed import live, pull
from feed.parts import Parts
from feed.problems import add_problems

_ABOUT = """\
Follows the programme of area SEND visits by its events, from any point, and proves that none is
missing. Events are CloudEvents 1.0, thin and never personal.
"""


def create_app(parts: Parts) -> FastAPI:
    """The feed as an application.

    Args:
        parts: What it stands on; whoever made them puts them away.
    """
    app = FastAPI(title="Area visits: events", version=version("area-visits"), description=_ABOUT)
    app.state.parts = parts
    add_problems(app)
    app.include_router(pull.router)
    app.include_router(live.router)
    return app
