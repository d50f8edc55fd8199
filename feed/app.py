"""The doors, put together."""

from importlib.metadata import version

from fastapi import FastAPI

from feed import content, health, live, problem_kinds, proof, pull, subscriptions
from feed.body_limit import SmallBodies
from feed.contract import routes as contract
from feed.dependencies import Dependencies
from feed.failures import add_problems

_ABOUT = """\
Follows the programme of area SEND visits by its events, from any point, and proves that none is
missing. Events are CloudEvents 1.0, thin, with no names and no words.
"""


def create_app(deps: Dependencies) -> FastAPI:
    """The feed as an application.

    Args:
        deps: What it stands on; whoever made them puts them away.
    """
    app = FastAPI(
        title="Area visits: events",
        version=version("area-visits"),
        description=_ABOUT,
        redirect_slashes=False,  # an address is right or it is not; none is made of a Host header
    )
    app.state.deps = deps
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
