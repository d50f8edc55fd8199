"""What people are told when something is away or broken: a page, in words, and no more."""

import httpx2

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.connection import open_pool
from tests.engine import Engine
from tests.pages.serving import SignedInAs


async def test_a_register_that_is_away_is_said_and_what_to_do(engine: Engine) -> None:
    async with open_pool(engine.addresses.database_url, size=1) as pool:
        desk = Desk(await engine.client(), pool, task_queue=engine.settings.task_queue)
        app = SignedInAs(create_pages(PagesDependencies(pool, desk)))
    # The pool is closed, and with it every way to the register.
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as browser:
        for path in ("/", "/visits", "/visits/interim-e10000016/decide/cancel"):
            answer = await browser.get(path)
            assert answer.status_code == 503, path
            assert "the service does not answer at the moment" in answer.text
            assert "it is done at most once" in answer.text
