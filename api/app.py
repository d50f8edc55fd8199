"""The API as an application, to be served alone or below `/api`."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute

from api import (
    contract,
    decisions,
    links,
    lookups,
    mail,
    note_files,
    openings,
    planning,
    records,
    visit_lookups,
)
from api.dependencies import ApiDependencies
from api.sentences import add_sentences
from web import problem_kinds
from web.body_limit import SmallBodies
from web.compression import compressed
from web.failures import add_problems
from web.headers import UsualHeaders
from web.limits import Limits
from web.methods import Methods
from web.queries import exact_queries
from web.spans import NONE_BY_ITSELF, Traced

_ROUTERS: Final[Sequence[APIRouter]] = (
    openings.router,
    visit_lookups.router,
    records.router,
    mail.router,
    lookups.router,
    planning.router,
    links.router,
    decisions.router,
    note_files.router,
    contract.router,
    problem_kinds.router,
)
LARGEST: Final = 2_000_000
"""Bytes of a body: a note, or the results of a visit's surveys, with room to spare."""

_ABOUT = """\
Takes decisions about area SEND visits, shows first what each would bring about, and tells how
visits, programmes and reports stand. Whatever the command `visits` decides or tells can be had
here. Who asks is told by a personal token. A parameter that an address does not know is refused,
and so is one given twice.
"""


def create_api(deps: ApiDependencies, *, limits: Limits | None = None) -> FastAPI:
    """The API.

    Args:
        deps: What it stands on; whoever made them puts them away.
        limits: How much of it one client may take up.
    """
    app = FastAPI(
        telemetry=NONE_BY_ITSELF,
        title="Area visits: decisions",
        version=version("area-visits"),
        description=_ABOUT,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_url=None,  # served with the schemas of all forms
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.deps = deps
    routes: list[BaseRoute] = []
    for router in _ROUTERS:
        app.include_router(router, dependencies=[Depends(exact_queries)])
        routes += router.routes
    # From the inside to the outside.
    add_sentences(app)
    add_problems(app)
    app.add_middleware(SmallBodies, limits=limits or Limits(), largest=LARGEST)
    compressed(app)
    app.add_middleware(UsualHeaders)
    app.add_middleware(Methods, routes=routes)
    app.add_middleware(Traced, door="api", takes_part=True)
    return app
