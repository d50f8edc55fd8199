"""The pages over an empty register, and browsers that know nobody yet."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx2
import pytest

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from pages.session.cookie import SESSION
from register import one_time, staff
from register.connection import Pool
from schemas.ids import ActorRef
from schemas.staff import OWNER, StaffRole
from tests.engine import Engine

Browser = Callable[[], httpx2.AsyncClient]


@dataclass
class Pages:
    """The pages, and what tests do to people.

    Attributes:
        pool: The register.
        browser: Another browser, in which nobody has signed in.
    """

    pool: Pool
    browser: Browser
    refs: list[ActorRef] = field(default_factory=list)

    async def somebody(self, *roles: StaffRole) -> ActorRef:
        async with self.pool.acquire() as connection, connection.transaction():
            ref = staff.new_ref()
            await staff.add(
                connection,
                ref=ref,
                name="Ada Sample",
                email=f"{ref}@example.org",
                roles=roles or (StaffRole.COORDINATOR,),
                actor=OWNER,
            )
        return ref

    async def address(self, ref: ActorRef) -> str:
        async with self.pool.acquire() as connection, connection.transaction():
            return await one_time.make(connection, ref, OWNER)

    async def signed_in(self, ref: ActorRef) -> httpx2.AsyncClient:
        browser = self.browser()
        secret = await self.address(ref)
        answer = await browser.post("/sign-in/once", data={"secret": secret})
        assert answer.status_code == 303
        assert browser.cookies.get(SESSION)
        return browser


@pytest.fixture
async def pages(engine: Engine) -> AsyncIterator[Pages]:
    desk = Desk(await engine.client(), engine.pool, task_queue=engine.settings.task_queue)
    app = create_pages(PagesDependencies(engine.pool, desk))
    async with AsyncExitStack() as open_browsers:

        def browser() -> httpx2.AsyncClient:
            transport = httpx2.ASGITransport(app=app)
            made = httpx2.AsyncClient(transport=transport, base_url="https://t")
            open_browsers.push_async_callback(made.aclose)
            return made

        yield Pages(engine.pool, browser)
