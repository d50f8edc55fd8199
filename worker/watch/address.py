"""What is answered at the address from which a process is watched."""

from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.runtime import PrometheusConfig

from worker.watch.core import read_core
from worker.watch.health import Health
from worker.watch.standing import Standing

_NO_STORE = {"Cache-Control": "no-store"}


class Told:
    """What a process tells of itself.

    Args:
        health: Whether it lives and serves.
        registry: Its own metrics.
        core: Where the SDK serves its metrics; `None` for a process that has none.
    """

    def __init__(
        self, health: Health, registry: CollectorRegistry, core: PrometheusConfig | None
    ) -> None:
        self._health = health
        self._registry = registry
        self._core = core
        self.standing: Standing | None = None

    async def live(self, _request: Request) -> Response:
        """Whether it lives: 200, or 503 where starting it anew would help."""
        return _answer("live", await self._health.why_not_live())

    async def ready(self, _request: Request) -> Response:
        """Whether it serves: 200, or 503."""
        return _answer("ready", await self._health.why_not_ready())

    async def metrics(self, _request: Request) -> Response:
        """Its numbers, and those of Temporal's SDK, as Prometheus reads them."""
        if self.standing is not None:
            await self.standing.refresh()
        told = generate_latest(self._registry)
        if self._core is not None:
            told += await read_core(self._core)
        return Response(told, headers=_NO_STORE, media_type=CONTENT_TYPE_PLAIN_0_0_4)


def application(told: Told) -> Starlette:
    """It, as an application."""
    return Starlette(
        routes=[
            Route("/health/live", told.live),
            Route("/health/ready", told.ready),
            Route("/metrics", told.metrics),
        ]
    )


def _answer(word: str, why_not: str | None) -> Response:
    if why_not is None:
        return JSONResponse({"status": word}, headers=_NO_STORE)
    return JSONResponse(
        {"status": f"not {word}", "why": why_not}, HTTPStatus.SERVICE_UNAVAILABLE, _NO_STORE
    )
