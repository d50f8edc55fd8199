"""The doors, put together."""

from importlib.metadata import version

from fastapi import FastAPI

from feed import content, health, live, problem_kinds, proof, pull, subscriptions
from feed.contract import doors as contract
from feed.failures import add_problems
from feed.parts import Parts
from feed.sizes import SmallBodies

_ABOUT = """\
Follows the programme of area SEND visits by its events, from any point, and proves that none is
missing. Events are CloudEvents 1.0, thin and never personal.
"""


def create_app(parts: Parts) -> FastAPI:
    """The feed as an application.

    Args:
        parts: What it stands on; whoever made them puts them away.
    """
    app = FastAPI(
        title="Area visits: events",
        version=version("area-visits"),
        description=_ABOUT,
        redirect_slashes=False,  # an address is right or it is not; none is made of a Host header
    )
    app.state.parts = parts
    add_problems(app)
    app.add_middleware(SmallBodies)
    app.include_router(pull.router)
    app.include_router(live.router)
    app.include_router(proof.router)
    app.include_router(content.router)
    app.include_router(contract.router)
    app.include_router(problem_kinds.router)
    app.include_router(subscriptions.router)
    app.include_router(health.router)
    return app
