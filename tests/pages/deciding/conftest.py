"""The pages over a visit that a test walks through, asked as a browser without scripts asks."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest

from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.connection import Pool
from tests.e2e.walking import Walk
from tests.engine import Engine
from tests.support.acting import SignedInAs
from tests.support.browsing import Browser


@dataclass
class Deciding:
    """The pages as people see them, and the visit that they are about.

    Attributes:
        walk: The visit.
        who: Who has signed in.
        client: To ask with.
        pool: The register.
    """

    walk: Walk
    who: SignedInAs
    client: httpx2.AsyncClient
    pool: Pool

    def browser(self) -> Browser:
        """A new window."""
        return Browser(self.client)

    def address(self, slug: str, *more: str) -> str:
        """The address of a decision about the visit."""
        return "/".join([f"/visits/{self.walk.visit}/decide/{slug}", *more])


@pytest.fixture
async def deciding(engine: Engine) -> AsyncIterator[Deciding]:
    """The pages, with a worker behind them and a visit that can be walked through."""
    async with engine.working() as (client, _):
        walk = Walk(engine.scenario(), client, engine.pool, engine.settings.task_queue)
        deps = PagesDependencies(engine.pool, walk.desk, now=lambda: walk.now)
        who = SignedInAs(create_pages(deps))
        transport = httpx2.ASGITransport(app=who)
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as asking:
            yield Deciding(walk, who, asking, engine.pool)
