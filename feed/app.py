"""The doors, put together."""

from collections.abc import Sequence
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from feed import calendars, content, health, live, proof, pull, reports, subscriptions
from feed.contract import routes as contract
from feed.dependencies import Dependencies
from feed.places import Places
from feed.published import BelowItsPath, PublicAddress
from web import problem_kinds
from web.body_limit import SmallBodies
from web.compression import compressed
from web.failures import add_problems
from web.headers import UsualHeaders
from web.limits import Limits
from web.methods import Methods
from web.spans import NONE_BY_ITSELF, Traced

_ROUTERS: tuple[APIRouter, ...] = (
    pull.router,
    live.router,
    proof.router,
    content.router,
    reports.router,
    calendars.router,
    contract.router,
    problem_kinds.router,
    subscriptions.router,
    health.router,
)
_TOLD_TO_SCRIPTS = (
    *("ETag", "Feed-Head", "Feed-Position", "Location", "Marking", "Note-Version", "Retry-After"),
)
_ABOUT = """\
Follows the programme of area SEND visits by its events, from any point, and proves that none is
missing. Events are CloudEvents 1.0, thin and without names or words. What still tells of one person
is withheld from tokens without the scope `personal`: `withheld` names the fields of `data` that are
left out, and the digests of the log, which are of whole events, take that scope as well.

Wherever there is GET, there is HEAD. `GET /events?type=` gives the types of event that you know;
others come, and are to be passed over. A parameter that an address does not know is refused, and so
is one given twice that says one thing.
"""


def create_app(
    deps: Dependencies, *, limits: Limits | None = None, origins: Sequence[str] = ()
) -> FastAPI:
    """The feed as an application.

    Args:
        deps: What it stands on; whoever made them puts them away.
        limits: How much of it one consumer may take up.
        origins: Of pages whose scripts may ask, such as `https://dashboard.example.org`; none by
            default.
    """
    limits = limits or Limits()
    app = FastAPI(
        telemetry=NONE_BY_ITSELF,
        title="Area visits: events",
        version=version("area-visits"),
        description=_ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_url=None,  # served with the contract, and with the address of this feed
        docs_url=None,  # likewise: a page without foreign scripts
        redoc_url=None,
        redirect_slashes=False,  # an address is right or it is not; none is made of a Host header
    )
    app.state.deps = deps
    routes: list[BaseRoute] = []
    for router in _ROUTERS:
        app.include_router(router)
        routes += router.routes
    # From the inside to the outside.
    add_problems(app)
    app.add_middleware(SmallBodies, limits=limits)
    app.add_middleware(Places, limits=limits)
    compressed(app, but=(content.MEDIA_TYPE,))  # compressed already
    app.add_middleware(UsualHeaders)
    app.add_middleware(Methods, routes=routes)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=("GET", "POST", "PATCH", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID"),
            expose_headers=_TOLD_TO_SCRIPTS,
        )
    app.add_middleware(Traced, door="feed")
    if deps is not None:
        app.add_middleware(BelowItsPath, address=PublicAddress(deps.pool))
    return app
