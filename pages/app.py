"""The pages as an application."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, FastAPI

from pages import answering, deciding, planning
from pages.assets import PREFIX
from pages.dependencies import PagesDependencies
from pages.failures import add_failures
from pages.headers import page_headers
from pages.looking import routers
from pages.session import add_sessions
from pages.session.setting_up import FORMS_ARE_OURS, SESSION_ROUTERS
from web.compression import compressed
from web.headers import UsualHeaders
from web.methods import Methods
from web.spans import NONE_BY_ITSELF, Traced

_ROUTERS: Final[Sequence[APIRouter]] = (
    *routers(),
    *planning.routers(),
    *deciding.routers(),
    *answering.routers(),
)


def create_pages(deps: PagesDependencies) -> FastAPI:
    """The pages.

    Args:
        deps: What they stand on; whoever made them puts them away.
    """
    app = FastAPI(
        telemetry=NONE_BY_ITSELF,
        title="Area visits",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[FORMS_ARE_OURS],
    )
    app.state.deps = deps
    for router in _ROUTERS:
        app.include_router(router)
    app.mount(PREFIX, deps.assets)
    add_failures(app)
    add_sessions(app)
    answering.add_link_sessions(app)
    compressed(app)
    routes = [route for router in (*_ROUTERS, *SESSION_ROUTERS) for route in router.routes]
    app.add_middleware(Methods, routes=routes)
    app.add_middleware(UsualHeaders, more=page_headers(tls=deps.tls))
    app.add_middleware(Traced, door="pages")
    return app
